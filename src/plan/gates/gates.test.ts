import { describe, expect, it } from 'vitest';
import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import type { JsonObject } from '../../model/json.ts';
import type { LiveObject } from '../../model/live-object.ts';
import { buildSituation, type SituationInput, type VrgSight } from '../situation.ts';
import type { DrIntent, GateInput } from './define-gate.ts';
import { gates } from './registry.ts';

const policy: LiveObject = {
  spec: { drClusters: ['dr1', 'dr2'], schedulingInterval: '5m' },
  metadata: { name: 'p5m' },
};
const cluster = (name: string, more: JsonObject = {}): LiveObject => ({
  metadata: { name, generation: 1, ...more },
  status: { conditions: [{ type: 'Validated', status: 'True', observedGeneration: 1 }] },
});

function drpc(
  intent: DrIntent,
  phase: string,
  progression: string,
  more: { peerReady?: string; observed?: number } = {},
): LiveObject {
  const observedGeneration = more.observed ?? 3;
  return {
    metadata: { name: 'cart', namespace: 'shop', generation: 3 },
    spec: { ...intent, drPolicyRef: { name: 'p5m' }, placementRef: { name: 'cart' } },
    status: {
      phase,
      progression,
      lastGroupSyncTime: '2026-11-21T10:42:03Z',
      conditions: ['Available', 'PeerReady', 'Protected'].map((type) => ({
        type,
        status: type === 'PeerReady' ? (more.peerReady ?? 'True') : 'True',
        observedGeneration,
      })),
    },
  };
}

const vrg = (replicationState: string, state: string, action?: string): VrgSight => ({
  seen: 'vrg',
  vrg: {
    metadata: { name: 'cart', namespace: 'shop', generation: 2 },
    spec: { replicationState, ...(action === undefined ? {} : { action }) },
    status: {
      state,
      observedGeneration: 2,
      conditions: ['DataReady', 'ClusterDataProtected'].map((type) => ({
        type,
        status: 'True',
        observedGeneration: 2,
      })),
    },
  },
});

const decided = (...names: readonly string[]): readonly LiveObject[] => [
  {
    status: {
      decisions: names.map((name) =>
        name.startsWith('!')
          ? { clusterName: name.slice(1), reason: 'RetainedForFailover' }
          : { clusterName: name, reason: name },
      ),
    },
  },
];

interface Case {
  readonly before?: DrIntent;
  readonly after: DrIntent;
  readonly live?: LiveObject;
  readonly situation?: Partial<SituationInput>;
  readonly configured?: readonly string[];
  readonly create?: true;
}

/** Ids of the gates that stop a change. */
function stops({
  before = {},
  after,
  live,
  situation = {},
  configured = ['dr1', 'dr2'],
  create,
}: Case): readonly string[] {
  const input: GateInput = {
    ref: {
      cluster: 'hub',
      apiVersion: 'ramendr.openshift.io/v1alpha1',
      kind: 'DRPlacementControl',
      namespace: 'shop',
      name: 'cart',
    },
    kind: drPlacementControl,
    name: 'shop/cart',
    operation: create ? 'create' : 'update',
    live: create ? undefined : live,
    wanted: { spec: { ...after } },
    before,
    after,
    risk: 'moves-data',
    paths: [],
    situation: buildSituation({
      drpc: live,
      policy,
      drClusters: [cluster('dr1'), cluster('dr2')],
      managedClusters: undefined,
      placementDecisions: decided('dr1'),
      vrgs: new Map([
        ['dr1', vrg('primary', 'Primary')],
        ['dr2', vrg('secondary', 'Secondary')],
      ]),
      works: new Map(),
      now: Date.parse('2026-11-21T10:45:00Z'),
      ...situation,
    }),
    maxRisk: undefined,
    configuredClusters: configured,
  };
  return gates
    .filter((gate) => gate.appliesTo(input) && gate.judge(input) !== undefined)
    .map((gate) => gate.id);
}

const home: DrIntent = { preferredCluster: 'dr1' };
const failover: DrIntent = { preferredCluster: 'dr1', action: 'Failover', failoverCluster: 'dr2' };
const relocate: DrIntent = { preferredCluster: 'dr2', action: 'Relocate' };
const deployed = drpc(home, 'Deployed', 'Completed');
const failedOver = drpc(failover, 'FailedOver', 'Completed');
const onDr2: Partial<SituationInput> = {
  placementDecisions: decided('dr2'),
  vrgs: new Map([
    ['dr1', vrg('secondary', 'Secondary')],
    ['dr2', vrg('primary', 'Primary', 'Failover')],
  ]),
};

