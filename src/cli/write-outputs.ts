import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '../model/errors.ts';
import type { CommandContext } from './command.ts';

/** Renders every `-o`. Files get no colour, whatever stdout gets. */
export function writeOutputs(
  context: CommandContext,
  render: (format: string, toStdout: boolean) => string,
): void {
  for (const { format, file } of context.options.outputs) {
    const text = render(format, file === undefined);
    if (file === undefined) context.stdout.write(text);
    else writeReport(file, text);
  }
}

function writeReport(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`the report ${file} cannot be written: ${why}`, { cause: error });
  }
}
