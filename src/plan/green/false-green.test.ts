import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import type { LiveObject } from '../../model/live-object.ts';
import { buildSituation, type SituationInput, type VrgSight } from '../situation.ts';
import { falseGreen } from './false-green.ts';

const now = Date.parse('2026-11-21T10:45:00Z');

const regional: LiveObject = {
  metadata: { name: 'p5m' },
  spec: { drClusters: ['dr1', 'dr2'], schedulingInterval: '5m' },
};
const metro: LiveObject = {
  metadata: { name: 'metro' },
  spec: { drClusters: ['dr1', 'dr2'], schedulingInterval: '' },
  status: { sync: { peerClasses: [{ storageClassName: 'disk' }] } },
};
const drCluster = (name: string, metadata: JsonObject = {}, status: JsonObject = {}): LiveObject => ({
  metadata: { name, ...metadata },
  status,
});
const managedCluster = (name: string, available = 'True'): LiveObject => ({
  metadata: { name },
  status: { conditions: [{ type: 'ManagedClusterConditionAvailable', status: available }] },
});
const deleting = { deletionTimestamp: '2026-11-21T10:00:00Z' };

/** As Ramen shows it at rest: the final phase, `Completed`, three conditions True at the present generation. */
function green(phase = 'Deployed', spec: JsonObject = {}, status: JsonObject = {}): LiveObject {
  return {
    metadata: { name: 'cart', namespace: 'shop', generation: 3, creationTimestamp: '2026-11-20T08:00:00Z' },
    spec: { preferredCluster: 'dr1', drPolicyRef: { name: 'p5m' }, ...spec },
    status: {
      phase,
      progression: 'Completed',
      lastGroupSyncTime: '2026-11-21T10:42:03Z',
      conditions: ['Available', 'PeerReady', 'Protected'].map((type) => ({
        type,
        status: 'True',
        observedGeneration: 3,
      })),
      ...status,
    },
  };
}

const vrg = (replicationState: string, state: string | undefined, more: JsonObject = {}): VrgSight => ({
  seen: 'vrg',
  vrg: {
    metadata: { generation: 2 },
    spec: { replicationState, ...more },
    ...(state === undefined ? {} : { status: { state, observedGeneration: 2 } }),
  },
});
const stale = (replicationState: string, state: string): VrgSight => ({
  seen: 'vrg',
  vrg: {
    metadata: { generation: 3 },
    spec: { replicationState },
    status: { state, observedGeneration: 2 },
  },
});
const lost: VrgSight = { seen: 'unreadable', why: 'connect ETIMEDOUT' };
const absent: VrgSight = { seen: 'absent' };

const vrgs = (dr1: VrgSight, dr2: VrgSight) =>
  new Map([
    ['dr1', dr1],
    ['dr2', dr2],
  ]);
const orders = (dr1: JsonObject | undefined, dr2: JsonObject | undefined) =>
  new Map(
    [['dr1', dr1] as const, ['dr2', dr2] as const].flatMap(([name, spec]) =>
      spec === undefined ? [] : [[name, { spec }] as const],
    ),
  );
const primary = { replicationState: 'primary' };
const secondary = { replicationState: 'secondary' };

/** `!dr1`: kept as RetainedForFailover. */
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

/** Doubts as `code health`; the situation is that of a good deployment on dr1 but for what a case changes. */
function doubts(live: LiveObject, changes: Partial<SituationInput> = {}): readonly string[] {
  const situation = buildSituation({
    drpc: live,
    policy: regional,
    drClusters: [drCluster('dr1'), drCluster('dr2')],
    managedClusters: [managedCluster('dr1'), managedCluster('dr2')],
    placementDecisions: decided('dr1'),
    vrgs: vrgs(vrg('primary', 'Primary'), vrg('secondary', 'Secondary')),
    works: orders(primary, secondary),
    now,
    ...changes,
  });
  return falseGreen(live, situation).map(({ code, health }) => `${code} ${health}`);
}

const onDr2: Partial<SituationInput> = {
  placementDecisions: decided('dr2'),
  vrgs: vrgs(vrg('secondary', 'Secondary'), vrg('primary', 'Primary', { action: 'Failover' })),
  works: orders(secondary, primary),
};
const failover = { action: 'Failover', failoverCluster: 'dr2' };
const noneConfigured: Partial<SituationInput> = { vrgs: new Map() };

