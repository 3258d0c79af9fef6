import { drCluster } from '../../kinds/dr-cluster.ts';
import { getString } from '../../model/field-path.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const path = ['spec', 'region'];

export const regionDeprecated = defineRule({
  id: 'region-deprecated',
  severity: 'warning',
  summary: 'A DRCluster has a region, which no longer decides anything.',
  page: () => ({
    why: `Early releases of Ramen told Metro from asynchronous DR by the region. Today the storage decides: the same \`storageid\` on
both clusters is Metro, different ones are not. A region that says otherwise only misleads, and one that is applied can never
be changed to another. It may be removed.`,
    fix: 'Remove the field.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/drcluster_types.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy_peerclass.go',
    ],
    invalid: [
      {
        title: 'A region',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec:
  s3ProfileName: minio-on-dr1
  region: east # finding
`,
      },
    ],
    valid: [
      {
        title: 'None',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec:
  s3ProfileName: minio-on-dr1
`,
      },
    ],
  }),
  fixable: true,
  *check(topology) {
    for (const cluster of manifestsOf(topology, drCluster)) {
      const region = getString(cluster.object, path);
      if (region === undefined) continue;
      yield {
        manifest: cluster,
        path,
        message: `${nameOf(cluster)} has region ${quoted(region)}; Ramen decides by the storageid of the storage`,
        label: 'decides nothing',
        help: 'remove it',
        fix: { type: 'remove', path },
      };
    }
  },
});