describe('a failover', () => {
  it.each<[string, Case, readonly string[]]>([
    ['from a healthy deployment passes', { before: home, after: failover, live: deployed }, []],
    [
      'passes while the old cluster cannot be read',
      {
        before: home,
        after: failover,
        live: deployed,
        situation: {
          vrgs: new Map([
            ['dr1', { seen: 'unreadable', why: 'timeout' }],
            ['dr2', vrg('secondary', 'Secondary')],
          ]),
        },
      },
      [],
    ],
    [
      'passes in the middle of a relocation',
      { before: relocate, after: failover, live: drpc(relocate, 'Relocating', 'RunningFinalSync') },
      [],
    ],
    [
      'passes without any status',
      { before: home, after: failover, live: { metadata: { generation: 1 }, spec: { ...home } } },
      [],
    ],
    [
      'to a cluster outside the policy stops',
      { before: home, after: { ...failover, failoverCluster: 'dr3' }, live: deployed },
      ['failover-preflight'],
    ],
    [
      'without a target stops',
      { before: home, after: { ...home, action: 'Failover' }, live: deployed },
      ['failover-preflight'],
    ],
    [
      'to a VRG that is no valid secondary stops',
      {
        before: home,
        after: failover,
        live: deployed,
        situation: {
          vrgs: new Map([
            ['dr1', vrg('primary', 'Primary')],
            ['dr2', vrg('secondary', 'Unknown')],
          ]),
        },
      },
      ['failover-preflight'],
    ],
    [
      'under a policy that is being deleted stops',
      {
        before: home,
        after: failover,
        live: deployed,
        situation: {
          policy: { ...policy, metadata: { name: 'p5m', deletionTimestamp: '2026-11-21T10:00:00Z' } },
        },
      },
      ['failover-preflight'],
    ],
    [
      'home while both are secondary stops: it would start empty',
      {
        before: { ...home, action: 'Relocate' },
        after: { ...home, action: 'Failover', failoverCluster: 'dr1' },
        live: drpc(home, 'Deploying', 'CreatingMW'),
        situation: {
          placementDecisions: decided(),
          drpc: {
            metadata: {
              annotations: { 'drplacementcontrol.ramendr.openshift.io/last-app-deployment-cluster': 'dr1' },
            },
          },
          vrgs: new Map([
            ['dr1', vrg('secondary', 'Secondary')],
            ['dr2', vrg('secondary', 'Secondary')],
          ]),
        },
      },
      ['failover-preflight'],
    ],
    [
      'with a changed target under a running one stops',
      {
        before: failover,
        after: { ...failover, failoverCluster: 'dr1' },
        live: drpc(failover, 'FailingOver', 'WaitingForResourceRestore'),
      },
      ['busy'],
    ],
    [
      'in Metro without fencing stops',
      {
        before: home,
        after: failover,
        live: deployed,
        situation: { policy: { ...policy, status: { sync: { peerClasses: [{}] } } } },
      },
      ['failover-preflight'],
    ],
  ])('%s', (_, input, expected) => {
    expect(stops(input)).toEqual(expected);
  });
});

describe('clearing an action', () => {
  const cleared: DrIntent = { preferredCluster: 'dr2', failoverCluster: 'dr2' };
  it.each<[string, Case, readonly string[]]>([
    [
      'after a finished failover, with preferredCluster at the true location, passes',
      { before: failover, after: cleared, live: failedOver, situation: onDr2 },
      [],
    ],
    [
      'with preferredCluster elsewhere stops',
      { before: failover, after: home, live: failedOver, situation: onDr2 },
      ['clear-too-early', 'implicit-deployment'],
    ],
    [
      'while the clean-up waits for the lost cluster stops',
      {
        before: failover,
        after: cleared,
        live: drpc(failover, 'FailedOver', 'Cleaning Up', { peerReady: 'False' }),
        situation: { ...onDr2, placementDecisions: decided('!dr1', 'dr2') },
      },
      ['busy', 'clear-too-early'],
    ],
    [
      'with a retained decision and all green stops',
      {
        before: failover,
        after: cleared,
        live: failedOver,
        situation: { ...onDr2, placementDecisions: decided('!dr1', 'dr2') },
      },
      ['clear-too-early'],
    ],
    [
      'with a peer that is not Secondary stops',
      {
        before: failover,
        after: cleared,
        live: failedOver,
        situation: {
          ...onDr2,
          vrgs: new Map([
            ['dr1', vrg('secondary', 'Unknown')],
            ['dr2', vrg('primary', 'Primary')],
          ]),
        },
      },
      ['clear-too-early'],
    ],
    [
      'with a peer that cannot be read stops',
      {
        before: failover,
        after: cleared,
        live: failedOver,
        situation: {
          ...onDr2,
          vrgs: new Map([
            ['dr1', { seen: 'unreadable', why: 'timeout' }],
            ['dr2', vrg('primary', 'Primary')],
          ]),
        },
      },
      ['clear-too-early'],
    ],
    [
      "on the hub's word alone passes where no managed cluster is configured",
      {
        before: failover,
        after: cleared,
        live: failedOver,
        situation: {
          ...onDr2,
          vrgs: new Map(),
          works: new Map([['dr1', { spec: { replicationState: 'secondary' } }]]),
        },
        configured: [],
      },
      [],
    ],
    [
      'on a status of an older generation stops',
      {
        before: failover,
        after: cleared,
        live: drpc(failover, 'FailedOver', 'Completed', { observed: 2 }),
        situation: onDr2,
      },
      ['busy', 'clear-too-early'],
    ],
    [
      'without any status stops',
      {
        before: failover,
        after: cleared,
        live: { metadata: { generation: 1 }, spec: { ...failover } },
        situation: onDr2,
      },
      ['busy', 'clear-too-early'],
    ],
  ])('%s', (_, input, expected) => {
    expect(stops(input)).toEqual(expected);
  });
});

