import { createTwoFilesPatch } from 'diff';
import type { SourceFile } from '../model/source.ts';
import type { Paint } from '../report/colour.ts';
import { printable } from '../report/printable.ts';

/** Unified diff of one file of the repository; a file too different to compare in a second shows no hunks. */
export function renderTextDiff(before: string, after: SourceFile, paint: Paint): string {
  const patch = createTwoFilesPatch(`a/${after.path}`, `b/${after.path}`, before, after.text, '', '', {
    context: 2,
    timeout: 1000,
  });
  if (patch === undefined) return `${printable(after.path)} changes in too many places to show\n`;
  return patch
    .split('\n')
    .slice(1)
    .map(safeLine)
    .map((line) => {
      if (line.startsWith('+')) return paint('added', line);
      return line.startsWith('-') ? paint('removed', line) : line;
    })
    .join('\n');
}

/** Tabs and the line ends of Windows stay: the diff is to be applied. */
function safeLine(line: string): string {
  const end = line.endsWith('\r') ? '\r' : '';
  return (
    line
      .slice(0, line.length - end.length)
      .split('\t')
      .map(printable)
      .join('\t') + end
  );
}
