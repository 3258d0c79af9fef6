import type { FieldPath } from '../model/field-path.ts';
import { isArray, isObject, type Json } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Location } from '../model/source.ts';

const MASK = '********';

/**
 * The text of a file as a code frame may show it: values of Secrets are masked, lines and columns before a value stay.
 * Where a document that looks like a Secret could not be read, or says a key twice so that one value is nowhere in the
 * object, everything behind a colon is masked.
 */
export function maskSecrets(text: string, manifests: readonly Manifest[], isWholeText: boolean): string {
  if (!/\bSecret\b|secretGenerator/i.test(text)) return text;
  // Lines as places count them, each line end behind its line.
  const parts = text.split(/(\r\n|\r|\n)/);
  const lines = parts.filter((_, index) => index % 2 === 0);
  const ends = parts.filter((_, index) => index % 2 === 1);
  const joined = (shown: readonly string[]): string =>
    shown.map((line, index) => line + (ends[index] ?? '')).join('');
  const places = manifests
    .filter(({ key }) => key.kind === 'Secret')
    .flatMap((manifest) => secretPaths(manifest.object, []).map((path) => manifest.locate(path)))
    .sort((a, b) => b.line - a.line || b.column - a.column);
  if (isWholeText) {
    for (const place of places) maskPlace(lines, place);
    return joined(lines);
  }
  const secret = new Set(places.flatMap(linesOf));
  return joined(lines.map((line, index) => maskLine(line, secret.has(index + 1))));
}

/** Keys of a Secret that may be shown; a section with a misspelt name is none of them. */
const shownKeys = new Set(['apiVersion', 'kind', 'metadata', 'type', 'immutable']);

/** Of every value within that is no object or list. */
function secretPaths(value: Json, path: FieldPath): readonly FieldPath[] {
  if (isArray(value)) return value.flatMap((item, index) => secretPaths(item, [...path, index]));
  if (!isObject(value)) return [path];
  return Object.entries(value).flatMap(([key, part]) =>
    isShown([...path, key]) ? [] : secretPaths(part, [...path, key]),
  );
}

/** kubectl keeps a copy of the whole object in an annotation. */
function isShown(path: FieldPath): boolean {
  const [first, second, third] = path;
  if (path.length === 1) return shownKeys.has(String(first)) && first !== 'metadata';
  if (first !== 'metadata') return false;
  if (second !== 'annotations') return true;
  return third !== undefined && third !== LAST_APPLIED;
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** From the end of the text to its start: what is masked moves what stands behind it. */
function maskPlace(lines: string[], place: Location): void {
  for (let number = place.line; number <= place.endLine; number++) {
    const line = lines[number - 1];
    if (line === undefined) return;
    const start = number === place.line ? columnStart(number, place.column, line) : indentOf(line);
    if (line.startsWith(MASK, start)) continue;
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

function linesOf({ line, endLine }: Location): readonly number[] {
  return Array.from({ length: endLine - line + 1 }, (_, index) => line + index);
}

function maskLine(line: string, isSecret: boolean): string {
  const known = !isSecret && /^\s*(?:-\s+)?(?:apiVersion|kind|name|namespace):|^\s*#|^---/.test(line);
  if (known) return line;
  const colon = /^(\s*(?:-\s+)?[^:\s]+:\s)\s*\S/.exec(line);
  if (colon?.[1] !== undefined) return `${colon[1]}${MASK}`;
  return /^\s*[^:\s]+:\s*$/.test(line) || line.trim() === '' ? line : `${' '.repeat(indentOf(line))}${MASK}`;
}
