import { getAt } from '../../model/field-path.ts';
import { canonicalJson, isObject, type Json } from '../../model/json.ts';
import { annotationOf } from '../../model/live-object.ts';
import type { Manifest } from '../../model/manifest.ts';
import { policyPairs } from '../../topology/policy-pairs.ts';
import { readStorage, type StorageObject } from '../../topology/storage-classes.ts';
import type { Topology } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const key = 'replication.storage.openshift.io/is-default-class';

export const replicationClassAmbiguous = defineRule({
  id: 'replication-class-ambiguous',
  severity: 'error',
  summary: 'Several replication classes fit one StorageClass, and not exactly one is the default.',
  page: () => ({
    why: `Where more than one class has the driver, the storage, the replication and the interval that are wanted, Ramen takes the
one with annotation \`${key}: "true"\`. What the \`replicationClassSelector\` of the policy leaves out does not count. With none or two of them it takes none, and the volumes are not protected.`,
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
  }),
  *check(topology) {
    const told = new Set<Manifest>();
    const selectors = selectorsByCluster(topology);
    for (const storage of readStorage(topology).values()) {
      for (const classes of [storage.replicationClasses, storage.groupReplicationClasses]) {
        for (const alike of groupAlike(classes).values()) {
          for (const chosen of choices(alike, selectors.get(storage.cluster) ?? [])) {
            const [first, second] = chosen;
            if (first === undefined || second === undefined || told.has(second.manifest)) continue;
            const defaults = chosen.filter(isDefault).length;
            if (defaults === 1) continue;
            told.add(second.manifest);
            yield problem(second, first, defaults);
          }
        }
      }
    }
  },
});

type Labels = { readonly [key: string]: Json };

interface ClassSelector {
  readonly interval: string | undefined;
  readonly labels: Labels;
}

function isDefault({ manifest }: StorageObject): boolean {
  return annotationOf(manifest.object, key) === 'true';
}

/** What the policies of a cluster select, which tells classes apart that are alike otherwise. */
function selectorsByCluster(topology: Topology): ReadonlyMap<string, readonly ClassSelector[]> {
  const byCluster = new Map<string, ClassSelector[]>();
  for (const { policy, clusters, interval } of policyPairs(topology)) {
    const labels = getAt(policy.object, ['spec', 'replicationClassSelector', 'matchLabels']);
    const selector = { interval, labels: isObject(labels) ? labels : {} };
    for (const cluster of clusters) {
      const known = byCluster.get(cluster);
      if (known === undefined) byCluster.set(cluster, [selector]);
      else known.push(selector);
    }
  }
  return byCluster;
}

/** Of classes that are alike, what each policy leaves; without a policy only classes with the same labels count. */
function choices(
  alike: readonly StorageObject[],
  selectors: readonly ClassSelector[],
): readonly (readonly StorageObject[])[] {
  const [first] = alike;
  if (first === undefined || alike.length === 1) return [];
  const own = selectors.filter(({ interval }) => interval === first.interval);
  if (own.length > 0) {
    const different = new Map(own.map(({ labels }) => [canonicalJson(labels), labels]));
    return [...different.values()].map((labels) => alike.filter((object) => hasLabels(object, labels)));
  }
  const sets = new Set(alike.map(({ manifest }) => canonicalJson(labelsOf(manifest))));
  return sets.size === 1 ? [alike] : [];
}

function hasLabels({ manifest }: StorageObject, wanted: Labels): boolean {
  const labels = labelsOf(manifest);
  return Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

function labelsOf({ object }: Manifest): Labels {
  const labels = getAt(object, ['metadata', 'labels']);
  return isObject(labels) ? labels : {};
}

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