describe('a true green', () => {
  it.each<[string, LiveObject, Partial<SituationInput>]>([
    ['deployed', green(), {}],
    ['failed over', green('FailedOver', failover), onDr2],
    ['relocated', green('Relocated', { action: 'Relocate', preferredCluster: 'dr2' }), onDr2],
    [
      'the failover cleared after it was over: the VRG keeps its action',
      green('Deployed', { preferredCluster: 'dr2' }),
      onDr2,
    ],
    [
      'one cluster decided twice, after a failover cancelled at once',
      green(),
      { placementDecisions: decided('!dr1', 'dr1') },
    ],
    [
      'a relocation cancelled at once: the VRG keeps its action',
      green(),
      { vrgs: vrgs(vrg('primary', 'Primary', { action: 'Relocate' }), vrg('secondary', 'Secondary')) },
    ],
    ['Metro, without a sync time', green('Deployed', {}, { lastGroupSyncTime: '' }), { policy: metro }],
    [
      'discovered applications, in a namespace of their own',
      green('Deployed', { protectedNamespaces: ['shop-1', 'shop-2'] }),
      {},
    ],
    ['no managed cluster configured', green(), noneConfigured],
    ['no OCM to ask, but both clusters answer themselves', green(), { managedClusters: undefined }],
    [
      'exactly two intervals since the last sync',
      green('Deployed', {}, { lastGroupSyncTime: '2026-11-21T10:35:00Z' }),
      {},
    ],
    [
      'clusters whose clock is ahead of ours: they say what time it is',
      green(
        'Deployed',
        {},
        { lastGroupSyncTime: '2026-11-21T10:55:00Z', lastUpdateTime: '2026-11-21T10:55:01Z' },
      ),
      {},
    ],
    [
      'a hub that repeats the sync late, while the home shows a newer one',
      green('Deployed', {}, { lastGroupSyncTime: '2026-11-21T10:20:00Z' }),
      {
        vrgs: vrgs(
          {
            seen: 'vrg',
            vrg: {
              metadata: { generation: 2 },
              spec: primary,
              status: { state: 'Primary', observedGeneration: 2, lastGroupSyncTime: '2026-11-21T10:44:00Z' },
            },
          },
          vrg('secondary', 'Secondary'),
        ),
      },
    ],
  ])('%s', (_, live, changes) => {
    expect(doubts(live, changes)).toEqual([]);
  });
});

