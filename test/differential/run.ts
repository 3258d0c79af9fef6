import type { Write } from '../../src/schema/problem.ts';
import { type Comparison, compare } from './agreement.ts';
import { mutants, type WeightedSubject } from './mutant.ts';
import { canBeApplied, type ServerJudge } from './server-judge.ts';

export interface RunOptions {
  readonly seed: number;
  readonly count: number;
  /** Requests at a time. */
  readonly concurrency: number;
  readonly write: Write;
}

/** Lets both judges answer, batch by batch: what a batch holds depends on the seed and its number only. */
export async function run(
  subjects: readonly WeightedSubject[],
  judge: ServerJudge,
  { seed, count, concurrency, write }: RunOptions,
  tell: (comparison: Comparison) => void,
): Promise<void> {
  for (let done = 0; done < count; done += batchSize) {
    const made = mutants(subjects, seed + done / batchSize, Math.min(batchSize, count - done));
    const batch = write === 'create' ? made : made.filter(canBeApplied);
    const answers: Comparison[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      for (;;) {
        const index = next++;
        const mutant = batch[index];
        if (mutant === undefined) return;
        answers[index] = compare(mutant, await judge.ask(mutant), write);
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    for (const answer of answers) tell(answer);
  }
}

const batchSize = 1000;
