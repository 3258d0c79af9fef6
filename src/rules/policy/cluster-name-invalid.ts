import { drCluster } from '../../kinds/dr-cluster.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

export const clusterNameInvalid = defineRule({
  id: 'cluster-name-invalid',
  severity: 'error',
  summary: 'The name of a DRCluster cannot be the name of a managed cluster.',
  page: () => ({
    why: `A DRCluster is called as its ManagedCluster, and that as a namespace of the hub, in which Ramen puts everything that is
meant for the cluster. A namespace has no dots and at most 63 characters.`,
    fix: 'Name it as the ManagedCluster.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drclusters.go',
      'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names',
    ],
    invalid: [
      {
        title: 'The DNS name of the cluster',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata:
  name: dr1.example.com # finding
spec: { s3ProfileName: minio-on-dr1 }
`,
      },
    ],
    valid: [
      {
        title: 'A name without dots',
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
      const { name } = cluster.key;
      // Other names are no names of any object: the schema says so.
      const isSubdomain = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name);
      if (!isSubdomain || (name.length <= 63 && !name.includes('.'))) continue;
      yield {
        manifest: cluster,
        path: ['metadata', 'name'],
        message: `${nameOf(cluster)} has a name that no namespace of the hub can have`,
        label: name.includes('.') ? 'no dots' : 'at most 63 characters',
        help: 'name it as the ManagedCluster is named',
      };
    }
  },
});
