import { drCluster } from '../../kinds/dr-cluster.ts';
import { getString } from '../../model/field-path.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const field = ['spec', 's3ProfileName'];

export const s3ProfileNameEmpty = defineRule({
  id: 's3-profile-name-empty',
  severity: 'error',
  summary: 'A DRCluster has an empty s3ProfileName.',
  page: () => ({
    why: `The server accepts it, Ramen finds no such profile and never validates the cluster. The field is immutable: an empty
one can only be mended by deleting the DRCluster.`,
    fix: "Name a profile of the hub's configuration.",
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drcluster_controller.go',
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/drcluster_types.go',
    ],
    invalid: [
      {
        title: 'Empty',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec:
  s3ProfileName: "" # finding
`,
      },
    ],
    valid: [
      {
        title: 'A profile',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1 }
`,
      },
    ],
  }),
  *check(topology) {
    for (const cluster of manifestsOf(topology, drCluster)) {
      if (getString(cluster.object, field) !== '') continue;
      yield {
        manifest: cluster,
        path: field,
        message: `${nameOf(cluster)} names no S3 profile`,
        label: 'empty',
        ramen: 's3 profile  not found in RamenConfig',
        help: "name a profile of the hub's s3StoreProfiles; the field cannot be changed once it is applied",
      };
    }
  },
});
