import { annotationOf } from '../../model/live-object.ts';
import type { Manifest } from '../../model/manifest.ts';
import { readStorage, type StorageObject } from '../../topology/storage-classes.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const key = 'replication.storage.openshift.io/is-default-class';

export const replicationClassAmbiguous = defineRule({
  id: 'replication-class-ambiguous',
  severity: 'error',
  summary: 'Several replication classes fit one StorageClass, and not exactly one is the default.',
  why: `Where more than one class has the driver, the storage, the replication and the interval that are wanted, Ramen takes the
one with annotation \`${key}: "true"\`. With none or two of them it takes none, and the volumes are not protected.`,
  fix: 'Remove what is double, or mark one class as the default.',
  links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_volrep.go'],
  invalid: [
    {
      title: 'Two alike',
      yaml: `apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplicationClass
metadata:
  name: vrc-5m
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-1, ramendr.openshift.io/replicationid: pair }
spec: { provisioner: rook-ceph.rbd.csi.ceph.com, parameters: { schedulingInterval: 5m } }
---
apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplicationClass
metadata:
  name: vrc-5m-flatten # finding
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-1, ramendr.openshift.io/replicationid: pair }
spec: { provisioner: rook-ceph.rbd.csi.ceph.com, parameters: { schedulingInterval: 5m, flattenMode: force } }
`,
    },
  ],
  valid: [
    {
      title: 'One is the default',
      yaml: `apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplicationClass
metadata:
  name: vrc-5m
  annotations: { ramen-sync.io/cluster: dr1, replication.storage.openshift.io/is-default-class: "true" }
  labels: { ramendr.openshift.io/storageid: rbd-1, ramendr.openshift.io/replicationid: pair }
spec: { provisioner: rook-ceph.rbd.csi.ceph.com, parameters: { schedulingInterval: 5m } }
---
apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplicationClass
metadata:
  name: vrc-5m-flatten
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-1, ramendr.openshift.io/replicationid: pair }
spec: { provisioner: rook-ceph.rbd.csi.ceph.com, parameters: { schedulingInterval: 5m, flattenMode: force } }
`,
    },
  ],
  *check(topology) {
    const told = new Set<Manifest>();
    for (const { replicationClasses, groupReplicationClasses } of readStorage(topology).values()) {
      for (const classes of [replicationClasses, groupReplicationClasses]) {
        for (const [first, ...others] of groupAlike(classes).values()) {
          const [second] = others;
          if (first === undefined || second === undefined || told.has(second.manifest)) continue;
          const defaults = [first, ...others].filter(
            ({ manifest }) => annotationOf(manifest.object, key) === 'true',
          );
          if (defaults.length === 1) continue;
          told.add(second.manifest);
          yield problem(second, first, defaults.length);
        }
      }
    }
  },
});

/** Classes that Ramen cannot tell apart; the same name twice on a cluster is another rule's. */
function groupAlike(classes: readonly StorageObject[]): ReadonlyMap<string, readonly StorageObject[]> {
  const groups = new Map<string, StorageObject[]>();
  for (const object of classes) {
    const { storageId, driver, interval, replicationId, groupReplicationId } = object;
    const id = replicationId ?? groupReplicationId;
    if (storageId === undefined || id === undefined || interval === undefined) continue;
    const group = JSON.stringify([storageId, driver, interval, id]);
    const known = groups.get(group);
    if (known === undefined) groups.set(group, [object]);
    else if (!known.some(({ name }) => name === object.name)) known.push(object);
  }
  return groups;
}

function problem(object: StorageObject, first: StorageObject, defaults: number): Problem {
  const kind = object.manifest.key.kind;
  return {
    manifest: object.manifest,
    path: ['metadata', 'name'],
    message: `${nameOf(object.manifest)} and ${first.name} are for the same storage and interval on ${object.cluster}, and ${defaults === 0 ? 'neither is the default' : 'more than one is the default'}`,
    label: `the same as ${first.name}`,
    related: [{ manifest: first.manifest, path: ['metadata', 'name'], message: 'the other one' }],
    ramen:
      defaults === 0
        ? `multiple ${kind} found, with no default annotation, ${key}`
        : `multiple ${kind} found with default annotation, ${key}`,
    help: `remove one of them, or set annotation ${key}: "true" on the one that is to be taken`,
  };
}
