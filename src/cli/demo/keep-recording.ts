import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeAtomically } from '../../files/write-atomically.ts';
import { UserError } from '../../model/errors.ts';
import { renderAnsiSvg } from '../../report/ansi-svg.ts';
import { renderAsciicast } from '../../report/asciicast.ts';
import type { CommandContext } from '../command.ts';
import { COLUMNS, type Screen } from './screen.ts';

interface Recorded {
  readonly name: string;
  readonly title: string;
  readonly screen: Screen;
}

const ROWS = 30;

/** `<name>.cast` is the whole story, `<name>.svg` its picture. */
export function keepRecording(
  context: CommandContext,
  folder: string,
  { name, title, screen }: Recorded,
): void {
  const files = {
    [`${name}.cast`]: renderAsciicast(title, { columns: COLUMNS, rows: ROWS }, screen.beats()),
    [`${name}.svg`]: renderAnsiSvg(title, screen.pictured().trim(), COLUMNS),
  };
  const dir = resolve(context.cwd, folder);
  try {
    mkdirSync(dir, { recursive: true });
    for (const [file, content] of Object.entries(files)) writeAtomically(join(dir, file), content);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`the recording cannot be written to ${folder}: ${why}`, { cause: error });
  }
  context.stderr.write(`recorded: ${Object.keys(files).join(', ')} in ${folder}\n`);
}
