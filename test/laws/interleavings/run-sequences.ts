import fc from 'fast-check';
import { stepsOf } from './commands.ts';
import { type Hub, sandboxHub } from './hub.ts';
import { buildStage } from './stage.ts';
import type { SubjectName } from './subjects.ts';
import { World } from './world.ts';

export interface SequenceOptions {
  readonly sequences: number;
  readonly seed?: number;
  /** Of a failure: what fast-check said of it. */
  readonly path?: string;
  readonly replayPath?: string;
  /** Stop at the first failure, as it came. */
  readonly unshrunk?: boolean;
  readonly hub?: Hub;
}

export interface SequenceReport {
  readonly sequences: number;
  readonly seed: number;
  /** The smallest failing sequence, why, and how to play it again. */
  readonly failure?: string;
}

const casts: readonly (readonly SubjectName[])[] = [
  ['cart'],
  ['cart'],
  ['dr1'],
  ['cart', 'till'],
  ['till', 'dr1'],
];

const begun = fc.oneof(
  { weight: 3, arbitrary: fc.constant(true) },
  { weight: 1, arbitrary: fc.constant(false) },
);

/** Plays drawn sequences of everybody's acts against a hub, with the oracle watching. */
export async function runSequences(options: SequenceOptions): Promise<SequenceReport> {
  const hub = options.hub ?? sandboxHub();
  await buildStage(hub);
  const steps = stepsOf({
    maxSteps: 20,
    ...(options.replayPath === undefined ? {} : { replayPath: options.replayPath }),
  });
  let writes = '';
  const property = fc.asyncProperty(
    fc.constantFrom(...casts),
    begun,
    steps,
    async (cast, isBegun, commands) => {
      const world = new World(hub, cast);
      try {
        await world.start(isBegun);
        await fc.asyncModelRun(() => ({ model: world, real: world }), commands);
      } catch (error) {
        // Shrinking goes on from each smaller sequence that fails: the last that did is the one that is shown.
        writes = world.story();
        throw error;
      }
    },
  );
  const result = await fc.check(property, {
    numRuns: options.sequences,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.path === undefined ? {} : { path: options.path }),
    ...(options.unshrunk === true ? { endOnFailure: true } : {}),
  });
  const { numRuns: sequences, seed } = result;
  if (!result.failed) return { sequences, seed };
  const { counterexample, counterexamplePath, errorInstance } = result;
  const why = errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : errorInstance;
  const [cast, isBegun, story] = counterexample ?? [];
  const told = String(story)
    .replace(/\/\*.*\*\//, '')
    .split(/,(?=(?:commit|force|side|merge|edit|cli|loop|a person|race|adopt|Ramen))/)
    .join('\n  ');
  const replayPath = /replayPath="([^"]*)"/.exec(String(story))?.[1];
  const again = `SEED=${seed} SEQUENCE='${counterexamplePath}' REPLAY='${replayPath}'`;
  return {
    sequences,
    seed,
    failure: `objects ${cast?.join(', ')}${isBegun === true ? ', applied once' : ''}:\n  ${told}\n\nwrites:\n  ${writes}\n${String(why)}\nagain: ${again}`,
  };
}
