import { drCluster } from '../../kinds/dr-cluster.ts';
import { networkFenceClass } from '../../kinds/network-fence-class.ts';
import { getString } from '../../model/field-path.ts';
import { annotationOf } from '../../model/live-object.ts';
import type { Manifest } from '../../model/manifest.ts';
import { fenceStorageIds } from '../../topology/fence-classes.ts';
import { isMetro, policyPairs, storageOfPairs } from '../../topology/policy-pairs.ts';
import { type ClusterStorage, readStorage } from '../../topology/storage-classes.ts';
import { findManifest, manifestsOf, unreadThatMayHold } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const field = ['spec', 'clusterFence'];

export const fenceClassMissing = defineRule({
  id: 'fence-class-missing',
  severity: 'error',
  summary: 'A DRCluster is to be fenced, and the peer has no NetworkFenceClass for their storage.',
  page: () => ({
    why: `The other cluster of the pair carries the fencing out, by a NetworkFence of a NetworkFenceClass of the same driver whose
annotation \`ramendr.openshift.io/storageid\` has the id of the shared storage. Without one, and without the four annotations of
older releases on the DRCluster, Ramen does not know how to fence. This is judged where NetworkFenceClasses are in the repository.`,
    fix: 'Add a NetworkFenceClass for the storage on both clusters of the pair.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drcluster_controller.go'],
    invalid: [
      {
        title: 'The class is on the cluster that is lost only',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: metro }
spec: { schedulingInterval: "", drClusters: [dr1, dr2] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec:
  s3ProfileName: minio-on-dr1
  clusterFence: Fenced # finding
  cidrs: [192.0.2.0/28]
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr2 }
spec: { s3ProfileName: minio-on-dr2, cidrs: [192.0.2.16/28] }
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: "dr1,dr2" }, labels: { ramendr.openshift.io/storageid: rbd } }
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: csiaddons.openshift.io/v1alpha1
kind: NetworkFenceClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: dr1, ramendr.openshift.io/storageid: rbd } }
spec: { provisioner: rook-ceph.rbd.csi.ceph.com }
`,
      },
    ],
    valid: [
      {
        title: 'On both clusters',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: metro }
spec: { schedulingInterval: "", drClusters: [dr1, dr2] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1, clusterFence: Fenced, cidrs: [192.0.2.0/28] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr2 }
spec: { s3ProfileName: minio-on-dr2, cidrs: [192.0.2.16/28] }
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: "dr1,dr2" }, labels: { ramendr.openshift.io/storageid: rbd } }
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: csiaddons.openshift.io/v1alpha1
kind: NetworkFenceClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: "dr1,dr2", ramendr.openshift.io/storageid: "fs, rbd" } }
spec: { provisioner: rook-ceph.rbd.csi.ceph.com }
`,
      },
    ],
  }),
  *check(topology) {
    if (manifestsOf(topology, networkFenceClass).length === 0) return;
    if (unreadThatMayHold(topology, 'NetworkFenceClass') !== undefined) return;
    const storageOf = storageOfPairs(readStorage(topology));
    const told = new Set<Manifest>();
    for (const pair of policyPairs(topology)) {
      const storage = storageOf(pair);
      if (storage === undefined || !isMetro(pair, storage)) continue;
      for (const [index, name] of pair.clusters.entries()) {
        const cluster = findManifest(topology, drCluster, name);
        const peer = storage.clusters[1 - index];
        if (cluster === undefined || peer === undefined || told.has(cluster) || !wantsFencing(cluster))
          continue;
        const shared = storage.pairs.filter((each) => each.shared).map((each) => each.objects[1 - index]);
        if (
          shared.length === 0 ||
          shared.some((object) => object !== undefined && hasFenceClass(peer, object))
        )
          continue;
        told.add(cluster);
        yield problem(cluster, peer, shared[0]?.manifest);
      }
    }
  },
});

function wantsFencing(cluster: Manifest): boolean {
  const fence = getString(cluster.object, field);
  const ownDriver = annotationOf(cluster.object, 'drcluster.ramendr.openshift.io/storage-driver');
  return (fence === 'Fenced' || fence === 'Unfenced') && ownDriver === undefined;
}

function hasFenceClass(
  peer: ClusterStorage,
  object: { readonly driver: string | undefined; readonly storageId: string | undefined },
): boolean {
  return peer.fenceClasses.some(
    (candidate) =>
      candidate.driver === object.driver &&
      fenceStorageIds(candidate.manifest).includes(object.storageId ?? ''),
  );
}

function problem(cluster: Manifest, peer: ClusterStorage, shared: Manifest | undefined): Problem {
  return {
    manifest: cluster,
    path: field,
    message: `${nameOf(cluster)} is to be fenced from ${peer.cluster}, where no NetworkFenceClass is for the storage they share`,
    label: `no way to fence from ${peer.cluster}`,
    ...(shared === undefined
      ? {}
      : { related: [{ manifest: shared, path: ['metadata', 'labels'], message: 'the shared storage' }] }),
    help: `add a NetworkFenceClass for ${peer.cluster} with its driver and, as annotation, its storageid`,
  };
}
