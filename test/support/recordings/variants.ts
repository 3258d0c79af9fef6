import { type Change, type Chapter, type Recording, type Stream, streams } from './recording.ts';

/** In hundredths of a second: a state that stood for less, the recorder or the model may have missed. */
export const flicker = 10;

/** In which state a chapter is left, and when. */
export interface Point {
  /** What each stream showed then, or was to show within a flicker. */
  readonly values: Readonly<Record<Stream, ReadonlySet<string>>>;
  /** The same of every recording with the same acts, the next one included. */
  readonly anyEnding: Readonly<Record<Stream, ReadonlySet<string>>>;
  /** From the last change before the point to the point; 0 where the next act followed at once. */
  readonly dwell: number;
  /** Longer than this it cannot take. */
  readonly limit: number;
}

/**
 * The same chapter in all recordings with the same acts up to it. Where they differ, the operators were in a race with each
 * other, and each is an ending that it may have.
 */
export function variantsOf(
  all: readonly Recording[],
  recording: Recording,
  index: number,
): readonly Recording[] {
  const acts = actsUntil(recording, index);
  return all.filter((each) => actsUntil(each, index) === acts);
}

function actsUntil(recording: Recording, index: number): string {
  return recording.chapters
    .slice(0, index + 1)
    .map(({ act }) => act)
    .join('\n');
}

export function pointAfter(all: readonly Recording[], recording: Recording, index: number): Point {
  const next = recording.chapters[index + 1]?.act;
  const same = variantsOf(all, recording, index).filter((each) => each.chapters[index + 1]?.act === next);
  const at = recording.chapters[index + 1]?.at ?? recording.end;
  const last = Math.max(
    0,
    ...recording.chapters
      .slice(0, index + 1)
      .flatMap(({ at: start, changes }) => [start, ...[...changes.values()].flat().map((each) => each.at)]),
  );
  const start = recording.chapters[index]?.at ?? 0;
  return {
    values: endings([recording], index),
    anyEnding: endings(same, index),
    dwell: at - last > 3 * flicker ? at - last : 0,
    limit: 4 * (Math.max(start, last) - start) + 300,
  };
}

function endings(recordings: readonly Recording[], index: number): Point['values'] {
  return Object.fromEntries(
    streams.map((stream) => [
      stream,
      new Set(recordings.flatMap((each) => valuesAfter(each, index, stream))),
    ]),
  ) as Record<Stream, Set<string>>;
}

function valuesAfter(recording: Recording, index: number, stream: Stream): readonly string[] {
  const before = recording.chapters.slice(0, index + 1).flatMap((chapter) => changesIn(chapter, stream));
  const next = recording.chapters[index + 1];
  const soon =
    next === undefined ? [] : changesIn(next, stream).filter((each) => each.at <= next.at + flicker);
  return [...before.slice(-1), ...soon].map((each) => each.value);
}

export function changesIn(chapter: Pick<Chapter, 'changes'>, stream: Stream): readonly Change[] {
  return chapter.changes.get(stream) ?? [];
}
