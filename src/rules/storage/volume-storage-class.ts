import { drPolicy } from '../../kinds/dr-policy.ts';
import { getAt, getString } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import { annotationOf } from '../../model/live-object.ts';
import type { Manifest } from '../../model/manifest.ts';
import { protectionFinder } from '../../topology/protecting-drpcs.ts';
import {
  type ClusterStorage,
  readStorage,
  type StorageObject,
  storageKey,
} from '../../topology/storage-classes.ts';
import { findManifest, type Topology } from '../../topology/topology.ts';
import { type VolumeClaim, volumeClaims } from '../../topology/volume-claims.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

export const volumeStorageClass = defineRule({
  id: 'volume-storage-class',
  severity: 'error',
  summary: 'A volume that is to be protected has a StorageClass that Ramen cannot protect.',
  page: () => ({
    why: `Ramen protects a volume by its StorageClass, which it knows by the label \`ramendr.openshift.io/storageid\`. One volume
without such a class is refused (\`StorageIDNotFound\`, \`PeerClassNotFound\`), and with it the whole application is not protected.`,
    fix: 'Use a StorageClass with a `storageid`, or take the volume out of the selection.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/volumereplicationgroup_controller.go',
      'https://github.com/RamenDR/ramen/issues/1888',
    ],
    invalid: [
      {
        title: 'A class that is not for DR, and none at all',
        yaml: `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: cart, namespace: shop, labels: { app: cart } }
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: scratch # finding
  resources: { requests: { storage: 1Gi } }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: cart-old, namespace: shop, labels: { app: cart } }
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: "" # finding
  resources: { requests: { storage: 1Gi } }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: { matchLabels: { app: cart } }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: scratch, annotations: { ramen-sync.io/cluster: "dr1,dr2" } }
provisioner: local.csi.example.com
`,
      },
    ],
    valid: [
      {
        title: 'A class for DR, and a volume that is not selected',
        yaml: `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: cart, namespace: shop, labels: { app: cart } }
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: rbd
  resources: { requests: { storage: 1Gi } }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: cache, namespace: shop, labels: { app: cache } }
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: scratch
  resources: { requests: { storage: 1Gi } }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: { matchLabels: { app: cart } }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: dr1 }, labels: { ramendr.openshift.io/storageid: rbd-1 } }
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: scratch, annotations: { ramen-sync.io/cluster: "dr1,dr2" } }
provisioner: local.csi.example.com
`,
      },
    ],
  }),
  *check(topology) {
    const claims = [...volumeClaims(topology)];
    if (claims.length === 0) return;
    const protectedBy = protectionFinder(topology);
    const storage = readStorage(topology);
    const classes = new Map([...storage].map(([cluster, known]) => [cluster, classesByName(known)]));
    for (const claim of claims) {
      const drpc = protectedBy(claim.manifest.key.namespace ?? '', claim.labels);
      if (drpc !== undefined) yield* checkClaim(claim, drpc, classes, topology);
    }
  },
});

/** `undefined` is the name of the default class. */
function classesByName({ storageClasses }: ClusterStorage): ReadonlyMap<string | undefined, StorageObject> {
  const byName = new Map<string | undefined, StorageObject>();
  for (const object of storageClasses) {
    byName.set(object.name, object);
    const isDefault = annotationOf(object.manifest.object, 'storageclass.kubernetes.io/is-default-class');
    if (isDefault === 'true') byName.set(undefined, object);
  }
  return byName;
}

function* checkClaim(
  claim: VolumeClaim,
  drpc: Manifest,
  classes: ReadonlyMap<string, ReadonlyMap<string | undefined, StorageObject>>,
  topology: Topology,
): Iterable<Problem> {
  if (claim.storageClassName === '') {
    yield problem(claim, drpc, 'wants no StorageClass');
    return;
  }
  for (const cluster of clustersOf(drpc, topology)) {
    const object = classes.get(cluster)?.get(claim.storageClassName);
    if (object === undefined || object.storageId !== undefined) continue;
    yield problem(
      claim,
      drpc,
      `has StorageClass ${quoted(object.name)}, which has no storageid on ${cluster}`,
      object,
    );
    return;
  }
}

function clustersOf(drpc: Manifest, topology: Topology): readonly string[] {
  const policy = findManifest(
    topology,
    drPolicy,
    getString(drpc.object, ['spec', 'drPolicyRef', 'name']) ?? '',
  );
  const names = policy === undefined ? undefined : getAt(policy.object, ['spec', 'drClusters']);
  return (isArray(names) ? names : []).filter((name) => typeof name === 'string');
}

function problem(claim: VolumeClaim, drpc: Manifest, what: string, object?: StorageObject): Problem {
  const { manifest, path } = claim;
  const pvc = `${manifest.key.namespace ?? ''}/${manifest.key.name}`;
  return {
    manifest,
    path: [...path, 'storageClassName'],
    message: `${nameOf(manifest)} ${what}, but ${nameOf(drpc)} is to protect it`,
    label: 'not a StorageClass for DR',
    related: [
      { manifest: drpc, path: ['spec', 'pvcSelector'], message: 'selected here' },
      ...(object === undefined
        ? []
        : [{ manifest: object.manifest, path: ['metadata', 'labels'], message: 'no storageid' }]),
    ],
    ramen:
      object === undefined ? `missing storage class name for PVC ${pvc}` : `missing storageID for PVC ${pvc}`,
    help: `use a StorageClass with label ${storageKey.storageId}, or take the volume out of the selection`,
  };
}
