import { describe, expect, it } from 'vitest';
import { getAt, setAt } from '../../../model/field-path.ts';
import { isBeingDeleted } from '../../../model/live-object.ts';
import {
  drClusterOf,
  edit,
  type Ground,
  ground,
  makeMetro,
  makePolicy,
  managedOf,
  policyOf,
  readConfig,
  wordsOf,
  writeConfig,
} from '../testing/ground.ts';
import { drpc } from '../testing/rehearsal.ts';

const validated = '+Succeeded: drpolicy validated';
const label = (name: string) => ['metadata', 'labels', `ramendr.openshift.io/${name}`];
const asyncPeers = (ground: Ground) => getAt(policyOf(ground.world), ['status', 'async']);

it('validates: marks, a field of its spec, and peers by way of the DRClusterConfigs', () => {
  const { world } = ground();
  expect(policyOf(world)).toMatchObject({
    metadata: {
      generation: 2,
      finalizers: ['drpolicies.ramendr.openshift.io/ramen'],
      labels: { 'cluster.open-cluster-management.io/backup': 'ramen' },
    },
    spec: { volumeGroupSnapshotClassSelector: {} },
    status: {
      async: {
        peerClasses: [
          { storageClassName: 'disk', storageID: ['storage-dr1', 'storage-dr2'], replicationID: 'mirror-1' },
        ],
      },
      sync: {},
    },
  });
  expect(wordsOf(policyOf(world))).toBe(validated);
});

it('is valid a while before it has peers, as recorded', () => {
  const seen: string[] = [];
  ground(({ hub }) =>
    hub.onChange(({ object }) => {
      if (object.kind !== 'DRPolicy' || object.status === undefined) return;
      const peers = getAt(object, ['status', 'async', 'peerClasses']) === undefined ? 'none' : 'some';
      const line = `${wordsOf(object)} / ${peers}`;
      if (seen.at(-1) !== line) seen.push(line);
    }),
  );
  expect(seen).toEqual([
    '-DRClustersUnavailable: none of the DRClusters are validated ([dr1 dr2]) / none',
    `${validated} / none`,
    `${validated} / some`,
  ]);
});

/** One change from everything in order, and what Validated says then. */
const rows: readonly [words: string, change: (ground: Ground) => void][] = [
  [
    '-ConfigMapGetFailed: configmaps "ramen-hub-operator-config" not found',
    ({ world }) => world.hub.remove('ConfigMap', 'ramen-system', 'ramen-hub-operator-config'),
  ],
  [
    '-drClusterDetailsFailed: no DRClusters found',
    ({ world }) => {
      for (const name of ['dr1', 'dr2'])
        world.hub.updateStatus('ManagedCluster', undefined, name, {}, 'test');
    },
  ],
  [
    '-drClusterDetailsFailed: drclusters cluster ID (dr2): cluster (dr2) is missing cluster ID claim',
    ({ world }) => {
      const conditions = [{ type: 'ManagedClusterJoined', status: 'True' }];
      world.hub.updateStatus('ManagedCluster', undefined, 'dr2', { conditions }, 'test');
    },
  ],
  [
    '-ValidationFailed: missing DRClusters list in policy',
    ({ world }) => edit(world.hub, 'DRPolicy', 'policy', ['spec', 'drClusters'], []),
  ],
  [
    '-DRClusterNotFound: failed to find DRClusters specified in policy ([dr1 dr9])',
    ({ world }) => edit(world.hub, 'DRPolicy', 'policy', ['spec', 'drClusters'], ['dr1', 'dr9']),
  ],
  [
    '-DRClustersUnavailable: none of the DRClusters are validated ([dr1 dr2])',
    ({ world }) => writeConfig(world, 's3StoreProfiles: []'),
  ],
  [
    '-DRPolicyConflictFound: invalid DRPolicy: a policy cannot contain both sync and async configurations',
    ({ world }) => {
      for (const managed of world.managed.values()) {
        const found = managed.get('StorageClass', undefined, 'disk') ?? {};
        const metadata = { name: 'stretched', labels: { 'ramendr.openshift.io/storageid': 'one' } };
        managed.create({ ...found, metadata }, 'test');
      }
    },
  ],
  [validated, ({ ramen }) => ramen.loseStore('s3-dr1')],
  [validated, ({ ramen }) => ramen.lose('dr1')],
];

it.each(rows)('%s', (words, change) => {
  const stage = ground();
  const peers = asyncPeers(stage);
  change(stage);
  stage.world.pass(1000);
  expect(wordsOf(policyOf(stage.world))).toBe(words);
  // No failure takes away what was found before.
  expect(asyncPeers(stage)).toEqual(peers);
});

