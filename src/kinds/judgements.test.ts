import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../model/json.ts';
import { referencedId } from '../model/reference.ts';
import { drCluster } from './dr-cluster.ts';
import { drPlacementControl } from './dr-placement-control.ts';
import { drPolicy } from './dr-policy.ts';
import { placement } from './placement.ts';
import { storageClass } from './storage-class.ts';

const generation = 3;

function condition(
  type: string,
  status = 'True',
  reason = 'Success',
  observedGeneration = generation,
): JsonObject {
  return { type, status, reason, message: '', observedGeneration };
}

function protection(spec: JsonObject, status: JsonObject, metadata: JsonObject = {}): JsonObject {
  const base = { placementRef: { name: 'cart' }, drPolicyRef: { name: 'p5m' }, pvcSelector: {} };
  return { metadata: { generation, namespace: 'shop', ...metadata }, spec: { ...base, ...spec }, status };
}

const allTrue = ['Available', 'PeerReady', 'Protected'].map((type) => condition(type));
const deployed = { phase: 'Deployed', progression: 'Completed', conditions: allTrue, lastGroupSyncTime: 't' };

describe('health of a protected application', () => {
  const health = (spec: JsonObject, status: JsonObject, metadata: JsonObject = {}) =>
    drPlacementControl.health(protection(spec, status, metadata)).status;

  it('is Current only in the end phase of what was asked, at the present generation', () => {
    expect(health({}, deployed)).toBe('Current');
    expect(health({ action: 'Failover' }, { ...deployed, phase: 'FailedOver' })).toBe('Current');
    expect(health({ action: 'Relocate' }, { ...deployed, phase: 'Relocated' })).toBe('Current');
    // A refused action leaves everything as it was.
    expect(health({ action: 'Failover' }, deployed)).toBe('InProgress');
    const stale = [
      condition('Available'),
      condition('PeerReady', 'True', 'Success', 2),
      condition('Protected'),
    ];
    expect(health({}, { ...deployed, conditions: stale })).toBe('InProgress');
  });

  it.each<[string, JsonObject, string]>([
    ['nothing reported yet', {}, 'InProgress'],
    ['cleaning up', { ...deployed, progression: 'Cleaning Up' }, 'InProgress'],
    ['a progression that nobody knows', { ...deployed, progression: 'Dancing' }, 'InProgress'],
    ['waiting for a person', { ...deployed, phase: 'WaitForUser', progression: 'Paused' }, 'Failed'],
    [
      'an error',
      { ...deployed, conditions: [condition('Available', 'False', 'Error'), ...allTrue.slice(1)] },
      'Failed',
    ],
    [
      'protection under way',
      { ...deployed, conditions: [...allTrue.slice(0, 2), condition('Protected', 'False', 'Progressing')] },
      'InProgress',
    ],
  ])('%s', (_, status, expected) => {
    expect(health({}, status)).toBe(expected);
  });

  it('is Failed on its way out, however green', () => {
    expect(health({}, deployed, { deletionTimestamp: 't' })).toBe('Failed');
  });
});

describe('health of policies and clusters', () => {
  const policy = (status: JsonObject) => drPolicy.health({ metadata: { generation }, status }).status;
  const cluster = (spec: JsonObject, status: JsonObject) =>
    drCluster.health({ metadata: { generation }, spec, status }).status;
  const validated = [condition('Validated')];

  it('demands peer classes beside Validated', () => {
    expect(policy({ conditions: validated })).toBe('InProgress');
    expect(policy({ conditions: validated, async: { peerClasses: [] }, sync: {} })).toBe('InProgress');
    expect(policy({ conditions: validated, async: { peerClasses: [{}] } })).toBe('Current');
    expect(policy({ conditions: validated, sync: { peerClasses: [{}] } })).toBe('Current');
    expect(policy({ conditions: [condition('Validated', 'False', 'DRClusterNotFound')] })).toBe('Failed');
    expect(policy({ conditions: [condition('Validated', 'False', 'DRClustersUnavailable')] })).toBe(
      'InProgress',
    );
  });

  it('lets a cluster rest where its fence asks for', () => {
    expect(cluster({}, { phase: 'Available', conditions: validated })).toBe('Current');
    expect(cluster({}, { phase: 'Starting', conditions: validated })).toBe('InProgress');
    const maintenanceModes = [
      { state: 'Error', storageProvisioner: 'rbd.csi.ceph.com', targetID: 'mirror-1' },
    ];
    expect(cluster({}, { phase: 'Available', conditions: validated, maintenanceModes })).toBe('Failed');
    expect(cluster({ clusterFence: 'Fenced' }, { phase: 'Fenced', conditions: validated })).toBe('Current');
    expect(cluster({ clusterFence: 'Unfenced' }, { phase: 'Fenced', conditions: validated })).toBe(
      'InProgress',
    );
    expect(cluster({}, { conditions: [condition('Validated', 'False', 's3BucketNotFound')] })).toBe('Failed');
    const unfence = [...validated, condition('Fenced', 'True', 'UnfenceError')];
    expect(cluster({ clusterFence: 'Unfenced' }, { phase: 'Unfencing', conditions: unfence })).toBe('Failed');
  });
});

