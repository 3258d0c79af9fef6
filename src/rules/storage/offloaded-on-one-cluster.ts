import type { Manifest } from '../../model/manifest.ts';
import { policyPairs, type StoragePair, storageOfPairs } from '../../topology/policy-pairs.ts';
import { readStorage, storageKey } from '../../topology/storage-classes.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const path = ['metadata', 'labels', storageKey.offloaded];

export const offloadedOnOneCluster = defineRule({
  id: 'offloaded-on-one-cluster',
  severity: 'error',
  summary: 'A StorageClass is offloaded on one cluster only.',
  page: () => ({
    why: `The label \`ramendr.openshift.io/offloaded\` says that the storage replicates its volumes by itself, in groups. Ramen never
pairs such a StorageClass with one that has it not: the policy finds no peer for it.`,
    fix: 'Set the label on both clusters, or on none.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy_peerclass.go'],
    invalid: [
      {
        title: 'On dr1 only',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: block
  annotations: { ramen-sync.io/cluster: dr1 }
  labels:
    ramendr.openshift.io/storageid: block-1
    ramendr.openshift.io/offloaded: "true"
provisioner: block.csi.example.com
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: block
  annotations: { ramen-sync.io/cluster: dr2 }
  labels: # finding
    ramendr.openshift.io/storageid: block-2
provisioner: block.csi.example.com
`,
      },
    ],
    valid: [
      {
        title: 'On both',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: block
  annotations: { ramen-sync.io/cluster: dr1 }
  labels: { ramendr.openshift.io/storageid: block-1, ramendr.openshift.io/offloaded: "true" }
provisioner: block.csi.example.com
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: block
  annotations: { ramen-sync.io/cluster: dr2 }
  labels: { ramendr.openshift.io/storageid: block-2, ramendr.openshift.io/offloaded: "true" }
provisioner: block.csi.example.com
`,
      },
    ],
  }),
  *check(topology) {
    const storageOf = storageOfPairs(readStorage(topology));
    const told = new Set<Manifest>();
    for (const pair of policyPairs(topology)) {
      for (const each of storageOf(pair)?.pairs ?? []) {
        const [first, second] = each.objects;
        if (each.shared || first.offloaded === second.offloaded || told.has(first.manifest)) continue;
        told.add(first.manifest);
        yield problem(each);
      }
    }
  },
});

function problem({ objects: [first, second] }: StoragePair): Problem {
  const [without, other] = first.offloaded ? [second, first] : [first, second];
  return {
    manifest: without.manifest,
    path,
    message: `${nameOf(without.manifest)} is not offloaded on ${without.cluster}, but on ${other.cluster} it is`,
    label: `${storageKey.offloaded} is missing here`,
    related: [{ manifest: other.manifest, path, message: `on ${other.cluster}` }],
    help: 'set the label on both clusters, or on none',
  };
}
