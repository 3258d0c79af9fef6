import { getAt, getString } from '../../model/field-path.ts';
import { isArray, isObject, type Json } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { type PolicyPair, policyPairs, storageOfPairs } from '../../topology/policy-pairs.ts';
import { type ClusterStorage, readStorage, type StorageObject } from '../../topology/storage-classes.ts';
import { unreadThatMayHold } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { listed, nameOf } from '../wording.ts';

interface Selector {
  readonly field: string;
  readonly kind: string;
  readonly classes: (storage: ClusterStorage) => readonly StorageObject[];
}

const selectors: readonly Selector[] = [
  {
    field: 'replicationClassSelector',
    kind: 'VolumeReplicationClass',
    classes: (storage) => [...storage.replicationClasses, ...storage.groupReplicationClasses],
  },
  {
    field: 'volumeSnapshotClassSelector',
    kind: 'VolumeSnapshotClass',
    classes: (storage) => storage.snapshotClasses,
  },
];

export const classSelectorMismatch = defineRule({
  id: 'class-selector-mismatch',
  severity: 'error',
  summary: 'A class selector of a DRPolicy selects no class of a cluster.',
  page: () => ({
    why: `On the managed clusters Ramen takes only classes whose labels the selector of the policy names. One that selects nothing
leaves it without a class, and no volume is protected. An empty selector selects all, which is almost always right: Ramen
tells the classes apart by storage, driver and interval. Both selectors are immutable.`,
    fix: 'Write `{}`, or the labels of the classes.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_volrep.go'],
    invalid: [
      {
        title: 'A label that no class has',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  schedulingInterval: 5m
  drClusters: [dr1, dr2]
  volumeSnapshotClassSelector:
    matchLabels: # finding
      velero.io/csi-volumesnapshot-class: "true"
---
apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshotClass
metadata: { name: fs, annotations: { ramen-sync.io/cluster: "dr1,dr2" }, labels: { tier: gold } }
driver: cephfs.csi.example.com
deletionPolicy: Delete
`,
      },
    ],
    valid: [
      {
        title: 'A label that the class has on both clusters',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  schedulingInterval: 5m
  drClusters: [dr1, dr2]
  volumeSnapshotClassSelector: { matchLabels: { tier: gold } }
---
apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshotClass
metadata: { name: fs, annotations: { ramen-sync.io/cluster: "dr1,dr2" }, labels: { tier: gold } }
driver: cephfs.csi.example.com
deletionPolicy: Delete
`,
      },
    ],
  }),
  *check(topology) {
    const storage = readStorage(topology);
    const storageOf = storageOfPairs(storage);
    for (const selector of selectors) {
      if (unreadThatMayHold(topology, selector.kind) !== undefined) continue;
      for (const pair of policyPairs(topology)) {
        const path = ['spec', selector.field, 'matchLabels'];
        const labels = getAt(pair.policy.object, path);
        if (!isObject(labels) || Object.keys(labels).length === 0) continue;
        // Where the storage is shared, no class is ever looked for.
        if (storageOf(pair)?.pairs.some(({ shared }) => shared) === true) continue;
        const without = pair.clusters.filter((name) => selectsNone(selector, storage.get(name), labels));
        if (without.length > 0) yield problem(pair, path, without, selector, storage);
      }
    }
  },
});

/** False as well where Git has no such class of the cluster: it may be made elsewhere. */
function selectsNone(
  { classes }: Selector,
  storage: ClusterStorage | undefined,
  labels: { readonly [key: string]: Json },
): boolean {
  const all = storage === undefined ? [] : classes(storage);
  return all.length > 0 && !all.some(({ manifest }) => hasLabels(manifest, labels));
}

function hasLabels({ object }: Manifest, labels: { readonly [key: string]: Json }): boolean {
  return Object.entries(labels).every(
    ([key, value]) => getString(object, ['metadata', 'labels', key]) === value,
  );
}

function problem(
  { policy }: PolicyPair,
  path: readonly string[],
  without: readonly string[],
  { field, kind, classes }: Selector,
  storage: ReadonlyMap<string, ClusterStorage>,
): Problem {
  const first = storage.get(without[0] ?? '');
  const candidates = first === undefined ? [] : classes(first);
  const more = getAt(policy.object, ['spec', field, 'matchExpressions']);
  return {
    manifest: policy,
    path,
    part: 'key',
    message: `${nameOf(policy)} selects no ${kind} of ${listed(without)} by ${field}`,
    label: 'no class has these labels',
    related: candidates.slice(0, 1).map(({ manifest }) => ({
      manifest,
      path: ['metadata', 'labels'],
      message: 'a class of that cluster',
    })),
    help: isArray(more) ? 'write the labels of the classes' : `write ${field}: {} to select all`,
  };
}
