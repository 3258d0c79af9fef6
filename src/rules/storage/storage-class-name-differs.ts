import type { Manifest } from '../../model/manifest.ts';
import { policyPairs, storageOfPairs } from '../../topology/policy-pairs.ts';
import { readStorage, type StorageObject } from '../../topology/storage-classes.ts';
import { unreadThatMayHold } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

export const storageClassNameDiffers = defineRule({
  id: 'storage-class-name-differs',
  severity: 'error',
  summary: 'The StorageClasses of two clusters are not called alike.',
  page: () => ({
    why: `Ramen pairs StorageClasses by their name: a volume keeps its \`storageClassName\` when it comes to the other cluster. Two
classes for the same storage with different names have no peer, and nothing that uses them is protected. The finding is made
where just one labelled class of a driver is without a namesake on each side.`,
    fix: 'Give the StorageClass the same name on both clusters.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy_peerclass.go'],
    invalid: [
      {
        title: 'A name with the cluster in it',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd-dr1, annotations: { ramen-sync.io/cluster: dr1 }, labels: { ramendr.openshift.io/storageid: rbd-1 } }
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: rbd-dr2 # finding
  annotations: { ramen-sync.io/cluster: dr2 }
  labels: { ramendr.openshift.io/storageid: rbd-2 }
provisioner: rook-ceph.rbd.csi.ceph.com
`,
      },
    ],
    valid: [
      {
        title: 'The same name',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
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
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: dr2 }, labels: { ramendr.openshift.io/storageid: rbd-2 } }
provisioner: rook-ceph.rbd.csi.ceph.com
`,
      },
    ],
  }),
  *check(topology) {
    if (unreadThatMayHold(topology, 'StorageClass') !== undefined) return;
    if (topology.unplaced.some(({ key }) => key.kind === 'StorageClass')) return;
    const storageOf = storageOfPairs(readStorage(topology));
    const told = new Set<Manifest>();
    for (const pair of policyPairs(topology)) {
      const clusters = storageOf(pair)?.clusters;
      if (clusters === undefined) continue;
      const [first, second] = clusters.map(({ storageClasses }) => storageClasses);
      for (const problem of compare(first ?? [], second ?? [])) {
        if (told.has(problem.manifest)) continue;
        told.add(problem.manifest);
        yield problem;
      }
    }
  },
});

function* compare(first: readonly StorageObject[], second: readonly StorageObject[]): Iterable<Problem> {
  const others = alone(second, first);
  for (const [driver, objects] of alone(first, second)) {
    const [one, more] = objects;
    const [two, evenMore] = others.get(driver) ?? [];
    if (one === undefined || two === undefined || more !== undefined || evenMore !== undefined) continue;
    yield {
      manifest: two.manifest,
      path: ['metadata', 'name'],
      message: `${nameOf(two.manifest)} on ${two.cluster} has no namesake on ${one.cluster}, where the class of that driver is ${quoted(one.name)}`,
      label: `${one.name} on ${one.cluster}`,
      related: [{ manifest: one.manifest, path: ['metadata', 'name'], message: `on ${one.cluster}` }],
      help: 'give the class the same name on both clusters',
    };
  }
}

/** By driver: labelled classes whose name the other cluster does not have at all. */
function alone(
  own: readonly StorageObject[],
  others: readonly StorageObject[],
): ReadonlyMap<string, readonly StorageObject[]> {
  const names = new Set(others.map(({ name }) => name));
  const byDriver = new Map<string, StorageObject[]>();
  for (const object of own) {
    if (object.storageId === undefined || object.driver === undefined || names.has(object.name)) continue;
    const known = byDriver.get(object.driver);
    if (known === undefined) byDriver.set(object.driver, [object]);
    else known.push(object);
  }
  return byDriver;
}
