import { describe, expect, it } from 'vitest';
import { getAt, getString } from '../../../model/field-path.ts';
import { listOf, nameOf } from '../metadata.ts';
import {
  drClusterOf,
  edit,
  type Ground,
  ground,
  managedOf,
  readConfig,
  wordsOf,
  writeConfig,
} from '../testing/ground.ts';

const validated = '+Succeeded: Validated the cluster';
const profile = (fields: string): string =>
  `s3StoreProfiles: [{ s3ProfileName: s3-dr1, s3SecretRef: { name: s3-dr1 }, ${fields} }]`;
const complete = 's3Bucket: b, s3CompatibleEndpoint: "http://s3"';

it('validates, with its own marks on the object', () => {
  const { world } = ground();
  expect(drClusterOf(world, 'dr1')).toMatchObject({
    metadata: {
      finalizers: ['drclusters.ramendr.openshift.io/ramen'],
      labels: { 'cluster.open-cluster-management.io/backup': 'ramen' },
    },
    status: {
      phase: 'Available',
      conditions: [
        { type: 'Fenced', status: 'False', reason: 'Clean', message: 'Cluster Clean' },
        { type: 'Clean', status: 'True', reason: 'Clean', message: 'Cluster Clean' },
        { type: 'Validated', status: 'True', reason: 'Succeeded', message: 'Validated the cluster' },
      ],
    },
  });
});

it('says on the way what it waits for, as recorded', () => {
  const seen: string[] = [];
  ground(({ hub }) =>
    hub.onChange(({ object }) => {
      if (object.kind === 'DRCluster' && nameOf(object) === 'dr1' && object.status !== undefined) {
        const words = wordsOf(object) ?? '';
        if (seen.at(-1) !== words) seen.push(words);
      }
    }),
  );
  expect(seen).toEqual([
    '-DrClustersDeployStatusCheckFailed: DRCluster ManifestWork is not in applied state',
    '-DRClusterConfigInProgress: DRClusterConfig is not applied to cluster (dr1)',
    validated,
  ]);
});

/** From everything in order: one change, and what Validated says of dr1 then. */
const rows: readonly [words: string, change: (ground: Ground) => void][] = [
  [
    '-ConfigMapGetFailed: configmaps "ramen-hub-operator-config" not found',
    ({ world }) => world.hub.remove('ConfigMap', 'ramen-system', 'ramen-hub-operator-config'),
  ],
  [
    '-ConfigMapGetFailed: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into the Go type of its field',
    ({ world }) => writeConfig(world, 'volSync: often'),
  ],
  [
    '-DrClustersDeployFailed: namespaces "dr1" not found',
    ({ world }) => world.hub.remove('Namespace', undefined, 'dr1'),
  ],
  [
    '-s3ConnectionFailed: s3-dr1: failed to get profile s3-dr1 for caller drpolicy validation, s3 profile s3-dr1 not found in RamenConfig',
    ({ world }) => writeConfig(world, 's3StoreProfiles: []'),
  ],
  [
    '-s3ConnectionFailed: s3-dr1: failed to get profile s3-dr1 for caller drpolicy validation, s3 endpoint has not been configured in s3 profile s3-dr1',
    ({ world }) => writeConfig(world, profile('s3Bucket: b')),
  ],
  [
    '-s3ConnectionFailed: s3-dr1: failed to get profile s3-dr1 for caller drpolicy validation, invalid s3 endpoint <s3.example.com> in profile s3-dr1, reason: parse "s3.example.com": invalid URI for request',
    ({ world }) => writeConfig(world, profile('s3Bucket: b, s3CompatibleEndpoint: s3.example.com')),
  ],
  [
    '-s3ConnectionFailed: s3-dr1: failed to get profile s3-dr1 for caller drpolicy validation, s3 bucket has not been configured in s3 profile s3-dr1',
    ({ world }) => writeConfig(world, profile('s3CompatibleEndpoint: "s3:9000"')),
  ],
  [
    '-s3ConnectionFailed: s3-dr1: failed to get secret {s3-dr1 } for caller drpolicy validation, failed to get secret {s3-dr1 }, secrets "s3-dr1" not found',
    ({ world }) => world.hub.remove('Secret', 'ramen-system', 's3-dr1'),
  ],
  [
    '-s3BucketNotFound: s3-dr1: failed to check bucket ramen, no answer from http://s3.dr1.example.com',
    ({ ramen }) => ramen.loseStore('s3-dr1'),
  ],
  [
    '-s3ListFailed: s3-dr1: failed to list objects in bucket ramen, AccessDenied',
    ({ ramen }) => ramen.loseStore('s3-dr1', 'no list'),
  ],
  [
    '-DRClusterConfigInProgress: failed to get ManagedCluster resource for cluster (dr1), ManagedCluster.cluster.open-cluster-management.io "dr1" not found',
    ({ world }) => world.hub.remove('ManagedCluster', undefined, 'dr1'),
  ],
  [
    '-DRClusterConfigInProgress: cluster (dr1) has not joined the hub',
    ({ world }) => world.hub.updateStatus('ManagedCluster', undefined, 'dr1', {}, 'test'),
  ],
  [
    '-DRClusterConfigInProgress: cluster (dr1) is missing cluster ID claim',
    ({ world }) => {
      const conditions = [{ type: 'ManagedClusterJoined', status: 'True' }];
      world.hub.updateStatus('ManagedCluster', undefined, 'dr1', { conditions }, 'test');
    },
  ],
  [
    '-ValidationFailed: CIDRs validation failed',
    ({ world }) => edit(world.hub, 'DRCluster', 'dr1', ['spec', 'cidrs'], ['10.0.0.5']),
  ],
];