it('loses its peers with a label of other letters, and stays valid; two storages of one ID make it Metro', () => {
  const stage = ground();
  const dr1 = managedOf(stage.world, 'dr1');
  edit(dr1, 'VolumeReplicationClass', 'disk-1m', ['metadata', 'labels'], {
    'ramendr.openshift.io/storageid': 'storage-dr1',
    'ramendr.openshift.io/replicationID': 'mirror-1',
  });
  stage.world.pass(1000);
  expect(asyncPeers(stage)).toEqual({});
  expect(wordsOf(policyOf(stage.world))).toBe(validated);
  edit(dr1, 'StorageClass', 'disk', label('storageid'), 'storage-dr2');
  stage.world.pass(1000);
  expect(policyOf(stage.world).status).toMatchObject({
    async: {},
    sync: { peerClasses: [{ storageClassName: 'disk', storageID: ['storage-dr2'] }] },
  });
});

it('sees nothing of a lost cluster, and all of it when it returns', () => {
  const stage = ground();
  const peers = asyncPeers(stage);
  stage.ramen.lose('dr1');
  edit(managedOf(stage.world, 'dr1'), 'StorageClass', 'disk', label('storageid'), 'other');
  stage.world.pass(2000);
  expect(asyncPeers(stage)).toEqual(peers);
  stage.ramen.restore('dr1');
  stage.world.pass(2000);
  expect(asyncPeers(stage)).toEqual({});
});

describe('beside another policy', () => {
  const overlapping =
    '-DRPolicyConflictFound: validate managed cluster in drpolicy failed: drpolicy: newer has overlapping clusters with another drpolicy policy';

  it('of the same clusters: fine for Regional with another interval', () => {
    const { world } = ground();
    makePolicy(
      world,
      'newer',
      { drClusters: ['dr1', 'dr2'], schedulingInterval: '1h' },
      '2026-02-01T00:00:00Z',
    );
    world.pass(1000);
    expect(wordsOf(policyOf(world, 'newer'))).toBe(validated);
    expect(managedOf(world, 'dr1').get('DRClusterConfig', undefined, 'dr1')).toMatchObject({
      spec: { replicationSchedules: ['1m', '1h'] },
    });
  });

  it.each(['', '0m'])(
    'with the interval %j: Metro, and so refused where no peers say otherwise',
    (interval) => {
      const { world } = ground();
      makePolicy(
        world,
        'newer',
        { drClusters: ['dr1', 'dr2'], schedulingInterval: interval },
        '2026-02-01T00:00:00Z',
      );
      world.pass(1000);
      expect(wordsOf(policyOf(world, 'newer'))).toBe(overlapping);
    },
  );

  it('refuses the newer of two where one of them is Metro, and does not look again when the older goes', () => {
    const { world } = ground(makeMetro);
    makePolicy(
      world,
      'newer',
      { drClusters: ['dr1', 'dr2'], schedulingInterval: '5m' },
      '2026-02-01T00:00:00Z',
    );
    world.pass(1000);
    expect(wordsOf(policyOf(world, 'newer'))).toBe(overlapping);
    expect(wordsOf(policyOf(world))).toBe(validated);
    world.hub.remove('DRPolicy', undefined, 'policy');
    world.pass(1000);
    expect(policyOf(world)).toEqual({});
    expect(wordsOf(policyOf(world, 'newer'))).toBe(overlapping);
  });
});

describe('what it does besides', () => {
  const automated = `drClusterOperator: { deploymentAutomationEnabled: true, s3SecretDistributionEnabled: true }
kubeObjectProtection: { veleroNamespaceName: velero }
leaderElection: { leaderElect: true }
ramenOpsNamespace: ramen-ops
`;
  const finalizers = 'drpolicies.ramendr.openshift.io/policy-protection';

  it('makes the ops namespace, and holds the Secrets that it distributes until it goes', () => {
    const { world } = ground();
    const secret = () => world.hub.get('Secret', 'ramen-system', 's3-dr1') ?? {};
    expect(getAt(secret(), ['metadata', 'finalizers'])).toBeUndefined();
    writeConfig(world, automated + readConfig(world));
    world.pass(1000);
    expect(world.hub.get('Namespace', undefined, 'ramen-ops')).toMatchObject({
      metadata: { labels: { 'ramendr.openshift.io/created-by-ramen': 'true' } },
    });
    expect(getAt(secret(), ['metadata', 'finalizers'])).toEqual([finalizers, `${finalizers}-velero`]);
    world.hub.remove('DRPolicy', undefined, 'policy');
    world.pass(1000);
    expect(getAt(secret(), ['metadata', 'finalizers'])).toEqual([]);
  });

  it('stays while a DRPC names it, valid to look at', () => {
    const { world } = ground();
    world.hub.create(setAt(drpc(), ['metadata', 'namespace'], 'elsewhere'), 'test');
    world.hub.remove('DRPolicy', undefined, 'policy');
    world.pass(1000);
    expect(isBeingDeleted(policyOf(world))).toBe(true);
    expect(wordsOf(policyOf(world))).toBe(validated);
    expect(wordsOf(drClusterOf(world, 'dr1'))).toBe('+Succeeded: Validated the cluster');
    world.hub.update(
      setAt(world.hub.get('DRPlacementControl', 'elsewhere', 'cart') ?? {}, ['metadata', 'finalizers'], []),
      'test',
    );
    world.hub.remove('DRPlacementControl', 'elsewhere', 'cart');
    world.pass(1000);
    expect(policyOf(world)).toEqual({});
  });
});
