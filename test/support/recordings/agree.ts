import { comparableLook } from './observe.ts';
import { type Change, type Recording, type Stream, streams } from './recording.ts';
import type { Replay } from './replay.ts';
import { changesIn, flicker, variantsOf } from './variants.ts';

/** Where the model and the recording do not say the same; empty where they do. */
export function disagreements(
  recording: Recording,
  replay: Replay,
  all: readonly Recording[],
): readonly string[] {
  return [
    ...replay.chapters.flatMap(({ missed }, index) =>
      missed.map((each) => `after "${recording.chapters[index]?.act}" ${each}`),
    ),
    ...recording.chapters.flatMap(({ act, look }, index) =>
      [...comparableLook(look)].flatMap(([fact, value]) => {
        const seen = replay.chapters[index]?.look.get(fact) ?? '';
        return seen === value
          ? []
          : [`after "${act}" ${fact}: ${JSON.stringify(seen)} is not ${JSON.stringify(value)}`];
      }),
    ),
    ...streams.flatMap((stream) => outOfOrder(stream, recording, replay, all)),
  ];
}

/** How far the model's sequence has been followed: `next` of its steps are used up, and this was the last that both had. */
interface Place {
  readonly next: number;
  readonly last: string;
}

/** The model's sequence of one stream must be the chapters' sequences one after the other, each as in one of its recordings. */
function outOfOrder(
  stream: Stream,
  recording: Recording,
  replay: Replay,
  all: readonly Recording[],
): readonly string[] {
  const model = stepsOf(
    replay.chapters.flatMap((chapter) => changesIn(chapter, stream)),
    replay.end,
  );
  let places: readonly Place[] = [{ next: 0, last: '' }];
  for (const [index, { act }] of recording.chapters.entries()) {
    const variants = variantsOf(all, recording, index).map((each) => chapterSteps(each, index, stream));
    const reached = variants.flatMap((steps) => places.flatMap((place) => follow(steps, model, place)));
    if (reached.length === 0)
      return [
        `${stream} in "${act}": ${said(model.slice(furthest(places)))} is in no recording, as ${variants.map(said).join(' or ')}`,
      ];
    places = distinct(reached);
  }
  const ends = places.some((place) => model.slice(place.next).every((step) => isPassed(step, place.last)));
  return ends ? [] : [`${stream} goes on with ${said(model.slice(furthest(places)))}`];
}

interface Step {
  readonly value: string;
  readonly lasts: number;
}

function stepsOf(changes: readonly Change[], end: number): readonly Step[] {
  return changes.map(({ at, value }, index) => ({ value, lasts: (changes[index + 1]?.at ?? end) - at }));
}

function chapterSteps(recording: Recording, index: number, stream: Stream): readonly Step[] {
  const end = recording.chapters[index + 1]?.at ?? recording.end;
  const chapter = recording.chapters[index];
  const changes = chapter === undefined ? [] : changesIn(chapter, stream);
  const next = recording.chapters.slice(index + 1).flatMap((each) => changesIn(each, stream))[0];
  return stepsOf(changes, Math.max(end, next?.at ?? recording.end));
}

/** All places where one may stand in the model's sequence after these steps. */
function follow(steps: readonly Step[], model: readonly Step[], place: Place): readonly Place[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [place];
  const found: Place[] = [];
  if (isPassed(step, place.last)) found.push(...follow(rest, model, place));
  for (let next = place.next; next < model.length; next += 1) {
    const own = model[next];
    if (own === undefined) break;
    if (own.value === step.value) found.push(...follow(rest, model, { next: next + 1, last: step.value }));
    if (!isPassed(own, place.last)) break;
  }
  return distinct(found);
}

/** A flicker, or what already stands. */
function isPassed(step: Step, last: string): boolean {
  return step.lasts < flicker || step.value === last;
}

function distinct(places: readonly Place[]): readonly Place[] {
  return [...new Map(places.map((place) => [`${place.next} ${place.last}`, place])).values()];
}

function furthest(places: readonly Place[]): number {
  return Math.max(0, ...places.map(({ next }) => next));
}

function said(steps: readonly Step[]): string {
  return steps.length === 0 ? 'nothing' : steps.map(({ value }) => value).join(' > ');
}
