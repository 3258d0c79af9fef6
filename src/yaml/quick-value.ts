import type { Json } from '../model/json.ts';
import {
  eventType,
  plainValue,
  scalarStyle,
  scalarText,
  type YamlEvent,
  type YamlScalar,
} from './yaml-library.ts';

/**
 * The value of one document's events where they hold nothing but maps, lists and scalars: most documents of most
 * repositories. Undefined wherever anchors, aliases, tags, merges or doubled keys might come in: those are the library's.
 */
export function quickValue(text: string, events: readonly YamlEvent[]): Json | undefined {
  let index = 1;
  let isSure = true;

  const readNode = (): Json => {
    const event = events[index];
    index += 1;
    if (event?.type === eventType.scalar) return isBare(event) ? scalarValue(text, event) : giveUp();
    if (event?.type === eventType.mapping) return isBare(event) ? readMap() : giveUp();
    if (event?.type === eventType.sequence) return isBare(event) ? readSequence() : giveUp();
    return giveUp();
  };

  const readMap = (): Json => {
    const map: Record<string, Json> = {};
    while (isSure && !isEnd()) {
      const key = events[index];
      index += 1;
      const name = key?.type === eventType.scalar && isBare(key) ? keyName(text, key) : undefined;
      // What every object inherits counts as there: `constructor` is no key of many documents.
      if (name === undefined || map[name] !== undefined) return giveUp();
      map[name] = readNode();
    }
    index += 1;
    return map;
  };

  const readSequence = (): Json => {
    const items: Json[] = [];
    while (isSure && !isEnd()) items.push(readNode());
    index += 1;
    return items;
  };

  const isEnd = (): boolean => events[index]?.type === eventType.pop;
  const giveUp = (): null => {
    isSure = false;
    return null;
  };

  const value = readNode();
  return isSure ? value : undefined;
}

function isBare(event: { readonly anchorStart: number; readonly tagStart: number }): boolean {
  return event.anchorStart < 0 && event.tagStart < 0;
}

/** Undefined for what may be no text, or more than a name: `<<`, `__proto__`. */
function keyName(text: string, key: YamlScalar): string | undefined {
  const { valueStart: start, valueEnd: end } = key;
  const slot = (end - start + 31 * text.charCodeAt(start) + 7 * text.charCodeAt(end - 1)) % SLOTS;
  const known = keys[slot];
  if (known?.length === end - start && key.style === scalarStyle.plain && text.startsWith(known, start))
    return known;
  const name = scalarText(text, key);
  if (key.style !== scalarStyle.plain) return name === '__proto__' ? undefined : name;
  if (!isPlainText(name)) return undefined;
  keys[slot] = name;
  return name;
}

/** Plain keys by a hash that costs next to nothing: one that is known needs neither a copy of its text nor another look. */
const SLOTS = 256;
const keys: (string | undefined)[] = new Array(SLOTS).fill(undefined);

function scalarValue(text: string, scalar: YamlScalar): Json {
  const source = scalarText(text, scalar);
  if (scalar.style !== scalarStyle.plain || isPlainText(source)) return source;
  const known = met.get(source);
  if (known !== undefined) return known;
  const value = plainValue(text, scalar);
  if (met.size < MOST_MET) met.set(source, value);
  return value;
}

/** Numbers, intervals and words come again and again. Bounded: `--watch` runs for days. */
const met = new Map<string, Json>();
const MOST_MET = 1000;

/** No word for true, false or nothing is longer. */
const LONGEST_WORD = 5;

/** A text for sure: numbers, words of YAML and merge keys begin otherwise, or are short. */
function isPlainText(source: string): boolean {
  const first = source.charCodeAt(0) | 0x20;
  return first >= 0x61 && first <= 0x7a && (source.length > LONGEST_WORD || !words.has(source.toLowerCase()));
}

const words: ReadonlySet<string> = new Set(['null', 'true', 'false', 'yes', 'no', 'on', 'off', 'y', 'n']);
