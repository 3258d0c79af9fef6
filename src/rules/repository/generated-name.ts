import type { Kind } from '../../kinds/define-kind.ts';
import { ramenConfig } from '../../kinds/ramen-config.ts';
import type { Manifest } from '../../model/manifest.ts';
import { defineRule, type Problem } from '../define-rule.ts';

export const generatedName = defineRule({
  id: 'generated-name',
  severity: 'error',
  summary: 'An object has `generateName` instead of a name.',
  page: () => ({
    why: `Every apply would make a new object. What is kept in Git needs a name by which it is found again on the cluster;
ramen-sync never applies an object without one.`,
    fix: 'Write `metadata.name`.',
    links: ['https://kubernetes.io/docs/reference/using-api/api-concepts/#generated-values'],
    invalid: [
      {
        title: 'A new policy with every run',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata:
  generateName: p5m- # finding
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`,
      },
    ],
    valid: [
      {
        title: 'A name',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata:
  name: p5m
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`,
      },
    ],
  }),
  *check(topology) {
    for (const [kind, manifests] of topology.byKind) {
      if (kind === ramenConfig) continue;
      for (const manifest of manifests) if (manifest.key.name === '') yield problem(manifest, kind);
    }
  },
});

function problem(manifest: Manifest, kind: Kind): Problem {
  return {
    manifest,
    path: ['metadata', 'generateName'],
    part: 'key',
    message: `${kind.kind} has no name of its own`,
    label: 'must be a name',
    help: 'write name in its place',
  };
}