describe('risk of a change', () => {
  const drpc = (path: string, live: JsonObject, git: JsonObject) =>
    drPlacementControl.risk(path.split('.'), protection(live, {}), protection(git, {}));

  it('of a protected application', () => {
    expect(drpc('spec.action', {}, { action: 'Failover' })).toBe('moves-data');
    expect(drpc('spec.placementRef', {}, { placementRef: { name: 'cart', kind: 'Placement' } })).toBe(
      'ends-protection',
    );
    expect(
      drpc('spec.protectedNamespaces', { protectedNamespaces: ['a', 'b'] }, { protectedNamespaces: ['a'] }),
    ).toBe('narrows-protection');
    expect(
      drpc('spec.protectedNamespaces', { protectedNamespaces: ['a'] }, { protectedNamespaces: ['b', 'a'] }),
    ).toBe('reversible');
    expect(drpc('spec.kubeObjectProtection', { kubeObjectProtection: {} }, {})).toBe('narrows-protection');
    expect(drpc('metadata.labels.team', {}, {})).toBe('reversible');
  });

  it('of the annotation that keeps OCM from scheduling', () => {
    const key = 'cluster.open-cluster-management.io/experimental-scheduling-disable';
    const at = (value: Json | undefined): JsonObject => ({
      metadata: { annotations: value === undefined ? {} : { [key]: value } },
      spec: {},
    });
    const path = ['metadata', 'annotations', key];
    expect(placement.risk(path, at('true'), at(undefined))).toBe('moves-data');
    expect(placement.risk(path, at('true'), at('false'))).toBe('moves-data');
    expect(placement.risk(path, at(undefined), at('true'))).toBe('reversible');
    expect(placement.risk(['spec', 'predicates'], at('true'), at('true'))).toBe('reversible');
    expect(placement.risk(['spec', 'predicates'], at(undefined), at(undefined))).toBe('moves-data');
  });

  it('of immutable fields and of the labels that match storage', () => {
    const cluster = (spec: JsonObject): JsonObject => ({ metadata: {}, spec });
    expect(drCluster.risk(['spec', 'region'], cluster({ region: 'a' }), cluster({ region: 'b' }))).toBe(
      'ends-protection',
    );
    expect(drCluster.risk(['spec', 'region'], cluster({ region: 'a' }), cluster({}))).toBe('reversible');
    const labelled = (labels: JsonObject): JsonObject => ({ metadata: { labels }, provisioner: 'x' });
    const storageId = 'ramendr.openshift.io/storageid';
    const path = ['metadata', 'labels', storageId];
    expect(storageClass.risk(path, labelled({ [storageId]: 'a' }), labelled({}))).toBe('narrows-protection');
    expect(storageClass.risk(path, labelled({}), labelled({ [storageId]: 'a' }))).toBe('reversible');
    expect(storageClass.risk(['provisioner'], labelled({}), { ...labelled({}), provisioner: 'y' })).toBe(
      'ends-protection',
    );
  });
});

describe('references', () => {
  const targets = (object: JsonObject) =>
    drPlacementControl
      .references(object)
      .map((found) => `${referencedId(found)}${found.required ? '!' : ''}`);

  it('of a protected application', () => {
    const recipeRef = { namespace: 'recipes', name: 'db' };
    expect(targets(protection({ kubeObjectProtection: { recipeRef } }, {}))).toEqual([
      '/Namespace//shop',
      'ramendr.openshift.io/DRPolicy//p5m!',
      'cluster.open-cluster-management.io/Placement/shop/cart!',
      'ramendr.openshift.io/Recipe/recipes/db',
    ]);
    const rule = { placementRef: { kind: 'PlacementRule', name: 'cart' } };
    expect(targets(protection(rule, {}))).toContain(
      'apps.open-cluster-management.io/PlacementRule/shop/cart!',
    );
    const builtIn = { kubeObjectProtection: { recipeRef: { namespace: 'ramen-ops', name: 'vm-recipe' } } };
    expect(targets(protection(builtIn, {}))).toHaveLength(3);
  });

  it('survive anything in the place of a name', () => {
    expect(
      drPolicy.references({ spec: { drClusters: ['a', 1, null, 'b'] } }).map(({ path }) => path),
    ).toEqual([
      ['spec', 'drClusters', 0],
      ['spec', 'drClusters', 3],
    ]);
    expect(drPolicy.references({ spec: 'x' })).toEqual([]);
  });
});
