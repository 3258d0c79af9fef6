import { describe, expect, it } from 'vitest';
import { parseFile } from '../yaml/parse-file.ts';
import { plainKustomizations } from './plain-kustomizations.ts';

const policy =
  'apiVersion: ramendr.openshift.io/v1alpha1\nkind: DRPolicy\nmetadata: { name: p }\nspec: { drClusters: [a, b], schedulingInterval: 5m }\n';

function read(texts: Readonly<Record<string, string>>) {
  const files = Object.entries(texts).map(([path, text]) => ({ path, text }));
  return plainKustomizations(files, files.map(parseFile));
}

describe('kustomizations in plain sources', () => {
  it('one that only lists changes nothing', () => {
    const list =
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [policy.yaml]\n';
    expect(read({ 'hub/kustomization.yaml': list, 'hub/policy.yaml': policy })).toEqual({
      changed: new Set(),
      findings: [],
    });
  });

  it('one that changes objects is told once, at the first key that does', () => {
    const { changed, findings } = read({
      'hub/kustomization.yaml':
        'resources: [policy.yaml, other.yaml]\nnamePrefix: east-\ncommonLabels: { a: b }\n',
      'hub/policy.yaml': policy,
      'hub/values.yaml': policy,
    });
    expect(changed).toEqual(new Set(['hub/policy.yaml']));
    expect(findings.map(({ rule, message, location }) => [rule, message, location.line])).toEqual([
      [
        'kustomization-not-a-source',
        'hub/kustomization.yaml changes hub/policy.yaml, which is judged as it stands',
        2,
      ],
    ]);
  });

  it('it reaches through the kustomizations that it builds on, once', () => {
    const { changed, findings } = read({
      'apps/base/kustomization.yaml': 'resources: [policy.yaml, ../overlay]\n',
      'apps/base/policy.yaml': policy,
      'apps/overlay/kustomization.yaml': 'resources: [../base, ./own.yaml]\nnamespace: shop\n',
      'apps/overlay/own.yaml': policy,
    });
    expect([...changed].sort()).toEqual(['apps/base/policy.yaml', 'apps/overlay/own.yaml']);
    expect(findings[0]?.message).toMatch(
      /^apps\/overlay\/kustomization.yaml changes .* and 1 more, which are/,
    );
  });

  it('of files without objects of ours it says nothing', () => {
    const { changed, findings } = read({
      'kustomization.yaml': 'resources: [deployment.yaml]\nnamespace: shop\n',
      'deployment.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\nspec: {}\n',
    });
    expect(changed.size + findings.length).toBe(0);
  });

  it('does not fall over one that does not parse', () => {
    expect(read({ 'kustomization.yaml': 'resources: [', 'policy.yaml': policy }).findings).toEqual([]);
  });
});
