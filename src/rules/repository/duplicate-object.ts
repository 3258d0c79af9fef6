import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

export const duplicateObject = defineRule({
  id: 'duplicate-object',
  severity: 'error',
  summary: 'The same object stands twice in the repository, for one cluster.',
  page: () => ({
    why: `Only one of them can be what the cluster has. Which one wins would depend on the order of files, and every run
would put the fields of the other back.`,
    fix: `Keep one of them. Where both are meant, for different clusters, put them into sources with different \`clusters\`, or
set the annotation \`ramen-sync.io/cluster\`.`,
    links: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/names/'],
    invalid: [
      {
        title: 'A policy twice',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata:
  name: p5m # finding
spec: { schedulingInterval: 15m, drClusters: [dr1, dr2] }
`,
      },
    ],
    valid: [
      {
        title: 'One name, two clusters',
        yaml: `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: dr1 } }
provisioner: rook-ceph.rbd.csi.ceph.com
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: rbd, annotations: { ramen-sync.io/cluster: dr2 } }
provisioner: rook-ceph.rbd.csi.ceph.com
`,
      },
    ],
  }),
  *check(topology) {
    const told = new Set<unknown>();
    for (const { first, second } of topology.duplicates) {
      if (told.has(second.manifest)) continue;
      told.add(second.manifest);
      yield {
        manifest: second.manifest,
        path: ['metadata', 'name'],
        message: `${nameOf(second.manifest)} is already declared for ${place(second.ref.cluster)}`,
        label: 'a second time',
        related: [{ manifest: first.manifest, path: ['metadata', 'name'], message: 'first declared here' }],
        help: 'keep one, or give them different clusters',
      };
    }
  },
});

function place(cluster: string): string {
  return cluster === 'hub' ? 'the hub' : `cluster ${cluster}`;
}
