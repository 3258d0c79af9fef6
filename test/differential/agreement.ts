import { isObject, type Json } from '../../src/model/json.ts';
import { acceptorFor } from '../../src/schema/accepts.ts';
import { type SchemaProblem, serverPath, type Write } from '../../src/schema/problem.ts';
import { validateObject } from '../../src/schema/validate.ts';
import { parseText } from '../../src/yaml/parse-text.ts';
import { type Entry, entries } from './entries.ts';
import type { Mutant } from './mutant.ts';
import type { Verdict } from './server-judge.ts';

/** Both verdicts on one object. */
export interface Comparison {
  readonly mutant: Mutant;
  readonly ours: Verdict;
  readonly theirs: Verdict;
  readonly agrees: boolean;
  /** Every field that the server names is one of ours. Ours may be more: we do not stop at the first kind of trouble. */
  readonly namesPaths: boolean;
  /** Why they may differ, where they do. */
  readonly entry?: Entry;
}

export function compare(mutant: Mutant, theirs: Verdict, write: Write): Comparison {
  const ours = judge(mutant, write);
  const agrees = ours.accepted === theirs.accepted;
  const namesPaths =
    agrees &&
    theirs.paths.every((path) => ours.paths.some((own) => isSame(own, path, theirs.isUnreadable === true)));
  const entry = agrees ? undefined : entries.find((candidate) => candidate.covers(mutant, ours, theirs));
  return { mutant, ours, theirs, agrees, namesPaths, ...(entry === undefined ? {} : { entry }) };
}

function judge(mutant: Mutant, write: Write): Verdict {
  const { subject, text } = mutant;
  const object: Json = JSON.parse(text);
  if (!isObject(object)) throw new Error(`no object: ${text}`);
  const judged = validateObject(object, subject.schemas, write);
  const problems = [...judged.problems, ...repeatedKeys(mutant)];
  const words = [
    ...problems.map(({ path, message }) => `${serverPath(path)}: ${message}`),
    ...judged.notChecked.map((what) => `not checked: ${what}`),
  ];
  // A quick yes spares the long way: it must never be given to what the long way refuses.
  const isQuick =
    acceptorFor(subject.schemas, String(object.apiVersion), String(object.kind))?.(object) ?? false;
  return {
    accepted: problems.length === 0 || (isQuick && judged.problems.length === problems.length),
    paths: problems.map(({ path }) => serverPath(path)),
    sentences: problems.map(({ message }) => message),
    words: [...(isQuick ? ['accepted at a glance'] : []), ...words].join('; '),
  };
}

/** Found where text is read: an object has each key once. */
function repeatedKeys({ row, text }: Mutant): readonly SchemaProblem[] {
  if (row !== 'field twice' && row !== 'two mistakes') return [];
  return parseText(text).duplicates.map(({ path }) => ({
    path,
    part: 'key',
    message: `duplicate field "${serverPath(path)}"`,
  }));
}

/** What the server makes of another field, which is the one to correct. */
const sources = [
  ['metadata.name', 'metadata.generateName'],
  ['metadata.labels', 'metadata.name'],
  ['data.', 'stringData.'],
] as const;

/**
 * The server points at the whole map of labels or annotations, and a decoder at the map that holds the value; it finds
 * unknown fields in what should be no map at all.
 */
function isSame(own: string, theirs: string, isUnreadable: boolean): boolean {
  const [ours, path] = isUnreadable
    ? [withoutIndexes(own), withoutIndexes(theirs)]
    : [plain(own), plain(theirs)];
  const isCoarse = isUnreadable || coarse.test(path);
  const derived = sources.find(([result, source]) => path.startsWith(result) && ours.startsWith(source));
  if (derived !== undefined || ours === 'apiVersion') return true;
  return ours === path || (isCoarse && isBelow(ours, path)) || isBelow(path, ours);
}

export function isBelow(path: string, parent: string): boolean {
  return path.startsWith(`${parent}.`) || path.startsWith(`${parent}[`);
}

/** Keys of maps in one spelling; metadata without indexes, which the server leaves out. */
function plain(path: string): string {
  const spelt = path.replace(/\[([^\]]*[^\]\d][^\]]*|)\]/g, '.$1');
  return spelt.startsWith('metadata.') ? withoutIndexes(spelt) : spelt;
}

function withoutIndexes(path: string): string {
  return path.replace(/\[\d+\]/g, '');
}

const coarse = /^(metadata|data|stringData|binaryData|parameters|spec\.finalizers)\b/;
