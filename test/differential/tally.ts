import { type Comparison, isBelow } from './agreement.ts';
import { entries } from './entries.ts';
import { rows } from './mutant.ts';

/** Counts of one row. */
export interface Count {
  objects: number;
  accepted: number;
  refused: number;
  /** Judged otherwise, for a reason that has a name. */
  named: number;
  /** Judged otherwise, and nobody knows why. */
  differ: number;
  /** Refused by both, with fields that the server names. */
  withFields: number;
  /** Of those: all the server's fields are among ours. */
  sameFields: number;
  sentences: number;
  /** Of the server's sentences those that we say word for word. */
  sameSentences: number;
}

export interface Tally {
  readonly total: Count;
  readonly byRow: ReadonlyMap<string, Count>;
  readonly byKind: ReadonlyMap<string, Count>;
  readonly byEntry: ReadonlyMap<string, number>;
  /** The first few that nobody can explain, in words. */
  readonly unexplained: readonly string[];
  readonly otherFields: readonly string[];
  add(comparison: Comparison): void;
}

export function createTally(): Tally {
  const total = none();
  const byRow = new Map(rows.map((row) => [row, none()]));
  const byKind = new Map<string, Count>();
  const byEntry = new Map(entries.map(({ name }) => [name, 0]));
  const unexplained: string[] = [];
  const otherFields: string[] = [];
  return {
    total,
    byRow,
    byKind,
    byEntry,
    unexplained,
    otherFields,
    add(comparison) {
      const { mutant, entry, agrees, namesPaths } = comparison;
      const { group, version, kind } = mutant.subject;
      const id = `${kind} (${group === '' ? version : `${group}/${version}`})`;
      const ofKind = byKind.get(id) ?? none();
      byKind.set(id, ofKind);
      for (const count of [total, byRow.get(mutant.row), ofKind])
        if (count !== undefined) addTo(count, comparison);
      if (entry !== undefined) byEntry.set(entry.name, (byEntry.get(entry.name) ?? 0) + 1);
      if (!agrees && entry === undefined && unexplained.length < LIMIT) unexplained.push(wordsOf(comparison));
      if (agrees && !namesPaths && otherFields.length < LIMIT) otherFields.push(wordsOf(comparison));
    },
  };
}

const LIMIT = 20;

function none(): Count {
  return {
    objects: 0,
    accepted: 0,
    refused: 0,
    named: 0,
    differ: 0,
    withFields: 0,
    sameFields: 0,
    sentences: 0,
    sameSentences: 0,
  };
}

function addTo(count: Count, { agrees, ours, theirs, entry, namesPaths }: Comparison): void {
  count.objects++;
  if (!agrees) {
    if (entry === undefined) count.differ++;
    else count.named++;
    return;
  }
  if (theirs.accepted) count.accepted++;
  else count.refused++;
  const sentences = theirs.sentences.filter((text) => !isInsideFault(text, ours.paths));
  count.sentences += sentences.length;
  count.sameSentences += sentences.filter((text) => ours.sentences.includes(text)).length;
  if (theirs.paths.length === 0) return;
  count.withFields++;
  if (namesPaths) count.sameFields++;
}

/** Of a map where a text belongs the server says that it knows none of its fields, however many there are. */
function isInsideFault(sentence: string, paths: readonly string[]): boolean {
  const field = /^unknown field "(.*)"$/.exec(sentence)?.[1];
  return field !== undefined && paths.some((path) => isBelow(field, path));
}

function wordsOf({ mutant, ours, theirs }: Comparison): string {
  const says = (accepted: boolean, words: string): string =>
    accepted ? `yes ${words}` : `no: ${words.slice(0, 600)}`;
  return [
    `${mutant.row}: ${mutant.text.slice(0, 2000)}`,
    `  we say     ${says(ours.accepted, ours.words)}`,
    `  it says    ${says(theirs.accepted, theirs.words)} [${theirs.paths.join(', ').slice(0, 300)}]`,
  ].join('\n');
}