describe('a relocation', () => {
  const back: DrIntent = { preferredCluster: 'dr1', failoverCluster: 'dr2', action: 'Relocate' };
  it.each<[string, Case, readonly string[]]>([
    [
      'home after a finished failover passes',
      { before: failover, after: back, live: failedOver, situation: onDr2 },
      [],
    ],
    [
      'with a peer that is not ready stops',
      {
        before: failover,
        after: back,
        live: drpc(failover, 'FailedOver', 'Completed', { peerReady: 'False' }),
        situation: onDr2,
      },
      ['relocate-preflight'],
    ],
    [
      'with a cluster that cannot be read stops',
      {
        before: failover,
        after: back,
        live: failedOver,
        situation: {
          ...onDr2,
          vrgs: new Map([
            ['dr1', { seen: 'unreadable', why: 'timeout' }],
            ['dr2', vrg('primary', 'Primary')],
          ]),
        },
      },
      ['relocate-preflight'],
    ],
    [
      'while the failover still cleans up stops',
      { before: failover, after: back, live: drpc(failover, 'FailedOver', 'Cleaning Up'), situation: onDr2 },
      ['busy'],
    ],
    [
      'turned round half way stops',
      {
        before: relocate,
        after: { ...relocate, preferredCluster: 'dr1' },
        live: drpc(relocate, 'Relocating', 'EnsuringVolumesAreSecondary'),
      },
      ['busy'],
    ],
  ])('%s', (_, input, expected) => {
    expect(stops(input)).toEqual(expected);
  });
});

describe('preferredCluster', () => {
  it.each<[string, Case, readonly string[]]>([
    [
      'away from the workload without Relocate stops',
      { before: home, after: { preferredCluster: 'dr2' }, live: deployed },
      ['preferred-without-relocate'],
    ],
    [
      'to the true location under a Failover passes',
      {
        before: failover,
        after: { ...failover, preferredCluster: 'dr2' },
        live: failedOver,
        situation: onDr2,
      },
      [],
    ],
    [
      'away from it under a Failover stops',
      {
        before: { ...failover, preferredCluster: 'dr2' },
        after: failover,
        live: failedOver,
        situation: onDr2,
      },
      ['preferred-without-relocate'],
    ],
  ])('%s', (_, input, expected) => {
    expect(stops(input)).toEqual(expected);
  });
});

describe('a new DRPlacementControl', () => {
  const nothing: Partial<SituationInput> = {
    placementDecisions: decided(),
    vrgs: new Map([
      ['dr1', { seen: 'absent' }],
      ['dr2', { seen: 'absent' }],
    ]),
  };
  it.each<[string, Case, readonly string[]]>([
    ['for a new application passes', { create: true, after: home, situation: nothing }, []],
    [
      'where the Placement chose preferredCluster passes',
      { create: true, after: home, situation: { ...nothing, placementDecisions: decided('dr1') } },
      [],
    ],
    [
      'where the Placement chose another cluster stops',
      { create: true, after: home, situation: { ...nothing, placementDecisions: decided('dr2') } },
      ['implicit-deployment', 'preferred-not-location'],
    ],
    [
      'after hub loss, with what the VRGs carry, passes',
      { create: true, after: { ...failover }, situation: { ...onDr2, placementDecisions: decided() } },
      [],
    ],
    [
      'after hub loss, from stale Git, stops',
      { create: true, after: home, situation: { ...onDr2, placementDecisions: decided() } },
      ['hub-recovery', 'implicit-deployment'],
    ],
    [
      'with a cluster that cannot be read stops',
      {
        create: true,
        after: home,
        situation: {
          ...nothing,
          vrgs: new Map([
            ['dr1', { seen: 'absent' }],
            ['dr2', { seen: 'unreadable', why: 'timeout' }],
          ]),
        },
      },
      ['hub-recovery'],
    ],
    [
      'with only a ManifestWork left on the hub stops when it says something else',
      {
        create: true,
        after: home,
        configured: [],
        situation: {
          placementDecisions: decided(),
          vrgs: new Map(),
          works: new Map([['dr2', { spec: { replicationState: 'primary', action: 'Failover' } }]]),
        },
      },
      ['hub-recovery', 'implicit-deployment'],
    ],
  ])('%s', (_, input, expected) => {
    expect(stops(input)).toEqual(expected);
  });
});
