import { UserError } from '../model/errors.ts';
import { allExplanations, explain } from '../operations/explain.ts';
import {
  renderExplanation,
  renderExplanationList,
  renderExplanationMarkdown,
} from '../report/explanation.ts';
import type { CommandContext } from './command.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { paintFor } from './paint.ts';
import { writeOutputs } from './write-outputs.ts';

export async function runExplainCommand(context: CommandContext, args: readonly string[]): Promise<ExitCode> {
  const [word, more] = args;
  if (more !== undefined) throw new UserError('explain takes one word at a time');
  const list = word === undefined ? allExplanations() : [explain(word)];
  writeOutputs(context, (format, toStdout) => {
    if (format === 'json') return `${JSON.stringify(word === undefined ? list : list[0], undefined, 2)}\n`;
    if (format === 'markdown') return list.map(renderExplanationMarkdown).join('\n');
    const paint = paintFor(toStdout && context.options.color.stdout);
    return word === undefined
      ? renderExplanationList(list, paint)
      : list.map((explanation) => renderExplanation(explanation, paint)).join('\n');
  });
  return exitCode.done;
}
