import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../../src/model/json.ts';
import type { ApiClient } from '../api-client.ts';
import { drawSequence } from './draw-sequence.ts';
import { play } from './play.ts';
import type { RandomSubject, Sequence } from './step.ts';

export interface SequenceRun {
  readonly real: ApiClient;
  readonly model: ApiClient;
  readonly subjects: readonly RandomSubject[];
  /** The first sequence's; the next ones count on. */
  readonly seed: number;
  readonly count: number;
  /** Sequences at a time. */
  readonly concurrency: number;
}

/** A sequence on which the two servers differ. */
export interface Difference {
  readonly seed: number;
  /** The shortest that still differs; its last step is the one. */
  readonly sequence: Sequence;
  readonly real: Json;
  readonly model: Json;
}

const enough = 20;

/** Plays sequences on both servers, each on an object of its own. */
export async function runSequences(run: SequenceRun): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < run.count && differences.length < enough) {
      const seed = run.seed + next++;
      const found = await compare(run, drawSequence(run.subjects, seed), `random-${seed}`);
      if (found !== undefined) differences.push({ seed, ...(await shrink(run, found, seed)) });
    }
  };
  await Promise.all(Array.from({ length: run.concurrency }, work));
  return differences;
}

type Found = Omit<Difference, 'seed'>;

async function compare(run: SequenceRun, sequence: Sequence, name: string): Promise<Found | undefined> {
  const [real, model] = await Promise.all([play(run.real, name, sequence), play(run.model, name, sequence)]);
  const at = real.findIndex((outcome, index) => !isDeepStrictEqual(outcome, model[index]));
  if (at < 0) return undefined;
  const steps = sequence.steps.slice(0, at + 1);
  return { sequence: { ...sequence, steps }, real: real[at] ?? null, model: model[at] ?? null };
}

/** Leaves out step by step what the difference does not need. */
async function shrink(run: SequenceRun, found: Found, seed: number): Promise<Found> {
  let best = found;
  for (let index = found.sequence.steps.length - 2; index >= 0; index--) {
    const steps = best.sequence.steps.toSpliced(index, 1);
    const smaller = await compare(run, { ...best.sequence, steps }, `random-${seed}-${index}`);
    if (smaller !== undefined) best = smaller;
  }
  return best;
}
