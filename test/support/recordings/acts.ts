import { setAt } from '../../../src/model/field-path.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { drpc, patchCart, placement } from '../../../src/sandbox/ramen/testing/rehearsal.ts';
import type { Stage } from '../../../src/sandbox/ramen/testing/stage.ts';
import { fluxClient, ssaClient } from '../naive-clients.ts';

/** What a person, a tool or a disaster does, in the recordings' words. */
export function playAct(stage: Stage, act: string): void {
  const [verb = '', ...words] = act.split(' ');
  const play = acts[verb];
  if (play === undefined) throw new Error(`${act}: nobody knows how to play it`);
  play(stage, words);
}

type Act = (stage: Stage, words: readonly string[]) => void;

const stale: JsonObject = { preferredCluster: 'dr1' };

const acts: Readonly<Record<string, Act>> = {
  hand: ({ world }, words) => patchCart(world, JSON.parse(words.join(' '))),
  flux: ({ world }) => fluxClient(world.hub, stale),
  ssa: ({ world }) => ssaClient(world.hub, stale),
  lose: ({ ramen }, [cluster = '', how]) => ramen.lose(cluster, how === 'stale' ? how : 'error'),
  return: ({ ramen }, [cluster = '']) => ramen.restore(cluster),
  hold: ({ ramen }, [part, , cluster = '']) => ramen.hold(cluster, part === 'storage' ? part : 'operator'),
  release: ({ ramen }, [part, , cluster = '']) =>
    ramen.release(cluster, part === 'storage' ? part : 'operator'),
  create: (stage, [action]) => create(stage, action === 'Failover' ? { action, failoverCluster: 'dr2' } : {}),
  delete: ({ world }, [kind = '']) => {
    const name = ofTheHub[kind];
    world.hub.remove(kind, name === undefined ? 'shop' : undefined, name ?? 'cart');
  },
  forget,
  empty: ({ world }) => world.hub.updateStatus('DRPlacementControl', 'shop', 'cart', {}, 'test'),
};

const ofTheHub: Readonly<Record<string, string>> = { DRPolicy: 'policy', DRCluster: 'dr1' };

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
