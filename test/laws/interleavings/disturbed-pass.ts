import fc from 'fast-check';
import { isClusterError } from '../../../src/model/errors.ts';
import { Act, index, type Step } from './act.ts';
import type { Fate } from './engine.ts';
import { type PersonAct, personAct, wordsOf } from './people-steps.ts';
import { way } from './ways.ts';
import type { EngineName, Way } from './world.ts';

/** What comes between an engine and the hub at one of its requests. */
export type Meddling =
  | { readonly kind: 'person'; readonly act: PersonAct }
  | { readonly kind: 'engine'; readonly way: Way }
  | { readonly kind: 'ramen'; readonly which: number }
  | { readonly kind: 'dies' | 'is-lost' };

export const meddling: fc.Arbitrary<Meddling> = fc.oneof(
  { weight: 4, arbitrary: personAct.map((act) => ({ kind: 'person' as const, act })) },
  { weight: 2, arbitrary: way.map((each) => ({ kind: 'engine' as const, way: each })) },
  { weight: 1, arbitrary: index.map((which) => ({ kind: 'ramen' as const, which })) },
  { weight: 1, arbitrary: fc.constantFrom<Meddling>({ kind: 'dies' }, { kind: 'is-lost' }) },
);

/** One of the dry runs and writes of a pass, or of its writes alone. */
interface Moment {
  readonly at: number;
  readonly ofWrites: boolean;
}
export const moment: fc.Arbitrary<Moment> = fc.record({
  at: fc.integer({ min: 1, max: 3 }),
  ofWrites: fc.boolean(),
});

/** A pass that finds somebody else at work at one of its requests. */
export function disturbedPass(name: EngineName, how: Way, { at, ofWrites }: Moment, by: Meddling): Step {
  const what = by.kind === 'person' ? wordsOf(by.act) : JSON.stringify(by);
  return new Act(
    `${name} applies ${JSON.stringify(how)}; at its ${ofWrites ? 'write' : 'write or dry run'} ${at}: ${what}`,
    async (world) => {
      let count = 0;
      let isDead = false;
      const broken = (error: unknown): void => {
        // A command that has lost its hub ends with the news of it.
        if (!isClusterError(error, 'unreachable')) throw error;
      };
      const pass = world.apply(name, how, async ({ method, path }): Promise<Fate> => {
        if (isDead) return 'dies';
        if (method !== 'PATCH' || (ofWrites && path.includes('dryRun='))) return 'goes';
        count += 1;
        if (count !== at) return 'goes';
        if (by.kind === 'is-lost') return by.kind;
        isDead = by.kind === 'dies';
        if (by.kind === 'person') await world.act(world.subject(by.act.which), by.act.deed, by.act.how);
        else if (by.kind === 'engine') await world.apply(name === 'cli' ? 'loop' : 'cli', by.way);
        else if (by.kind === 'ramen') await world.ramen.settle(world.subject(by.which), false);
        return isDead ? 'dies' : 'goes';
      });
      await pass.catch(broken);
    },
  );
}
