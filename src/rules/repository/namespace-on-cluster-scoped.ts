import type { Kind } from '../../kinds/define-kind.ts';
import { getAt } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { defineRule, type Problem } from '../define-rule.ts';

const field = ['metadata', 'namespace'];

export const namespaceOnClusterScoped = defineRule({
  id: 'namespace-on-cluster-scoped',
  severity: 'error',
  summary: 'An object of a cluster-scoped kind has a namespace.',
  page: () => ({
    why: `DRCluster, DRPolicy and the storage classes belong to the whole cluster. The API server drops the namespace, and
whoever builds an address or compares with Git by it (an engine, a script, \`kubectl get -n\`) does not find the object,
or finds eternal drift.`,
    fix: 'Remove `metadata.namespace`.',
    links: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/'],
    invalid: [
      {
        title: "A policy in the operator's namespace",
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata:
  name: p5m
  namespace: ramen-system # finding
spec:
  schedulingInterval: 5m
  drClusters: [dr1, dr2]
`,
      },
    ],
    valid: [
      {
        title: 'No namespace',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata:
  name: p5m
spec:
  schedulingInterval: 5m
  drClusters: [dr1, dr2]
`,
      },
    ],
  }),
  fixable: true,
  *check(topology) {
    for (const [kind, manifests] of topology.byKind) {
      if (kind.scope !== 'Cluster' || kind.role === 'instruction') continue;
      for (const manifest of manifests) {
        if (getAt(manifest.object, field) !== undefined) yield problem(manifest, kind);
      }
    }
  },
});

function problem(manifest: Manifest, kind: Kind): Problem {
  return {
    manifest,
    path: field,
    part: 'key',
    message: `${kind.kind} ${manifest.key.name} has a namespace, but objects of this kind belong to the whole cluster`,
    label: 'must not be here',
    help: 'remove the line',
    fix: { type: 'remove', path: field },
  };
}