it.each(rows)('%s', (words, change) => {
  const stage = ground();
  expect(wordsOf(drClusterOf(stage.world, 'dr1'))).toBe(validated);
  change(stage);
  stage.world.pass(1000);
  expect(wordsOf(drClusterOf(stage.world, 'dr1'))).toBe(words);
});

it('takes everything back once it is in order again', () => {
  const { world, ramen } = ground();
  const text = readConfig(world);
  ramen.loseStore('s3-dr1');
  world.pass(1000);
  expect(wordsOf(drClusterOf(world, 'dr2'))).toBe(validated);
  writeConfig(world, '- ]');
  world.pass(1000);
  expect(wordsOf(drClusterOf(world, 'dr2'))).toMatch(
    /^-ConfigMapGetFailed: error converting YAML to JSON: yaml: /,
  );
  writeConfig(world, text);
  ramen.returnStore('s3-dr1');
  world.pass(1000);
  for (const name of ['dr1', 'dr2']) expect(wordsOf(drClusterOf(world, name))).toBe(validated);
});

it('never looks at a store of the name NoS3', () => {
  const { world } = ground(({ hub }) => edit(hub, 'DRCluster', 'dr1', ['spec', 's3ProfileName'], 'NoS3'));
  expect(wordsOf(drClusterOf(world, 'dr1'))).toBe(validated);
});

it('follows a nil pointer where automation is on and leaderElection is not written: nothing is said', () => {
  const { world, errors } = ground();
  writeConfig(world, `drClusterOperator: { deploymentAutomationEnabled: true }\n${profile(complete)}`);
  edit(world.hub, 'DRCluster', 'dr1', ['spec', 'cidrs'], ['10.0.0.5']);
  world.pass(5000);
  expect(wordsOf(drClusterOf(world, 'dr1'))).toBe(validated);
  expect(errors.at(-1)).toContain('nil pointer');
});

