import { getAt } from '../model/field-path.ts';
import { isObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Location } from '../model/source.ts';

const MASK = '********';

/**
 * The text of a file as a code frame may show it: values of Secrets are masked, lines and columns before a value stay.
 * Where a document that looks like a Secret could not be read, everything behind a colon is masked.
 */
export function maskSecrets(text: string, manifests: readonly Manifest[], isComplete: boolean): string {
  if (!/\bSecret\b/.test(text)) return text;
  const lines = text.split('\n');
  if (!isComplete) return lines.map(maskLine).join('\n');
  for (const manifest of manifests) {
    if (manifest.key.kind !== 'Secret') continue;
    for (const section of ['data', 'stringData']) {
      const entries = getAt(manifest.object, [section]);
      if (!isObject(entries)) continue;
      for (const key of Object.keys(entries)) maskPlace(lines, manifest.locate([section, key]));
    }
  }
  return lines.join('\n');
}

function maskPlace(lines: string[], place: Location): void {
  for (let number = place.line; number <= place.endLine; number++) {
    const line = lines[number - 1];
    if (line === undefined) return;
    const start = number === place.line ? columnStart(number, place.column, line) : indentOf(line);
    const end = number === place.endLine ? columnStart(number, place.endColumn, line) : line.length;
    lines[number - 1] = `${line.slice(0, start)}${MASK}${line.slice(Math.max(start, end))}`;
  }
}

/** The first line of a file may start with a byte order mark, which has no column. */
function columnStart(number: number, column: number, line: string): number {
  return column - 1 + (number === 1 && line.charCodeAt(0) === 0xfeff ? 1 : 0);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

function maskLine(line: string): string {
  const known = /^\s*(?:-\s+)?(?:apiVersion|kind|name|namespace):|^\s*#|^---/.test(line);
  if (known) return line;
  const colon = /^(\s*(?:-\s+)?[^:\s]+:\s)\s*\S/.exec(line);
  if (colon?.[1] !== undefined) return `${colon[1]}${MASK}`;
  return /^\s*[^:\s]+:\s*$/.test(line) || line.trim() === '' ? line : `${' '.repeat(indentOf(line))}${MASK}`;
}
