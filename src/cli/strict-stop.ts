import type { Finding } from '../model/finding.ts';
import type { CommandContext } from './command.ts';

/** With `--strict` any lint error stops everything: says so, and answers whether it does. */
export function strictStop(context: CommandContext, errors: readonly Finding[]): boolean {
  const [first] = errors;
  if (!context.options.strict || first === undefined) return false;
  const { file, line, column } = first.location;
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : '';
  context.stderr.write(
    `error: ${errors.length} lint ${errors.length === 1 ? 'error stops' : 'errors stop'} everything (--strict): ${file}:${line}:${column} ${first.rule}${more}\n  help: ramen-sync lint\n`,
  );
  return true;
}
