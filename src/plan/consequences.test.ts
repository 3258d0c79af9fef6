import { describe, expect, it } from 'vitest';
import { drPlacementControl } from '../kinds/dr-placement-control.ts';
import type { JsonObject } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import { consequencesOf } from './consequences.ts';
import type { DrIntent, GateInput } from './gates/define-gate.ts';
import { heldConsequences } from './held-consequences.ts';
import { buildSituation, type SituationInput, type VrgSight } from './situation.ts';

const now = Date.parse('2026-11-21T10:49:15Z');
const regional: LiveObject = { spec: { drClusters: ['dr1', 'dr2'], schedulingInterval: '5m' } };
const metro: LiveObject = { spec: { drClusters: ['dr1', 'dr2'], schedulingInterval: '' } };
const lost: VrgSight = { seen: 'unreadable', why: 'connect ETIMEDOUT' };
const sees = (replicationState: string): VrgSight => ({
  seen: 'vrg',
  vrg: {
    spec: { replicationState },
    status: { state: replicationState === 'primary' ? 'Primary' : 'Secondary' },
  },
});
const both = (dr1: VrgSight, dr2: VrgSight) =>
  new Map([
    ['dr1', dr1],
    ['dr2', dr2],
  ]);
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

function cart(spec: DrIntent, status: JsonObject = {}): LiveObject {
  return {
    metadata: { name: 'cart', namespace: 'shop', generation: 3 },
    spec: { ...spec },
    status: {
      phase: 'Deployed',
      progression: 'Completed',
      actionDuration: '6m0.48s',
      lastGroupSyncTime: '2026-11-21T10:42:03Z',
      conditions: ['Available', 'PeerReady', 'Protected'].map((type) => ({ type, status: 'True' })),
      ...status,
    },
  };
}

interface Case {
  readonly before?: DrIntent;
  readonly after: DrIntent;
  readonly status?: JsonObject;
  readonly situation?: Partial<SituationInput>;
  readonly create?: true;
  readonly paths?: readonly string[];
  readonly live?: JsonObject;
  readonly wanted?: JsonObject;
  readonly configured?: readonly string[];
}

function situationOf(live: LiveObject | undefined, changes: Partial<SituationInput> = {}) {
  return buildSituation({
    drpc: live,
    policy: regional,
    drClusters: [{ metadata: { name: 'dr1' } }, { metadata: { name: 'dr2' } }],
    managedClusters: undefined,
    placementDecisions: decided('dr1'),
    vrgs: both(sees('primary'), sees('secondary')),
    works: new Map(),
    now,
    ...changes,
  });
}

/** Consequences as `code: text`. */
function told({
  before = home,
  after,
  status,
  situation,
  create,
  paths = [],
  live,
  wanted,
  configured,
}: Case) {
  const drpc = create ? undefined : cart({ ...before, ...live }, status);
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
    live: drpc,
    wanted: { spec: { ...after, ...wanted } },
    before: create ? {} : before,
    after,
    risk: 'moves-data',
    paths,
    situation: situationOf(drpc, situation),
    maxRisk: undefined,
    configuredClusters: configured ?? ['dr1', 'dr2'],
  };
  return consequencesOf(input).map(({ code, text }) => `${code}: ${text}`);
}

const home: DrIntent = { preferredCluster: 'dr1' };
const failover: DrIntent = { preferredCluster: 'dr1', action: 'Failover', failoverCluster: 'dr2' };
const relocate: DrIntent = { preferredCluster: 'dr2', action: 'Relocate' };
const test: DrIntent = { ...failover, dryRun: true };

