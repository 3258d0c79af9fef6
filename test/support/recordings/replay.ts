import { setAt } from '../../../src/model/field-path.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Pace } from '../../../src/sandbox/ramen/pace.ts';
import { startRamen } from '../../../src/sandbox/ramen/start-ramen.ts';
import { createMemoryWorld } from '../../../src/sandbox/ramen/testing/memory-world.ts';
import { drpc, patchCart, placement, populate } from '../../../src/sandbox/ramen/testing/rehearsal.ts';
import type { Stage } from '../../../src/sandbox/ramen/testing/stage.ts';
import { lookAt, observe } from './observe.ts';
import { type Change, type Chapter, type Recording, type Stream, streams } from './recording.ts';
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
    play(stage, chapter);
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
  R3: { secondaryStart: 1300 },
  recreate: { operator: 80 },
};

function play(stage: Stage, { act }: Chapter): void {
  const { world, ramen } = stage;
  const [verb = '', first = '', , third = ''] = act.split(' ');
  if (verb === 'hand') patchCart(world, JSON.parse(act.slice(5)));
  else if (verb === 'flux')
    patchCart(world, { action: null, failoverCluster: null, dryRun: null, preferredCluster: 'dr1' });
  else if (verb === 'ssa') patchCart(world, { preferredCluster: 'dr1' });
  else if (verb === 'lose') ramen.lose(first);
  else if (verb === 'return') ramen.restore(first);
  else if (verb === 'hold') ramen.hold(third, first === 'storage' ? first : 'operator');
  else if (verb === 'release') ramen.release(third, first === 'storage' ? first : 'operator');
  else if (verb === 'create')
    create(stage, first === 'Failover' ? { action: 'Failover', failoverCluster: 'dr2' } : {});
  else if (verb === 'delete')
    world.hub.remove(
      first,
      first === 'DRPolicy' ? undefined : 'shop',
      first === 'DRPolicy' ? 'policy' : 'cart',
    );
  else if (act === 'forget') forget(stage);
  else if (act === 'empty status') world.hub.updateStatus('DRPlacementControl', 'shop', 'cart', {}, 'test');
  else throw new Error(`${act}: nobody knows how to play it`);
}

function create({ world }: Stage, spec: JsonObject): void {
  if (world.hub.get('Placement', 'shop', 'cart') === undefined) world.hub.create(placement(), 'git');
  world.hub.create(drpc(spec), 'git');
}

/** The hub has lost the application; the clusters have not. */
function forget({ world }: Stage): void {
  for (const [kind, namespace, name] of [
    ['ManifestWork', 'dr1', 'cart-shop-vrg-mw'],
    ['ManifestWork', 'dr2', 'cart-shop-vrg-mw'],
    ['DRPlacementControl', 'shop', 'cart'],
    ['Placement', 'shop', 'cart'],
    ['PlacementDecision', 'shop', 'cart-decision-1'],
  ] as const) {
    const found = world.hub.get(kind, namespace, name) ?? {};
    world.hub.update(setAt(found, ['metadata', 'finalizers'], []), 'test');
    world.hub.remove(kind, namespace, name);
  }
}
