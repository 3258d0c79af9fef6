import { isArray, isObject, type Json } from '../model/json.ts';
import { quickValue } from './quick-value.ts';
import {
  buildValue,
  eventType,
  isDuplicateKeyError,
  readEvents,
  scalarStyle,
  scalarText,
  YamlError,
  type YamlEvent,
} from './yaml-library.ts';

/** One document of a text. Offsets in `events` count from `base`, which is where `text` starts in the whole text. */
export interface DocumentEvents {
  /** From 0, empty documents included. */
  readonly index: number;
  readonly base: number;
  readonly text: string;
  readonly events: YamlEvent[];
}

export interface YamlDocument extends DocumentEvents {
  /** Undefined where nothing is written in the document. */
  readonly value: Json | undefined;
  readonly hasDuplicateKeys: boolean;
}

/** A document that could not be read, with the place in the whole text. */
export interface BrokenDocument {
  readonly index: number;
  readonly base: number;
  readonly offset: number;
  readonly message: string;
}

/** What aliases may blow a document up to, on top of what is written in it. */
const MAX_EXPANDED_NODES = 100_000;

/** Every document of a text, in order. A syntax error costs its own document only. */
export function readDocuments(text: string): readonly (YamlDocument | BrokenDocument)[] {
  return splitDocuments(text).map((document) => (isBroken(document) ? document : readValue(document)));
}

/** More than anybody writes by hand: the rest of a file that holds more is not read, and that is a finding. */
const MAX_DOCUMENTS = 20_000;
const MAX_BROKEN = 1000;

/** The documents without their values: enough to find places. */
export function splitDocuments(text: string): readonly (DocumentEvents | BrokenDocument)[] {
  const rest = restOf(text);
  if (rest === undefined) return splitWhole(text);
  const documents = splitWhole(text.slice(0, rest));
  return [...documents, notRead(documents.length, rest, `it has more than ${MAX_DOCUMENTS} documents`)];
}

function splitWhole(text: string): readonly (DocumentEvents | BrokenDocument)[] {
  try {
    return splitEvents(readEvents(text)).map((events, index) => ({ index, base: 0, text, events }));
  } catch (error) {
    return splitApart(text, errorOf(error));
  }
}

/** Where the document begins that is one too many. */
function restOf(text: string): number | undefined {
  if (text.length < 4 * MAX_DOCUMENTS) return undefined;
  let count = 0;
  for (const { index } of text.matchAll(/^---(?=[ \t\r\n]|$)/gm)) {
    count += 1;
    if (count > MAX_DOCUMENTS) return index;
  }
  return undefined;
}

function notRead(index: number, offset: number, why: string): BrokenDocument {
  return { index, base: offset, offset, message: `the rest of this file is not read: ${why}` };
}

export function isBroken(document: DocumentEvents | BrokenDocument): document is BrokenDocument {
  return 'message' in document;
}

/** As kubectl does: the stream is cut at `---` lines, and each piece read for itself. */
function splitApart(text: string, whole: YamlError): readonly (DocumentEvents | BrokenDocument)[] {
  const pieces = cutAtMarkers(text);
  if (pieces.length === 1) return [{ index: 0, base: 0, offset: whole.offset, message: whole.message }];
  const documents: (DocumentEvents | BrokenDocument)[] = [];
  let broken = 0;
  for (const piece of pieces) {
    if (broken >= MAX_BROKEN) {
      const why = `${MAX_BROKEN} of its documents do not parse`;
      return [...documents, notRead(documents.length, piece.base, why)];
    }
    try {
      for (const events of splitEvents(readEvents(piece.text)))
        documents.push({ index: documents.length, ...piece, events });
    } catch (error) {
      broken += 1;
      const { offset, message } = errorOf(error);
      documents.push({ index: documents.length, base: piece.base, offset: piece.base + offset, message });
    }
  }
  return documents;
}