describe('a failover', () => {
  it('says what moves, what is lost, what restarts, and how long it took last', () => {
    const meta = { resourceMeta: { protectedpvcs: ['data', 'logs', 'index'] } };
    const sized = {
      resourceConditions: meta,
      lastGroupSyncDuration: '42.1s',
      lastGroupSyncBytes: 1_288_490_189,
    };
    expect(told({ after: failover, status: sized, situation: { policy: regional } })).toEqual([
      'workload-moves: workload moves dr1 -> dr2',
      'rpo: RPO now 7m12s, policy 5m',
      'writes-lost: writes after 10:42:03Z on dr1 would be lost',
      'restarts: it is started anew on dr2, and taken down on dr1 as soon as that answers',
      'volumes: 3 volumes replicated, the last sync took 42s for 1.2 GiB',
      'last-action: last action took 6m',
    ]);
  });

  it.each<[string, Case, readonly string[]]>([
    [
      'of an application that was never synced',
      { after: failover, status: { lastGroupSyncTime: '', progression: '' } },
      [
        'rpo: RPO unknown: no sync is recorded, policy 5m',
        'writes-lost: everything on dr1 may be lost: no sync is recorded',
      ],
    ],
    [
      'in Metro',
      { after: failover, situation: { policy: metro } },
      [
        'rpo: RPO does not apply: both clusters write the same storage',
        'writes-kept: no acknowledged write is lost: both clusters write the same storage',
      ],
    ],
    [
      'under a policy that cannot be read',
      { after: failover, situation: { policy: undefined } },
      ['rpo: RPO now 7m12s, policy unknown', 'writes-lost: writes after 10:42:03Z on dr1 would be lost'],
    ],
    [
      'with a sync time ahead of every clock',
      { after: failover, status: { lastGroupSyncTime: '2026-11-21T11:00:00Z', progression: '' } },
      [
        "rpo: RPO unknown: its last sync, 2026-11-21T11:00:00Z, lies ahead of this machine's clock, policy 5m",
        'writes-lost: writes after 11:00:00Z on dr1 would be lost',
      ],
    ],
    [
      'a day after the last sync',
      { after: failover, status: { lastGroupSyncTime: '2026-11-20T10:42:03Z', progression: '' } },
      ['rpo: RPO now 1d, policy 5m', 'writes-lost: writes after 2026-11-20T10:42:03Z on dr1 would be lost'],
    ],
  ])('%s', (_, input, expected) => {
    expect(told(input).filter((line) => /^(rpo|writes)/.test(line))).toEqual(expected);
  });

  it('says that nobody knows where it runs, and why', () => {
    const situation = {
      placementDecisions: undefined,
      vrgs: both(lost, sees('secondary')),
      works: undefined,
    };
    expect(told({ after: failover, status: { progression: '', actionDuration: '' }, situation })).toEqual([
      'workload-moves: workload moves to dr2',
      'unknown: where it runs is unknown: its PlacementDecision cannot be read, dr1 does not answer, its ManifestWorks cannot be read',
      'rpo: RPO now 7m12s, policy 5m',
      'writes-lost: writes after 10:42:03Z on the old cluster would be lost',
      'restarts: it is started anew on dr2, and taken down on the old cluster as soon as that answers',
      'last-action: how long it takes is unknown: no action was timed before',
    ]);
  });

  it('names a false green beside it', () => {
    const managedClusters = ['dr1', 'dr2'].map((name) => ({
      metadata: { name },
      status: {
        conditions: [
          { type: 'ManagedClusterConditionAvailable', status: name === 'dr1' ? 'Unknown' : 'True' },
        ],
      },
    }));
    expect(
      told({ after: failover, situation: { managedClusters, vrgs: both(lost, sees('secondary')) } }).slice(
        -1,
      ),
    ).toEqual([
      'false-green: its green is false: the hub has lost dr1, where the application runs: what it shows is its last word',
    ]);
  });

  it('stated again, cleans up what an unfinished one has left', () => {
    const situation = { placementDecisions: decided('!dr1', 'dr2') };
    expect(told({ after: failover, status: { progression: '' }, situation })).toEqual([
      'workload-stays: workload stays on dr2',
      'writes-lost: dr1 is cleaned up: what was written there since the failover would be lost',
    ]);
  });
});

describe('a relocation', () => {
  it('stops and starts the application, and loses nothing', () => {
    expect(told({ after: relocate })).toEqual([
      'workload-moves: workload moves dr1 -> dr2',
      'restarts: it is stopped for the final sync and started on the other side; nothing acknowledged is lost',
      'last-action: last action took 6m',
    ]);
  });

  it('of one that runs nowhere says so', () => {
    const situation = { placementDecisions: decided() };
    expect(
      told({
        after: relocate,
        status: { progression: '', actionDuration: '', actionStartTime: '2026-11-21T10:46:00Z' },
        situation,
      }),
    ).toEqual([
      'workload-moves: workload starts on dr2: it runs nowhere now, and was on dr1 last',
      'restarts: it is stopped for the final sync and started on the other side; nothing acknowledged is lost',
      'last-action: the action under way began 3m15s ago',
    ]);
  });
});

describe('a test failover', () => {
  const testing = {
    placementDecisions: decided('!dr1', 'dr2'),
    vrgs: both(sees('primary'), sees('primary')),
  };
  const status = { phase: 'FailedOver', progression: 'TestingFailover' };

  it('runs a second copy', () => {
    expect(told({ after: test })).toEqual([
      'workload-stays: workload stays on dr1',
      'second-copy: a second copy of it starts on dr2 from the last sync; what the copy writes is discarded when the test ends',
      'rpo: RPO now 7m12s, policy 5m',
      'unprotected: unprotected until the test has ended and dr2 has synced again: dr2 takes no replication meanwhile',
    ]);
  });

  it('ends where it began', () => {
    expect(told({ before: test, after: home, status, situation: testing })).toEqual([
      'workload-stays: workload stays on dr1',
      "copy-removed: the test's copy on dr2 is removed, and what it wrote is discarded",
      'unprotected: unprotected until dr2 has synced again',
    ]);
  });

  it('becomes real when only dryRun goes', () => {
    expect(told({ before: test, after: failover, status, situation: testing })).toEqual([
      'workload-moves: workload moves dr1 -> dr2',
      'writes-lost: the test becomes real: writes on dr1 since the test began would be lost, its volumes are overwritten from the copy',
      'restarts: it is taken down on dr1; the copy on dr2 goes on',
    ]);
  });
});

