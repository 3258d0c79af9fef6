import { statSync } from 'node:fs';
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

/** Absolute path. Throws UserError where there is no such folder: nobody wants to learn that after the story. */
export function recordingFolder({ cwd }: CommandContext, folder: string): string {
  const path = resolve(cwd, folder);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path;
  throw new UserError(`--record ${folder} is no folder`, { hint: 'make it, or name another one' });
}

/** `<name>.cast` is the whole story, `<name>.svg` its picture. Throws UserError. */
export function keepRecording(
  { stderr }: CommandContext,
  folder: string,
  { name, title, screen }: Recorded,
): void {
  const files = {
    [`${name}.cast`]: renderAsciicast(title, { columns: COLUMNS, rows: ROWS }, screen.beats()),
    [`${name}.svg`]: renderAnsiSvg(title, screen.pictured().trim(), COLUMNS),
  };
  for (const [file, content] of Object.entries(files)) writeAtomically(join(folder, file), content);
  stderr.write(`recorded: ${Object.keys(files).join(', ')} in ${folder}\n`);
}