/** At lines that start with `---`; directives and comments above one belong to what follows. */
export function cutAtMarkers(text: string): readonly { readonly base: number; readonly text: string }[] {
  const starts = [0, ...[...text.matchAll(/^---(?=[ \t\r\n]|$)/gm)].map((match) => match.index)];
  const pieces: { base: number; text: string }[] = [];
  let base = 0;
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? text.length;
    const piece = text.slice(base, end);
    // Directives and comments above a marker belong to the document below it.
    const isPreamble = start === base && /^(?:\uFEFF?[ \t]*(?:[%#][^\r\n]*)?(?:\r\n?|\n|$))*$/.test(piece);
    if (isPreamble && end < text.length) continue;
    if (piece !== '') pieces.push({ base, text: piece });
    base = end;
  }
  return pieces;
}

function splitEvents(events: YamlEvent[]): readonly YamlEvent[][] {
  const documents: YamlEvent[][] = [];
  let depth = 0;
  let start = 0;
  // Counted by hand: an iterator over every event of ten thousand files is seen in the time of a run.
  for (let index = 0; index < events.length; index += 1) {
    const event = events[index];
    if (event === undefined) continue;
    if (event.type === eventType.pop) depth -= 1;
    else if (event.type !== eventType.scalar && event.type !== eventType.alias) depth += 1;
    if (depth > 0 || event.type !== eventType.pop) continue;
    documents.push(start === 0 && index === events.length - 1 ? events : events.slice(start, index + 1));
    start = index + 1;
  }
  return documents;
}

function readValue(document: DocumentEvents): YamlDocument | BrokenDocument {
  const { index, base, text, events } = document;
  if (isEmpty(events)) return { index, base, text, events, value: undefined, hasDuplicateKeys: false };
  let hasDuplicateKeys = false;
  try {
    const quick = quickValue(text, events);
    if (quick !== undefined) return { index, base, text, events, value: quick, hasDuplicateKeys };
    let value: unknown;
    try {
      value = buildValue(text, events, false);
    } catch (error) {
      if (!isDuplicateKeyError(error)) throw error;
      hasDuplicateKeys = true;
      value = buildValue(text, events, true);
    }
    checkSize(value, events);
    return { index, base, text, events, value: value as Json, hasDuplicateKeys };
  } catch (error) {
    const { offset, message } = errorOf(error);
    const place = offset > 0 ? offset : startOf(text, events, message);
    return { index, base, offset: base + place, message };
  }
}

function isEmpty(events: readonly YamlEvent[]): boolean {
  const only = events[1];
  return events.length === 3 && only?.type === eventType.scalar && only.valueStart < 0 && only.tagStart < 0;
}

/** An alias bomb is small on disk and endless to walk, so it is refused before anything walks it. */
function checkSize(value: unknown, events: readonly YamlEvent[]): void {
  if (!events.some((event) => event.type === eventType.alias)) return;
  const limit = MAX_EXPANDED_NODES + events.length;
  const sizes = new Map<unknown, number>();
  const sizeOf = (node: unknown): number => {
    if (typeof node !== 'object' || node === null) return 1;
    const known = sizes.get(node);
    if (known !== undefined) return known;
    sizes.set(node, Number.POSITIVE_INFINITY); // An alias to what holds it never ends.
    let size = 1;
    for (const child of isArray(node) ? node : isObject(node) ? Object.values(node) : [])
      size += sizeOf(child);
    sizes.set(node, size);
    return size;
  };
  const size = sizeOf(value);
  if (size === Number.POSITIVE_INFINITY) throw new YamlError('an alias refers to a node that contains it', 0);
  if (size > limit)
    throw new YamlError(`aliases expand this document to more than ${MAX_EXPANDED_NODES} nodes`, 0);
}

/** Where to point when the library gave no place. */
function startOf(text: string, events: readonly YamlEvent[], message: string): number {
  for (const event of events) {
    if (event.type === eventType.mapping || event.type === eventType.sequence) {
      if (!message.includes('JSON can carry')) return event.start;
    } else if (event.type === eventType.scalar && event.style === scalarStyle.plain) {
      if (message.startsWith(`${scalarText(text, event)} `)) return Math.max(0, event.valueStart);
    }
  }
  return 0;
}

function errorOf(error: unknown): YamlError {
  return error instanceof YamlError ? error : new YamlError(String(error), 0);
}