describe('protection', () => {
  const nothing = { placementDecisions: [], vrgs: both({ seen: 'absent' }, { seen: 'absent' }) } as const;
  it.each<[string, Case, readonly string[]]>([
    [
      'starts with a full copy',
      { create: true, after: home, situation: nothing },
      ['protection-starts: protection starts on dr1; unprotected until dr2 has a first full copy'],
    ],
    [
      'starts at once in Metro',
      { create: true, after: home, situation: { ...nothing, policy: metro } },
      ['protection-starts: protection starts on dr1: both clusters write the same storage'],
    ],
    [
      'of an application that runs elsewhere moves it',
      {
        create: true,
        after: home,
        situation: { ...nothing, placementDecisions: decided('dr2') },
        configured: [],
      },
      [
        'protection-starts: protection starts on dr1; unprotected until dr2 has a first full copy',
        'workload-moves: workload moves dr2 -> dr1',
        'not-checked: no managed cluster is configured: whether it runs elsewhere was judged from the hub alone',
      ],
    ],
    [
      'of a rebuilt hub goes on',
      {
        create: true,
        after: failover,
        situation: { placementDecisions: [], vrgs: both(sees('secondary'), sees('primary')) },
      },
      ['protection-continues: protected already on dr2'],
    ],
    [
      'of namespaces that come and go',
      {
        after: home,
        paths: ['spec.protectedNamespaces'],
        live: { protectedNamespaces: ['a', 'b'] } as JsonObject,
        wanted: { protectedNamespaces: ['b', 'c'] },
      },
      [
        'unprotected: namespace c is protected from now on, unprotected until its first sync',
        'protection-ends: namespace a is no longer protected: its volumes lose their copy',
      ],
    ],
    [
      'under another policy',
      { after: home, paths: ['spec.drPolicyRef.name'] },
      ['unprotected: unprotected from its removal until the first sync: it cannot change in place'],
    ],
    [
      'of Kubernetes objects ends',
      { after: home, paths: ['spec.kubeObjectProtection'] },
      ['captures: its Kubernetes objects are no longer captured: a failover would bring back volumes alone'],
    ],
  ])('%s', (_, input, expected) => {
    expect(told(input)).toEqual(expected);
  });
});

it('an action that is cleared moves nothing', () => {
  const after = { preferredCluster: 'dr2' };
  const status = { phase: 'FailedOver' };
  const situation = { placementDecisions: decided('dr2'), vrgs: both(sees('secondary'), sees('primary')) };
  expect(told({ before: failover, after, status, situation })).toEqual([
    'workload-stays: workload stays on dr2',
  ]);
});

describe('what putting Git back would have done', () => {
  it.each<[string, DrIntent, DrIntent, JsonObject, RegExp]>([
    [
      'to a running failover',
      failover,
      home,
      { phase: 'FailedOver', progression: 'Cleaning Up' },
      /cancel the failover half way/,
    ],
    [
      'to a finished failover',
      failover,
      home,
      { phase: 'FailedOver' },
      /tell Ramen to deploy on dr1 while the data is on dr2/,
    ],
    [
      'to a failover to the other side',
      failover,
      { ...failover, failoverCluster: 'dr1' },
      { progression: 'WaitForReadiness' },
      /turn the failover round to dr1 half way/,
    ],
    [
      'to a finished failover to the other side',
      failover,
      { ...failover, failoverCluster: 'dr1' },
      { phase: 'FailedOver' },
      /fail over to dr1 at once/,
    ],
    [
      'to a relocation',
      relocate,
      home,
      { progression: 'RunningFinalSync' },
      /turn the relocation round half way/,
    ],
    [
      'to an action that was ended',
      { preferredCluster: 'dr2' },
      failover,
      {},
      /fire the old Failover to dr2 again/,
    ],
    [
      'to a test',
      test,
      home,
      { progression: 'TestingFailover' },
      /end the test failover, and discard what its copy on dr2 wrote/,
    ],
    [
      'to a test whose action Git has too',
      test,
      failover,
      { progression: 'TestingFailover' },
      /turn the test failover into a real one: production on dr2/,
    ],
  ])('%s', (_, live, git, status, expected) => {
    const drpc = cart(live, status);
    const situation = situationOf(drpc, { placementDecisions: decided('dr2') });
    const texts = heldConsequences(drpc, live, git, situation).map(({ text }) => text);
    expect(texts[0]).toBe('workload runs on dr2');
    expect(texts[1]).toMatch(expected);
  });
});
