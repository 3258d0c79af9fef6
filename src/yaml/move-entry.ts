import { type Change, outermostEmptied } from './change.ts';
import { isBroken, readDocuments, type YamlDocument } from './documents.ts';
import { editable } from './edit-page.ts';
import { liftEntry, placeEntry } from './lift-entry.ts';
import { applyEdits, type Splice } from './splice.ts';

type Move = Extract<Change, { readonly type: 'move' }>;
type Step = (text: string, step: Change) => readonly Splice[];

/** Ways to move an entry: first as it is written, with its comments; else its value written anew. */
export function* moveEntry(text: string, index: number, move: Move, step: Step): Iterable<readonly Splice[]> {
  const document = documentAt(text, index);
  if (document === undefined) return;
  const remove = { type: 'remove', path: outermostEmptied(document.value ?? null, move.path) } as const;
  const lifted = moveLines(text, document, move, step, remove);
  if (lifted !== undefined) yield [lineDifference(text, lifted)];
  const without = applyEdits(text, step(text, remove));
  const added = step(without, { type: 'set', path: move.to, value: move.value });
  yield [lineDifference(text, applyEdits(without, added))];
}

function moveLines(
  text: string,
  before: YamlDocument,
  { path, to }: Move,
  step: Step,
  remove: Change,
): string | undefined {
  const key = to.at(-1);
  const entry = typeof key === 'string' ? liftEntry(editable(before), path, key) : undefined;
  if (entry === undefined) return undefined;
  const comments = entry.comments.map(({ start, end }) => ({
    start: start + before.base,
    end: end + before.base,
    text: '',
  }));
  const removed = step(text, remove);
  // Where the maps around it go as well, the comments between them go with the lines.
  const isApart = comments.every(({ start, end }) =>
    removed.every((splice) => end <= splice.start || splice.end <= start),
  );
  const without = applyEdits(text, isApart ? [...comments, ...removed] : removed);
  const after = documentAt(without, before.index);
  const splice = after && placeEntry(editable(after), to.slice(0, -1), entry);
  if (after === undefined || splice === undefined) return undefined;
  const { start, end, text: lines } = splice;
  return applyEdits(without, [{ start: start + after.base, end: end + after.base, text: lines }]);
}

function documentAt(text: string, index: number): YamlDocument | undefined {
  const document = readDocuments(text)[index];
  return document === undefined || isBroken(document) ? undefined : document;
}

/** One splice of whole lines that makes the one text the other. */
function lineDifference(before: string, after: string): Splice {
  const [old, now] = [before, after].map((text) => text.split(/(?<=\n)/));
  if (old === undefined || now === undefined) return { start: 0, end: before.length, text: after };
  const most = Math.min(old.length, now.length);
  let head = 0;
  while (head < most && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const start = old.slice(0, head).join('').length;
  const kept = tail === 0 ? 0 : old.slice(-tail).join('').length;
  return { start, end: before.length - kept, text: after.slice(start, after.length - kept) };
}
