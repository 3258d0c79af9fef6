import { drCluster } from '../../kinds/dr-cluster.ts';
import { getString } from '../../model/field-path.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const field = ['spec', 's3ProfileName'];

export const s3Disabled = defineRule({
  id: 's3-disabled',
  severity: 'warning',
  summary: 'A DRCluster has the profile name that switches the S3 store off.',
  page: () => ({
    why: `\`NoS3\` is a name for Ramen's own tests: no store is checked, and nothing is stored. What an application is recovered
from after the loss of a cluster is then nowhere, and \`s3ProfileName\` cannot be changed later.`,
    fix: "Name a profile of the hub's configuration.",
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/ramenconfig.go'],
    invalid: [
      {
        title: 'NoS3',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec:
  s3ProfileName: NoS3 # finding
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
      if (getString(cluster.object, field) !== 'NoS3') continue;
      yield {
        manifest: cluster,
        path: field,
        message: `${nameOf(cluster)} has profile NoS3: Ramen stores nothing that an application could be recovered from`,
        label: 'for tests only',
        help: "name a profile of the hub's s3StoreProfiles; the field cannot be changed once it is applied",
      };
    }
  },
});
