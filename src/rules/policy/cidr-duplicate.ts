import { drCluster } from '../../kinds/dr-cluster.ts';
import { getAt } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const field = ['spec', 'cidrs'];

export const cidrDuplicate = defineRule({
  id: 'cidr-duplicate',
  severity: 'warning',
  summary: 'A DRCluster lists a CIDR twice.',
  page: () => ({
    why: `One of the two was probably meant to be another network. What is missing in the list is not fenced off: a node there
goes on writing to the shared storage while the application starts on the other cluster.`,
    fix: 'Remove the second one, or correct it.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drcluster_controller.go'],
    invalid: [
      {
        title: 'The same network again',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec:
  s3ProfileName: minio-on-dr1
  cidrs:
    - 192.0.2.0/28
    - 192.0.2.0/28 # finding
`,
      },
    ],
    valid: [
      {
        title: 'Two networks',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec:
  s3ProfileName: minio-on-dr1
  cidrs: [192.0.2.0/28, 192.0.2.16/28]
`,
      },
    ],
  }),
  fixable: true,
  *check(topology) {
    for (const cluster of manifestsOf(topology, drCluster)) {
      const cidrs = getAt(cluster.object, field);
      const first = new Map<string, number>();
      for (const [index, text] of (isArray(cidrs) ? cidrs : []).entries()) {
        if (typeof text !== 'string') continue;
        const earlier = first.get(text);
        if (earlier === undefined) first.set(text, index);
        if (earlier === undefined) continue;
        yield {
          manifest: cluster,
          path: [...field, index],
          message: `${nameOf(cluster)} lists ${quoted(text)} twice in cidrs`,
          label: 'listed already',
          related: [{ manifest: cluster, path: [...field, earlier], message: 'listed here first' }],
          help: 'remove it, or write the network that was meant',
          fix: { type: 'remove', path: [...field, index] },
        };
      }
    }
  },
});
