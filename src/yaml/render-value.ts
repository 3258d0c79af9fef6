import { isArray, isObject, type Json } from '../model/json.ts';
import { defaultStyleRules, dumpValue, type ScalarRule, scalarStyle } from './yaml-library.ts';

/** How a value is written behind `key:` or `- `: what stands on that line, and the lines below with their indentation. */
export interface Rendered {
  readonly head: string;
  readonly body: readonly string[];
}

export interface BlockStyle {
  /** Of the key, or of the dash. */
  readonly column: number;
  /** Spaces a level. */
  readonly step: number;
  /** Lists start in the column of their key. */
  readonly flatLists: boolean;
}

export function renderUnderKey(value: Json, style: BlockStyle): Rendered {
  const lines = dumpLines({ k: value }, style);
  return {
    head: (lines[0] ?? '').slice('k:'.length).trimStart(),
    body: indent(lines.slice(1), style.column),
  };
}

export function renderUnderDash(value: Json, style: BlockStyle): Rendered {
  const lines = dumpLines([value], { ...style, step: 2 });
  return { head: (lines[0] ?? '').slice('- '.length), body: indent(lines.slice(1), style.column) };
}

/** The lines of a block collection whose first line is already at its column. */
export function renderAt(value: Json, style: BlockStyle): readonly string[] {
  const [first = '', ...rest] = dumpLines(value, style);
  return [first, ...indent(rest, style.column)];
}

/** On one line, for use within braces or brackets. */
export function renderFlow(value: Json, asJson: boolean): string {
  if (asJson) return quoteJson(value);
  const text = dumpValue([value], { flowLevel: 0 }).trimEnd();
  return text.includes('\n') ? quoteJson(value) : text.slice(1, -1);
}

export function renderKey(key: string, asJson: boolean): string {
  return asJson ? quoteJson(key) : dumpValue({ [key]: 1 }).slice(0, -': 1\n'.length);
}

/** With the quotes that stood there before. Undefined where they cannot carry the value. */
export function renderLike(style: number, value: Json): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (style === scalarStyle.doubleQuoted) return quoteJson(value);
  if (style !== scalarStyle.singleQuoted || value.includes('\n')) return undefined;
  const text = dumpValue({ k: value }, { forceQuotes: true, quoteStyle: 'single' });
  return text.slice('k: '.length, -1);
}

/** Block lists and maps that have something in them stand on lines of their own. */
export function isBlockCollection(value: Json): boolean {
  return isArray(value) ? value.length > 0 : isObject(value) && Object.keys(value).length > 0;
}

function dumpLines(value: Json, { step, flatLists }: BlockStyle): readonly string[] {
  const text = dumpValue(value, { indent: step, seqNoIndent: flatLists });
  if (!/[|>]\d?\+/.test(text)) return text.replace(/\n$/, '').split('\n');
  // Trailing line breaks belong to the last string then: too frail for a place in the middle of a file.
  const scalarStyleRules = [...Object.values(defaultStyleRules), quoteLines];
  return dumpValue(value, { indent: step, seqNoIndent: flatLists, scalarStyleRules })
    .replace(/\n$/, '')
    .split('\n');
}

function quoteLines(layout: Parameters<ScalarRule>[0]): void {
  if (layout.node.value.includes('\n')) layout.style = scalarStyle.doubleQuoted;
}

function indent(lines: readonly string[], column: number): readonly string[] {
  return lines.map((line) => (line === '' ? line : ' '.repeat(column) + line));
}

/** JSON is YAML, but for a few characters that YAML wants escaped. */
function quoteJson(value: Json): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
