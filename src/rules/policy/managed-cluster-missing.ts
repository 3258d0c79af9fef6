import { drCluster } from '../../kinds/dr-cluster.ts';
import { managedCluster } from '../../kinds/managed-cluster.ts';
import type { Manifest } from '../../model/manifest.ts';
import { findManifest, manifestsOf } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { describeDifference, similarName } from '../similar-name.ts';
import { unseen } from '../unseen.ts';
import { listed, nameOf, quoted } from '../wording.ts';

export const managedClusterMissing = defineRule({
  id: 'managed-cluster-missing',
  severity: 'error',
  summary: 'A DRCluster has no ManagedCluster of its name.',
  page: () => ({
    why: `Ramen finds the cluster by the name of the DRCluster alone: its ManagedCluster, its namespace on the hub and its claim
\`id.k8s.io\`. Without them the DRCluster stays unvalidated. This is judged where the repository holds ManagedClusters.`,
    fix: 'Name the DRCluster as the ManagedCluster.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drcluster_controller.go'],
    invalid: [
      {
        title: 'A prefix too many',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata:
  name: ramen-dr1 # finding
spec: { s3ProfileName: minio-on-dr1 }
---
apiVersion: cluster.open-cluster-management.io/v1
kind: ManagedCluster
metadata: { name: dr1 }
spec: { hubAcceptsClient: true }
`,
      },
    ],
    valid: [
      {
        title: 'The same name',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1 }
---
apiVersion: cluster.open-cluster-management.io/v1
kind: ManagedCluster
metadata: { name: dr1 }
spec: { hubAcceptsClient: true }
`,
      },
    ],
  }),
  *check(topology) {
    const managed = manifestsOf(topology, managedCluster);
    if (managed.length === 0) return;
    const names = managed.map(({ key }) => key.name);
    for (const cluster of manifestsOf(topology, drCluster)) {
      const { name } = cluster.key;
      if (name === '' || findManifest(topology, managedCluster, name) !== undefined) continue;
      yield unseen(topology, { kind: managedCluster.kind, name, isKeptHere: true }) ??
        problem(cluster, names, managed);
    }
  },
});

function problem(cluster: Manifest, names: readonly string[], managed: readonly Manifest[]): Problem {
  const { name } = cluster.key;
  const part = names.filter((candidate) => candidate !== '' && name.endsWith(`-${candidate}`));
  const meant = similarName(name, names) ?? (part.length === 1 ? part[0] : undefined);
  const shown = managed.find(({ key }) => key.name === meant) ?? managed[0];
  return {
    manifest: cluster,
    path: ['metadata', 'name'],
    message: `${nameOf(cluster)} has no ManagedCluster of its name`,
    label: 'no ManagedCluster of this name',
    ...(shown === undefined
      ? {}
      : { related: [{ manifest: shown, path: ['metadata', 'name'], message: 'a ManagedCluster' }] }),
    ramen: `failed to get ManagedCluster resource for cluster (${name})`,
    help:
      meant === undefined
        ? `the ManagedClusters here are ${listed(names)}; name it as one of them, or add ${quoted(name)}`
        : `write ${meant}${describeDifference(name, meant)}`,
  };
}
