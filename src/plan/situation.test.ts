import { describe, expect, it } from 'vitest';
import { ramenKey } from '../model/annotations.ts';
import type { JsonObject } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import { buildSituation, type SituationInput, type VrgSight } from './situation.ts';

const sees = (replicationState: string): VrgSight => ({ seen: 'vrg', vrg: { spec: { replicationState } } });
const lost: VrgSight = { seen: 'unreadable', why: 'connect ETIMEDOUT' };
const absent: VrgSight = { seen: 'absent' };
const both = (dr1: VrgSight, dr2: VrgSight) =>
  new Map([
    ['dr1', dr1],
    ['dr2', dr2],
  ]);
const orders = (orders: Readonly<Record<string, string>>) =>
  new Map(Object.entries(orders).map(([name, replicationState]) => [name, { spec: { replicationState } }]));
/** `!dr1`: kept as RetainedForFailover. */
const decided = (...names: readonly string[]): readonly LiveObject[] => [
  {
    status: {
      decisions: names.map((name) =>
        name.startsWith('!')
          ? { clusterName: name.slice(1), reason: ramenKey.retainedForFailover }
          : { clusterName: name, reason: name },
      ),
    },
  },
];
const drpc = (last?: string, spec: JsonObject = {}): LiveObject => ({
  metadata: {
    name: 'cart',
    ...(last === undefined ? {} : { annotations: { [ramenKey.lastAppCluster]: last } }),
  },
  spec,
  // Ramen sets it once, and never again.
  status: { preferredDecision: { clusterName: 'dr1' } },
});

function situation(changes: Partial<SituationInput>) {
  return buildSituation({
    drpc: drpc('dr1'),
    policy: { spec: { drClusters: ['dr1', 'dr2'] } },
    drClusters: [],
    managedClusters: undefined,
    placementDecisions: decided(),
    vrgs: both(sees('primary'), sees('secondary')),
    works: new Map(),
    now: 0,
    ...changes,
  });
}

describe('where the workload runs', () => {
  it.each<[string, Partial<SituationInput>, string | undefined]>([
    ['the decision says it', { placementDecisions: decided('dr2') }, 'dr2'],
    ['the decision beside a kept one', { placementDecisions: decided('!dr1', 'dr2') }, 'dr2'],
    ['a cluster decided twice', { placementDecisions: decided('!dr1', 'dr1') }, 'dr1'],
    [
      'failing over: the target is ordered primary, but nothing is started there yet',
      {
        placementDecisions: decided('!dr1'),
        vrgs: both(lost, sees('primary')),
        works: orders({ dr1: 'primary', dr2: 'primary' }),
      },
      'dr1',
    ],
    [
      'a test failover runs a copy; the production is kept',
      { drpc: drpc('dr1', { action: 'Failover', dryRun: true }), placementDecisions: decided('!dr1', 'dr2') },
      'dr1',
    ],
    [
      'a decision of an old PlacementRule, without a reason',
      { placementDecisions: [{ status: { decisions: [{ clusterName: 'dr2' }] } }] },
      'dr2',
    ],
    ['relocating, before the switch', {}, 'dr1'],
    ['relocating, after the switch', { vrgs: both(sees('secondary'), sees('primary')) }, 'dr2'],
    [
      'relocating, nobody primary: where it was last',
      { vrgs: both(sees('secondary'), sees('secondary')) },
      'dr1',
    ],
    [
      'a rebuilt hub without decisions',
      { drpc: drpc(), placementDecisions: [], vrgs: both(sees('secondary'), sees('primary')) },
      'dr2',
    ],
    [
      'the same, known by the hub orders alone',
      {
        drpc: drpc(),
        placementDecisions: [],
        vrgs: new Map(),
        works: orders({ dr1: 'secondary', dr2: 'primary' }),
      },
      'dr2',
    ],
    [
      'the same, by the hub views alone',
      {
        drpc: drpc(),
        placementDecisions: [],
        vrgs: new Map(),
        views: both(sees('secondary'), sees('primary')),
        works: undefined,
      },
      'dr2',
    ],
    [
      'one answers as primary, the other by its order',
      {
        drpc: drpc(),
        vrgs: both(sees('primary'), lost),
        works: orders({ dr1: 'primary', dr2: 'secondary' }),
      },
      'dr1',
    ],
    [
      'one answers as primary, of the other nobody knows',
      { drpc: drpc(), vrgs: both(sees('primary'), lost), works: undefined },
      undefined,
    ],
    [
      'two primaries: where it was last',
      { drpc: drpc('dr2'), vrgs: both(sees('primary'), sees('primary')) },
      'dr2',
    ],
    ['two primaries, and no note', { drpc: drpc(), vrgs: both(sees('primary'), sees('primary')) }, undefined],
    [
      'decisions that cannot be read',
      { placementDecisions: undefined, vrgs: both(sees('secondary'), sees('primary')) },
      'dr2',
    ],
    [
      'nothing can be read',
      { placementDecisions: undefined, vrgs: both(lost, lost), works: undefined },
      'dr1',
    ],
    [
      'nothing is known of a new one',
      { drpc: undefined, placementDecisions: [], vrgs: both(absent, absent) },
      undefined,
    ],
  ])('%s', (_, changes, expected) => {
    expect(situation(changes).runsOn).toBe(expected);
  });

  it.each<[string, Partial<SituationInput>, boolean]>([
    ['an emptied decision', { placementDecisions: decided() }, true],
    ['no decision on a rebuilt hub', { placementDecisions: [] }, false],
    ['decisions that cannot be read', { placementDecisions: undefined }, false],
    ['a decision', { placementDecisions: decided('dr1') }, false],
  ])('nowhere: %s', (_, changes, expected) => {
    expect(situation(changes).nowhere).toBe(expected);
  });
});
