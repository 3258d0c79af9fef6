import type { Manifest } from '../../model/manifest.ts';
import {
  intervalSeconds,
  isMetro,
  type PolicyPair,
  policyPairs,
  storageOfPairs,
} from '../../topology/policy-pairs.ts';
import { type ClusterStorage, readStorage, type StorageObject } from '../../topology/storage-classes.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { listed, nameOf, quoted } from '../wording.ts';

const field = ['spec', 'parameters', 'schedulingInterval'];

export const intervalDiffers = defineRule({
  id: 'interval-differs',
  severity: 'error',
  summary: 'A replication class has another interval than the DRPolicy that needs it.',
  page: () => ({
    why: `Ramen takes the replication class whose \`schedulingInterval\` is that of the policy, letter by letter: \`60m\` is not
\`1h\`. Where no class of the storage has it, the policy has no replication for it and protects nothing. The policy cannot be
changed once it is applied, so the class has to follow.`,
    fix: "Write the policy's interval in the class, in the same letters.",
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy_peerclass.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_volrep.go',
    ],
    invalid: [
      {
        title: 'The same time in other letters',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p1h }
spec: { schedulingInterval: 1h, drClusters: [dr1, dr2] }
---
apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplicationClass
metadata:
  name: vrc-1h
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-1, ramendr.openshift.io/replicationid: pair }
spec:
  provisioner: rook-ceph.rbd.csi.ceph.com
  parameters:
    schedulingInterval: 60m # finding
`,
      },
      {
        title: 'Another time',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplicationClass
metadata:
  name: vrc
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-1, ramendr.openshift.io/replicationid: pair }
spec:
  provisioner: rook-ceph.rbd.csi.ceph.com
  parameters:
    schedulingInterval: 1m # finding
`,
      },
    ],
    valid: [
      {
        title: 'A class for each policy, and one that no policy uses yet',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: replication.storage.openshift.io/v1alpha1
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
  name: vrc-15m
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: rbd-1, ramendr.openshift.io/replicationid: pair }
spec: { provisioner: rook-ceph.rbd.csi.ceph.com, parameters: { schedulingInterval: 15m } }
`,
      },
    ],
  }),
  fixable: true,
  *check(topology) {
    const storage = readStorage(topology);
    const storageOf = storageOfPairs(storage);
    const byCluster = new Map<string, Map<string, PolicyPair>>();
    for (const pair of policyPairs(topology)) {
      const { interval = '' } = pair;
      // Zero is no interval to follow, and has a rule of its own.
      if ((intervalSeconds(interval) ?? 0) === 0 || isMetro(pair, storageOf(pair))) continue;
      for (const name of pair.clusters) {
        const known = byCluster.get(name) ?? new Map<string, PolicyPair>();
        byCluster.set(name, known);
        if (!known.has(interval)) known.set(interval, pair);
      }
    }
    const told = new Set<Manifest>();
    for (const [name, policies] of byCluster) {
      for (const problem of checkCluster(storage.get(name), policies)) {
        if (told.has(problem.manifest)) continue;
        told.add(problem.manifest);
        yield problem;
      }
    }
  },
});

/** `policies` by their interval. */
function* checkCluster(
  storage: ClusterStorage | undefined,
  policies: ReadonlyMap<string, PolicyPair>,
): Iterable<Problem> {
  for (const section of ['replicationClasses', 'groupReplicationClasses'] as const) {
    const classes = storage?.[section] ?? [];
    const served = new Set(classes.map(({ storageId, interval }) => `${storageId} ${interval}`));
    for (const object of classes) {
      if (!isForDr(object) || policies.has(object.interval ?? '')) continue;
      const waiting = [...policies.values()].filter(
        ({ interval }) => !served.has(`${object.storageId} ${interval}`),
      );
      const seconds = object.interval === undefined ? undefined : intervalSeconds(object.interval);
      const same = waiting.find(({ interval = '' }) => intervalSeconds(interval) === seconds);
      const [first] = same === undefined ? waiting : [same];
      if (first === undefined) continue;
      const isCertain = same !== undefined || (policies.size === 1 && isAlone(object, classes));
      yield problem(
        object,
        first,
        same === undefined ? waiting : [same],
        isCertain && section === 'replicationClasses',
      );
    }
  }
}

/** The label that is missing is another rule's. */
function isForDr({ storageId, replicationId, groupReplicationId }: StorageObject): boolean {
  return (storageId ?? replicationId ?? groupReplicationId) !== undefined;
}

/** With two classes of one storage nobody knows which is to follow the policy. */
function isAlone(object: StorageObject, classes: readonly StorageObject[]): boolean {
  return classes.filter(({ storageId }) => storageId === object.storageId).length === 1;
}

function problem(
  object: StorageObject,
  { policy, interval = '' }: PolicyPair,
  waiting: readonly PolicyPair[],
  isCertain: boolean,
): Problem {
  const wanted = listed(waiting.map((pair) => pair.interval ?? ''));
  const has =
    object.interval === undefined ? 'no schedulingInterval' : `schedulingInterval ${quoted(object.interval)}`;
  return {
    manifest: object.manifest,
    path: field,
    message: `${nameOf(object.manifest)} has ${has}, but ${nameOf(policy)} on ${object.cluster} has ${quoted(interval)}; Ramen compares the letters`,
    label:
      object.interval === undefined ? 'schedulingInterval is missing here' : `the policy says ${interval}`,
    related: [
      { manifest: policy, path: ['spec', 'schedulingInterval'], message: 'the interval of the policy' },
    ],
    ramen: `no ${object.manifest.key.kind} found to match provisioner and schedule`,
    help: `write schedulingInterval: ${wanted}${isCertain ? '; the policy cannot be changed once it is applied' : ', or add a class for it'}`,
    ...(isCertain ? { fix: { type: 'set', path: field, value: interval } as const } : {}),
  };
}