describe('its works', () => {
  it('brings a DRClusterConfig with every interval once; the cluster answers with its classes', () => {
    const { world } = ground();
    expect(managedOf(world, 'dr1').get('DRClusterConfig', undefined, 'dr1')).toMatchObject({
      metadata: { labels: { 'ramendr.openshift.io/created-by-ramen': 'true' } },
      spec: { replicationSchedules: ['1m'] },
      status: {
        storageClasses: ['disk'],
        volumeReplicationClasses: ['disk-1m'],
        conditions: [
          {
            type: 'Processed',
            status: 'True',
            reason: 'Succeeded',
            message: 'Configuration processed and validated',
          },
        ],
      },
    });
  });

  it('goes with the DRCluster, which stays while a policy lists it', () => {
    const { world } = ground();
    world.hub.remove('DRCluster', undefined, 'dr1');
    world.pass(1000);
    expect(wordsOf(drClusterOf(world, 'dr1'))).toBe(validated);
    expect(getString(drClusterOf(world, 'dr1'), ['status', 'phase'])).toBe('Available');
    world.hub.remove('DRPolicy', undefined, 'policy');
    world.pass(1000);
    expect(drClusterOf(world, 'dr1')).toEqual({});
    expect(world.hub.list('ManifestWork', 'dr1')).toEqual([]);
    expect(managedOf(world, 'dr1').list('DRClusterConfig')).toEqual([]);
  });

  it('does nothing on a cluster with two DRClusterConfigs', () => {
    const { world } = ground();
    const dr1 = managedOf(world, 'dr1');
    const apiVersion = 'ramendr.openshift.io/v1alpha1';
    dr1.create({ apiVersion, kind: 'DRClusterConfig', metadata: { name: 'mine' }, spec: {} }, 'test');
    world.pass(1000);
    expect(dr1.get('DRClusterConfig', undefined, 'mine')?.status).toBeUndefined();
  });
});

describe('CIDRsValidated', () => {
  it('compares with what the storage says of itself, and goes with the CIDRs', () => {
    const { world } = ground(({ hub, managed }) => {
      edit(hub, 'DRCluster', 'dr1', ['spec', 'cidrs'], ['10.0.0.0/24']);
      for (const each of storageClients) managed.get('dr1')?.create(each, 'test');
      managed.get('dr1')?.updateStatus('CSIAddonsNode', 'storage', 'node', clientStatus, 'test');
    });
    expect(getAt(managedOf(world, 'dr1').get('DRClusterConfig', undefined, 'dr1'), ['status'])).toMatchObject(
      {
        networkFenceClasses: ['fence'],
        storageAccessDetails: [
          { storageProvisioner: 'disk.csi.example.com', cidrs: ['10.0.0.0/24', '10.0.1.0/24'] },
        ],
      },
    );
    expect(wordsOf(drClusterOf(world, 'dr1'), 'CIDRsValidated')).toBe(
      '-DetectedCIDRsUnconfigured: detected CIDRs not configured: 10.0.1.0/24',
    );
    expect(wordsOf(drClusterOf(world, 'dr1'))).toBe('-ValidationFailed: CIDRs validation failed');
    edit(world.hub, 'DRCluster', 'dr1', ['spec', 'cidrs'], []);
    world.pass(1000);
    expect(wordsOf(drClusterOf(world, 'dr1'), 'CIDRsValidated')).toBeUndefined();
    expect(listOf(drClusterOf(world, 'dr1'), ['status', 'conditions'])).toHaveLength(3);
  });
});

const storageClients = [
  {
    apiVersion: 'csiaddons.openshift.io/v1alpha1',
    kind: 'NetworkFenceClass',
    metadata: { name: 'fence', annotations: { 'ramendr.openshift.io/storageid': 'storage-dr1,other' } },
    spec: { provisioner: 'disk.csi.example.com' },
  },
  {
    apiVersion: 'csiaddons.openshift.io/v1alpha1',
    kind: 'CSIAddonsNode',
    metadata: { name: 'node', namespace: 'storage' },
  },
];

const clientStatus = {
  networkFenceClientStatus: [
    {
      networkFenceClassName: 'fence',
      ClientDetails: [
        { id: 'a', cidrs: ['10.0.0.0/24'] },
        { id: 'b', cidrs: ['10.0.1.0/24', '10.0.0.0/24'] },
      ],
    },
    { networkFenceClassName: 'stranger', ClientDetails: [{ id: 'a', cidrs: ['10.9.0.0/24'] }] },
  ],
};
