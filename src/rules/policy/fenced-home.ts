import { drCluster } from '../../kinds/dr-cluster.ts';
import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getString } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const field = ['spec', 'clusterFence'];

export const fencedHome = defineRule({
  id: 'fenced-home',
  severity: 'warning',
  summary: 'Applications are meant to run on a cluster that is fenced.',
  page: () => ({
    why: `A fenced cluster cannot reach the storage, so an application whose DRPlacementControl wants it there cannot run. Either the
cluster was never to be fenced (\`ManuallyFenced\` on a new DRCluster is taken over from samples), or the applications have yet
to be failed over.`,
    fix: 'Remove `clusterFence` where nobody has fenced the cluster; otherwise fail the applications over.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drcluster_controller.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol.go',
    ],
    invalid: [
      {
        title: 'ManuallyFenced from a sample',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec:
  s3ProfileName: minio-on-dr1
  clusterFence: ManuallyFenced # finding
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: metro }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: { matchLabels: { app: cart } }
`,
      },
    ],
    valid: [
      {
        title: 'Failed over',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1, clusterFence: ManuallyFenced }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  action: Failover
  failoverCluster: dr2
  preferredCluster: dr1
  drPolicyRef: { name: metro }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: { matchLabels: { app: cart } }
`,
      },
    ],
  }),
  *check(topology) {
    const fenced = new Map<string, Manifest>();
    for (const cluster of manifestsOf(topology, drCluster)) {
      if (/^(Manually)?Fenced$/.test(getString(cluster.object, field) ?? ''))
        fenced.set(cluster.key.name, cluster);
    }
    if (fenced.size === 0) return;
    const homes = new Map<string, { readonly first: Manifest; count: number }>();
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      const home = homeOf(drpc);
      const known = homes.get(home);
      if (known === undefined) homes.set(home, { first: drpc, count: 1 });
      else known.count++;
    }
    for (const [name, cluster] of fenced) {
      const here = homes.get(name);
      if (here !== undefined) yield problem(cluster, here.first, here.count);
    }
  },
});

/** Where the DRPlacementControl wants its application. */
function homeOf({ object }: Manifest): string {
  const isFailover = getString(object, ['spec', 'action']) === 'Failover';
  return getString(object, ['spec', isFailover ? 'failoverCluster' : 'preferredCluster']) ?? '';
}

function problem(cluster: Manifest, first: Manifest, count: number): Problem {
  const isFailover = getString(first.object, ['spec', 'action']) === 'Failover';
  return {
    manifest: cluster,
    path: field,
    message: `${nameOf(cluster)} is fenced, but ${count === 1 ? 'an application is' : `${count} applications are`} to run there`,
    label: 'cannot reach its storage',
    related: [
      {
        manifest: first,
        path: ['spec', isFailover ? 'failoverCluster' : 'preferredCluster'],
        message: count === 1 ? 'to run there' : 'the first of them',
      },
    ],
    help: 'remove clusterFence if nobody has fenced the cluster; otherwise fail the applications over',
  };
}
