import type { Pace } from '../../../src/sandbox/ramen/pace.ts';
import { startRamen } from '../../../src/sandbox/ramen/start-ramen.ts';
import { createMemoryWorld } from '../../../src/sandbox/ramen/testing/memory-world.ts';
import { populate } from '../../../src/sandbox/ramen/testing/rehearsal.ts';
import type { Stage } from '../../../src/sandbox/ramen/testing/stage.ts';
import { playAct } from './acts.ts';
import { lookAt, observe } from './observe.ts';
import { type Change, type Recording, type Stream, streams } from './recording.ts';
import { pointAfter } from './variants.ts';

/** What the model did where the recording did the same. */
export interface Replay {
  readonly chapters: readonly ReplayedChapter[];
  readonly end: number;
}

export interface ReplayedChapter {
  readonly at: number;
  readonly changes: ReadonlyMap<Stream, readonly Change[]>;
  /** The states that the recording left this chapter in, and the model never reached. */
  readonly missed: readonly string[];
  readonly look: ReadonlyMap<string, string>;
}

/** Plays the recording's inputs on the model, each at the point where the recording has it: in the state reached there. */
export function replay(recording: Recording, all: readonly Recording[]): Replay {
  const world = createMemoryWorld();
  const stage: Stage = {
    world,
    ramen: startRamen(world, { pace: { ...recordedPace, ...ownPaces[recording.name] } }),
  };
  populate(world, { withDrpc: false });
  world.pass(5000);
  const start = world.now();
  const now = (): number => (world.now() - start) / 10;
  const last: Partial<Record<Stream, string>> = {};
  const chapters: ReplayedChapter[] = [];
  for (const [index, chapter] of recording.chapters.entries()) {
    const changes = new Map<Stream, Change[]>();
    const look = (): Readonly<Record<Stream, string>> => {
      const seen = observe(stage);
      for (const stream of streams) {
        if (seen[stream] === last[stream]) continue;
        last[stream] = seen[stream];
        changes.set(stream, [...(changes.get(stream) ?? []), { at: now(), value: seen[stream] }]);
      }
      return seen;
    };
    const at = now();
    playAct(stage, chapter.act);
    const left = pointAfter(all, recording, index);
    const missing = (): Stream[] => {
      const seen = look();
      return streams.filter((stream) => !left.values[stream].has(seen[stream]));
    };
    world.until(() => missing().length === 0, left.limit * 10);
    const leaving = world.now() + left.dwell * 10;
    world.until(() => {
      look();
      return false;
    }, left.dwell * 10);
    world.pass(leaving - world.now());
    const missed = missing()
      .filter((stream) => !left.anyEnding[stream].has(last[stream] ?? ''))
      .map((stream) => `${stream}: ${last[stream]} is not ${[...left.values[stream]].join(' or ')}`);
    chapters.push({ at, changes, missed, look: lookAt(stage) });
  }
  const end = now();
  stage.ramen.stop();
  return { chapters, end };
}

/** Where the recorded stand-ins were faster than the sandbox's. */
const recordedPace = { appStart: 90 } as const;

/** Where one run was slower or faster than the others. */
const ownPaces: Readonly<Record<string, Partial<Pace>>> = {
  R3: { secondaryStart: 1480 },
  recreate: { operator: 40 },
};
