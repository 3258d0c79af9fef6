import { drCluster } from '../../kinds/dr-cluster.ts';
import { getString } from '../../model/field-path.ts';
import { changedOf } from '../../topology/topology-change.ts';
import { defineChangeRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const path = ['spec', 'clusterFence'];

export const fenceRemoved = defineChangeRule({
  id: 'fence-removed',
  severity: 'warning',
  summary: 'The word that fences a cluster goes, but the fence stays.',
  page: () => ({
    why: `Only \`clusterFence: Unfenced\` makes Ramen lift a fence. Without the field, and with \`ManuallyUnfenced\`, it does nothing to
the storage and yet reports the cluster as available, or as unfenced: the NetworkFence still keeps it from its storage, and
nothing on the hub says so any more.`,
    fix: 'Write `clusterFence: Unfenced`. When Ramen reports the cluster as Unfenced and clean, the field may go.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drcluster_controller.go'],
    invalid: [
      {
        title: 'The field is removed',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec:
  s3ProfileName: minio-on-dr1
  clusterFence: Fenced
  cidrs: [10.0.0.0/24]
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: # finding
  s3ProfileName: minio-on-dr1
  cidrs: [10.0.0.0/24]
`,
      },
    ],
    valid: [
      {
        title: 'The fence is lifted',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec:
  s3ProfileName: minio-on-dr1
  clusterFence: Fenced
  cidrs: [10.0.0.0/24]
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec:
  s3ProfileName: minio-on-dr1
  clusterFence: Unfenced
  cidrs: [10.0.0.0/24]
`,
      },
      {
        title: 'Nothing is fenced any more',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1, clusterFence: Unfenced, cidrs: [10.0.0.0/24] }
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1, cidrs: [10.0.0.0/24] }
`,
      },
    ],
  }),
  *check(change) {
    for (const { before, after } of changedOf(change, drCluster)) {
      const now = getString(after.object, path) ?? '';
      if (getString(before.object, path) !== 'Fenced' || !(now === '' || now === 'ManuallyUnfenced'))
        continue;
      yield {
        manifest: after,
        path,
        message: `${nameOf(after)} was Fenced at ${change.commit}; ${now === '' ? 'without clusterFence' : `with ${now}`} the fence stays, and Ramen no longer reports it`,
        label: now === '' ? 'clusterFence: Fenced is gone' : 'lifts no fence',
        help: 'write clusterFence: Unfenced, and remove it when Ramen has lifted the fence',
      };
    }
  },
});
