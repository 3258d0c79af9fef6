import type { Json } from '../../src/model/json.ts';

const mark = '\uE000number:';

/** A number as it stands in the text: `1.0` and `9223372036854775807` are not what JavaScript makes of them. */
export function rawNumber(text: string): Json {
  return `${mark}${text}`;
}

const again = '\uE001';

/** A key that comes out as the plain one, so that a map can have it twice. */
export function keyAgain(key: string): string {
  return again + key;
}

/** JSON with every raw number as it was written, and keys as often as they were. */
export function toText(value: Json): string {
  return JSON.stringify(value)
    .replace(/"\uE000number:([^"]*)"/g, '$1')
    .replaceAll(`"${again}`, '"');
}
