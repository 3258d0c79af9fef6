import { ramenConfig } from '../../kinds/ramen-config.ts';
import { kindOf } from '../../kinds/registry.ts';
import { defineRule } from '../define-rule.ts';

export const generatedName = defineRule({
  id: 'generated-name',
  severity: 'error',
  summary: 'An object has `generateName` instead of a name.',
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
  *check(topology) {
    for (const manifest of topology.manifests) {
      const kind = kindOf(manifest.key.apiVersion, manifest.key.kind);
      if (kind === undefined || kind === ramenConfig || manifest.key.name !== '') continue;
      yield {
        manifest,
        path: ['metadata', 'generateName'],
        part: 'key',
        message: `${kind.kind} has no name of its own`,
        label: 'must be a name',
        help: 'write name in its place',
      };
    }
  },
});
