import { drCluster } from '../../kinds/dr-cluster.ts';
import { getAt } from '../../model/field-path.ts';
import { isObject } from '../../model/json.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

export const clusterNameLabel = defineRule({
  id: 'cluster-name-label',
  severity: 'warning',
  summary: 'A label of a DRCluster names another cluster than the DRCluster does.',
  page: () => ({
    why: `Ramen reads no label to learn which cluster is meant: the name of the DRCluster itself must be that of the ManagedCluster. A
label with another name shows that the two were thought to be different things.`,
    fix: 'Name the DRCluster as the ManagedCluster, and remove the label.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drcluster_controller.go'],
    invalid: [
      {
        title: 'The name in a label',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata:
  name: ramen-dr1
  labels:
    cluster.ramendr.openshift.io/name: dr1 # finding
spec: { s3ProfileName: minio-on-dr1 }
`,
      },
    ],
    valid: [
      {
        title: 'Labels of your own',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1, labels: { app.kubernetes.io/name: ramen } }
spec: { s3ProfileName: minio-on-dr1 }
`,
      },
    ],
  }),
  *check(topology) {
    for (const cluster of manifestsOf(topology, drCluster)) {
      const labels = getAt(cluster.object, ['metadata', 'labels']);
      for (const [key, value] of Object.entries(isObject(labels) ? labels : {})) {
        const isName = /(^|\.)(ramendr\.openshift\.io|open-cluster-management\.io)\/(cluster-?)?name$/.test(
          key,
        );
        if (!isName || typeof value !== 'string' || value === cluster.key.name) continue;
        yield {
          manifest: cluster,
          path: ['metadata', 'labels', key],
          message: `${nameOf(cluster)} has label ${key} ${quoted(value)}; Ramen takes the cluster of the DRCluster's own name`,
          label: 'not read by Ramen',
          help: `name the DRCluster ${value} if that is the ManagedCluster, and remove the label`,
        };
      }
    }
  },
});