describe('a green seen on running operators while it was false', () => {
  it.each<[string, LiveObject, Partial<SituationInput>, readonly string[]]>([
    [
      'cleared before the clean-up: the application on both clusters',
      green('Deployed', { preferredCluster: 'dr2' }),
      {
        placementDecisions: decided('!dr1', 'dr2'),
        vrgs: vrgs(vrg('secondary', 'Unknown'), vrg('primary', 'Primary', { action: 'Failover' })),
        works: orders(secondary, primary),
      },
      ['kept-decision Failed', 'peer-not-secondary Failed'],
    ],
    [
      'the same while the old cluster is still lost',
      green('Deployed', { preferredCluster: 'dr2' }),
      {
        placementDecisions: decided('!dr1', 'dr2'),
        managedClusters: [managedCluster('dr1', 'Unknown'), managedCluster('dr2')],
        vrgs: vrgs(lost, vrg('primary', 'Primary', { action: 'Failover' })),
        works: orders(secondary, primary),
      },
      ['kept-decision Failed', 'cluster-lost Failed'],
    ],
    [
      'a failover taken back half way: replication is dead',
      green('Deployed', {}, { lastGroupSyncTime: '2026-11-21T10:30:00Z' }),
      { vrgs: vrgs(vrg('primary', 'Primary'), vrg('secondary', 'Unknown')) },
      ['peer-not-secondary Failed', 'sync-late Failed'],
    ],
    [
      'taken back behind a stale view: home is a dead cluster',
      green(),
      {
        managedClusters: [managedCluster('dr1', 'Unknown'), managedCluster('dr2')],
        vrgs: vrgs(lost, vrg('secondary', 'Unknown')),
      },
      ['peer-not-secondary Failed', 'cluster-lost Failed'],
    ],
    [
      'the same with no managed cluster configured',
      green(),
      { ...noneConfigured, managedClusters: [managedCluster('dr1', 'False'), managedCluster('dr2')] },
      ['cluster-lost Failed'],
    ],
    [
      'a relocation taken back late: the application runs nowhere',
      green(),
      {
        vrgs: vrgs(
          vrg('primary', 'Primary', { action: 'Relocate', prepareForFinalSync: true, runFinalSync: true }),
          vrg('secondary', 'Secondary'),
        ),
      },
      ['final-sync-left Failed'],
    ],
    [
      'the same as the hub alone knows it',
      green(),
      { ...noneConfigured, works: orders({ ...primary, prepareForFinalSync: true }, secondary) },
      ['final-sync-left Failed'],
    ],
    [
      'replication dead, as the views of the hub show it',
      green(),
      { ...noneConfigured, views: vrgs(vrg('primary', 'Primary'), vrg('secondary', 'Unknown')) },
      ['peer-not-secondary Failed'],
    ],
    [
      'both clusters ordered to be primary',
      green(),
      { ...noneConfigured, works: orders(primary, primary) },
      ['peer-not-secondary Failed'],
    ],
    [
      'the policy on its way out',
      green(),
      { policy: { ...regional, metadata: deleting } },
      ['policy-deleting Failed'],
    ],
    [
      'a DRCluster on its way out',
      green(),
      { drClusters: [drCluster('dr1', deleting), drCluster('dr2')] },
      ['cluster-deleting Failed'],
    ],
    [
      'fresh: the peer has no status yet',
      green(),
      { vrgs: vrgs(vrg('primary', 'Primary'), vrg('secondary', undefined)) },
      ['peer-without-status InProgress'],
    ],
  ])('%s', (_, live, changes, expected) => {
    expect(doubts(live, changes)).toEqual(expected);
  });
});

describe('a green that cannot be', () => {
  it.each<[string, LiveObject, Partial<SituationInput>, readonly string[]]>([
    [
      'two decisions, none kept',
      green(),
      { placementDecisions: decided('dr1', 'dr2') },
      ['two-decisions Failed'],
    ],
    [
      'two decisions after a failover that should be over',
      green('FailedOver', failover),
      { ...onDr2, placementDecisions: decided('!dr1', 'dr2') },
      ['kept-decision Failed'],
    ],
    ['only a kept decision', green(), { placementDecisions: decided('!dr1') }, ['kept-decision Failed']],
    ['no decision', green(), { placementDecisions: decided() }, ['no-decision Failed']],
    ['home outside the policy', green(), { placementDecisions: decided('dr3') }, ['outside-policy Failed']],
    [
      'home secondary',
      green(),
      { vrgs: vrgs(vrg('secondary', 'Secondary'), vrg('secondary', 'Secondary')) },
      ['home-not-primary Failed'],
    ],
    [
      'home not ready',
      green(),
      { vrgs: vrgs(vrg('primary', 'Unknown'), vrg('secondary', 'Secondary')) },
      ['home-not-primary Failed'],
    ],
    [
      'the peer primary too',
      green(),
      { vrgs: vrgs(vrg('primary', 'Primary'), vrg('primary', 'Primary')) },
      ['peer-not-secondary Failed'],
    ],
    [
      'the peer behind its order',
      green(),
      { vrgs: vrgs(vrg('primary', 'Primary'), stale('secondary', 'Secondary')) },
      ['vrg-behind InProgress'],
    ],
    [
      'home behind its order',
      green(),
      { vrgs: vrgs(stale('primary', 'Primary'), vrg('secondary', 'Secondary')) },
      ['vrg-behind InProgress'],
    ],
    [
      'no VRG at home',
      green(),
      { vrgs: vrgs(absent, vrg('secondary', 'Secondary')) },
      ['vrg-missing Failed'],
    ],
    [
      'no VRG on the peer',
      green(),
      { vrgs: vrgs(vrg('primary', 'Primary'), absent) },
      ['vrg-missing Failed'],
    ],
    [
      'none ordered for the peer',
      green(),
      { ...noneConfigured, works: orders(primary, undefined) },
      ['vrg-missing Failed'],
    ],
    ['the peer lost', green(), { managedClusters: [managedCluster('dr1')] }, ['cluster-lost Failed']],
    [
      'home fenced',
      green(),
      {
        drClusters: [
          drCluster('dr1', {}, { conditions: [{ type: 'Fenced', status: 'True' }] }),
          drCluster('dr2'),
        ],
      },
      ['cluster-fenced Failed'],
    ],
    [
      'late by a clock ahead of ours',
      green('Deployed', {}, { lastUpdateTime: '2026-11-21T10:55:00Z' }),
      {},
      ['sync-late Failed'],
    ],
    [
      'two and a half intervals late',
      green('Deployed', {}, { lastGroupSyncTime: '2026-11-21T10:32:30Z' }),
      {},
      ['sync-late Failed'],
    ],
    ['never synced', green('Deployed', {}, { lastGroupSyncTime: '' }), {}, ['never-synced Failed']],
    [
      'not synced since a relocation that took long and has just ended',
      green(
        'Relocated',
        { action: 'Relocate', preferredCluster: 'dr2' },
        {
          lastGroupSyncTime: '2026-11-21T10:10:00Z',
          actionStartTime: '2026-11-21T10:10:30Z',
          actionDuration: '31m2.5s',
        },
      ),
      onDr2,
      ['sync-late InProgress'],
    ],
    [
      'not synced since a minute ago',
      green('FailedOver', failover, { lastGroupSyncTime: '', actionStartTime: '2026-11-21T10:44:00Z' }),
      onDr2,
      ['never-synced InProgress'],
    ],
  ])('%s', (_, live, changes, expected) => {
    expect(doubts(live, changes)).toEqual(expected);
  });
});

