import { drCluster } from '../../kinds/dr-cluster.ts';
import { getAt, getString } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

export const fenceWithoutCidrs = defineRule({
  id: 'fence-without-cidrs',
  severity: 'error',
  summary: 'A DRCluster is to be fenced, but lists no networks.',
  page: () => ({
    why: `Ramen fences a cluster by the addresses in its \`cidrs\`. Without any it can neither fence nor unfence: the attempt fails
again and again, and a Metro failover waits for it.`,
    fix: 'List the networks of the nodes in `cidrs`; or fence by hand and write `ManuallyFenced`.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drcluster_controller.go'],
    invalid: [
      {
        title: 'Fenced without networks',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec:
  s3ProfileName: minio-on-dr1
  clusterFence: Fenced # finding
`,
      },
    ],
    valid: [
      {
        title: 'With networks',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1, clusterFence: Fenced, cidrs: [192.0.2.0/28] }
`,
      },
      {
        title: 'By hand',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1, clusterFence: ManuallyFenced }
`,
      },
    ],
  }),
  *check(topology) {
    for (const cluster of manifestsOf(topology, drCluster)) {
      const fence = getString(cluster.object, ['spec', 'clusterFence']);
      const cidrs = getAt(cluster.object, ['spec', 'cidrs']);
      if ((fence !== 'Fenced' && fence !== 'Unfenced') || (isArray(cidrs) && cidrs.length > 0)) continue;
      yield {
        manifest: cluster,
        path: ['spec', 'clusterFence'],
        message: `${nameOf(cluster)} is to be ${fence}, but lists no networks to ${fence === 'Fenced' ? 'cut off' : 'let in again'}`,
        label: 'needs cidrs',
        ramen: 'CIDRs has no values',
        help: `add cidrs with the networks of the nodes; or fence by hand and write Manually${fence}`,
      };
    }
  },
});
