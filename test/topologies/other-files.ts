import type { SourceFile } from '../../src/model/source.ts';
import type { Chance } from '../differential/chance.ts';

/** YAML and JSON that every repository has, and that means nothing to Kubernetes. */
export function drawOtherFiles(chance: Chance): readonly SourceFile[] {
  return others.filter(() => chance.often(15));
}

const others: readonly SourceFile[] = [
  {
    path: 'hub/kustomization.yaml',
    text: 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [clusters.yaml]\n',
  },
  { path: 'apps/values.yaml', text: 'image: { tag: "1.2" }\nreplicas: 2\n' },
  { path: 'apps/Chart.yaml', text: 'apiVersion: v2\nname: cart\nversion: 1.0.0\n' },
  { path: 'ci/pipeline.yaml', text: 'on: [push]\njobs:\n  lint:\n    steps: [{ run: make lint }]\n' },
  { path: 'renovate.json', text: '{ "extends": ["config:recommended"] }\n' },
  { path: 'hub/empty.yaml', text: '# to be filled\n---\n' },
];