describe('what cannot be read is no green', () => {
  it.each<[string, Partial<SituationInput>, readonly string[]]>([
    ['the decisions', { placementDecisions: undefined }, ['decision-unread Unknown']],
    ['the peer', { vrgs: vrgs(vrg('primary', 'Primary'), lost) }, ['vrg-unread Unknown']],
    [
      'a peer that is not configured',
      { vrgs: new Map([['dr1', vrg('primary', 'Primary')]]) },
      ['vrg-unread Unknown'],
    ],
    [
      'ManagedClusters, with no cluster configured',
      { ...noneConfigured, managedClusters: undefined },
      ['cluster-unread Unknown', 'cluster-unread Unknown'],
    ],
    [
      'the hub orders, with no cluster configured',
      { ...noneConfigured, works: undefined },
      ['vrg-unread Unknown', 'vrg-unread Unknown'],
    ],
    ['the policy', { policy: undefined }, ['policy-unread Unknown']],
    ['a DRCluster', { drClusters: [drCluster('dr1')] }, ['cluster-unread Unknown']],
    ['the interval', { policy: { spec: { drClusters: ['dr1', 'dr2'] } } }, ['sync-unread Unknown']],
    ['the time, ahead of our clock', { now: Date.parse('2026-11-21T10:30:00Z') }, ['sync-unread Unknown']],
  ])('%s', (_, changes, expected) => {
    expect(doubts(green(), changes)).toEqual(expected);
  });
});

it('an application that claims no green is not doubted', () => {
  const live = green('FailedOver', failover, { progression: 'Cleaning Up' });
  expect(doubts(live, { ...onDr2, placementDecisions: decided('!dr1', 'dr2') })).toEqual([]);
});

it('names who and where, and the way out', () => {
  const live = green('Deployed', { preferredCluster: 'dr2' });
  const situation = buildSituation({
    drpc: live,
    policy: regional,
    drClusters: [drCluster('dr1'), drCluster('dr2')],
    managedClusters: [managedCluster('dr1'), managedCluster('dr2')],
    placementDecisions: decided('!dr1', 'dr2'),
    vrgs: vrgs(vrg('secondary', 'Secondary'), vrg('primary', 'Primary')),
    works: undefined,
    now,
  });
  expect(falseGreen(live, situation)).toEqual([
    {
      code: 'kept-decision',
      health: 'Failed',
      text: 'a decision for dr1 is still kept as RetainedForFailover beside that for dr2: the application may run on both',
      help: 'find out which side has the writes to keep; action Failover with failoverCluster dr2 makes Ramen clean up dr1, and what dr1 wrote meanwhile is discarded',
    },
  ]);
});
