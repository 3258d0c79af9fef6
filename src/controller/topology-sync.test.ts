import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config/parse-config.ts';
import type { JsonObject } from '../model/json.ts';
import { trustedConfig } from './checkout.ts';
import { parseInterval } from './interval.ts';
import { isProblem, parseTopologySync, revisionOf, type SyncSpec } from './topology-sync.ts';

const source = { url: 'https://git.example/dr.git' };

function parse(spec: JsonObject): SyncSpec {
  const parsed = parseTopologySync({ metadata: { name: 'prod' }, spec });
  if (isProblem(parsed)) throw new Error(parsed.message);
  return parsed;
}

function problem(spec: JsonObject): string {
  const parsed = parseTopologySync({ metadata: { name: 'prod' }, spec });
  return isProblem(parsed) ? parsed.reason : 'none';
}

describe('parseTopologySync', () => {
  it('fills in what is careful', () => {
    expect(parse({ source })).toEqual({
      url: source.url,
      ref: { head: true },
      path: '.',
      mode: 'observe',
      intervalMs: 600_000,
      maxRisk: 'reversible',
      allow: [],
      managedClusters: [],
    });
  });

  it('reads what is asked for', () => {
    const spec = parse({
      source: { ...source, ref: { tag: 'v1' }, path: 'dr', secretRef: { name: 'auth' } },
      hub: { id: 'h' },
      interval: '1h30m',
      mode: 'enforce',
      maxRisk: 'moves-data',
      allow: [{ gate: 'busy', object: 'drpc/a/b', until: '2026-12-01', reason: 'x' }],
      takeOver: ['kubectl*'],
      webhook: { secretRef: { name: 'hook' } },
      adopt: { pushTo: 'adopt/{name}' },
      managedClusters: [{ name: 'dr1', id: 'd', kubeconfig: { secretRef: { name: 's' } } }],
    });
    expect(spec).toMatchObject({
      ref: { tag: 'v1' },
      path: 'dr',
      secret: 'auth',
      hubId: 'h',
      intervalMs: 5_400_000,
      maxRisk: 'moves-data',
      allow: [{ gate: 'busy', object: 'drpc/a/b', until: '2026-12-01' }],
      takeOver: ['kubectl*'],
      managedClusters: [{ name: 'dr1', id: 'd', secret: { name: 's', key: 'value' } }],
      webhookSecret: 'hook',
      adoptInto: 'adopt/prod',
    });
  });

  it.each([
    ['no source', {}, 'InvalidSpec'],
    ['an adoption that names no branch', { source, adopt: {} }, 'InvalidSpec'],
    ['enforce without the identity of the hub', { source, mode: 'enforce' }, 'HubIdMissing'],
    ['an interval that is none', { source, interval: 'daily' }, 'InvalidSpec'],
    ['a risk that is none', { source, maxRisk: 'all' }, 'InvalidSpec'],
    ['a mode that is none', { source, mode: 'force' }, 'InvalidSpec'],
    ['signatures of nobody in particular', { source, verify: { allowedSigners: 'alice' } }, 'InvalidSpec'],
    [
      'a managed cluster that takes the name of the hub',
      { source, managedClusters: [{ name: 'hub' }] },
      'InvalidSpec',
    ],
  ])('refuses %s', (_, spec, reason) => {
    expect(problem(spec)).toBe(reason);
  });
});

describe('trustedConfig', () => {
  it('takes sources, rules and where Ramen is from the repository, and no right', () => {
    const fromRepository = parseConfig(
      `apiVersion: ramen-sync.io/v1alpha1
kind: Config
hub: { context: other, id: other }
managedClusters: [{ name: mine, kubeconfig: /etc/passwd }]
sources: [{ path: hub }]
ramen: { flavour: openshift }
rules: { region-deprecated: off }
gates: { maxRisk: ends-protection, removals: { max: 99 } }
takeOver: ["*"]
`,
      'ramen-sync.yaml',
    );
    const spec = parse({
      source,
      hub: { id: 'h' },
      managedClusters: [{ name: 'dr1', kubeconfig: { secretRef: { name: 's' } } }],
    });
    const config = trustedConfig(fromRepository, spec);
    expect(config).toMatchObject({
      file: 'ramen-sync.yaml',
      hub: { id: 'h' },
      managedClusters: [{ name: 'dr1' }],
      sources: [{ path: 'hub' }],
      ramen: { flavour: 'openshift', operatorNamespace: 'openshift-operators' },
      rules: { 'region-deprecated': 'off' },
      gates: { removals: { max: 1 } },
    });
    expect(config.gates.maxRisk).toBeUndefined();
    expect(config.takeOver).not.toContain('*');
    expect(JSON.stringify(config)).not.toMatch(/other|passwd|mine/);
  });
});

describe('revisionOf', () => {
  const commit = 'a'.repeat(40);
  it.each([
    [{ branch: 'main' }, `main@sha1:${commit}`],
    [{ tag: 'v1' }, `v1@sha1:${commit}`],
    [{ commit }, `sha1:${commit}`],
    [{ head: true }, `HEAD@sha1:${commit}`],
  ] as const)('%j', (ref, text) => {
    expect(revisionOf(ref, commit)).toBe(text);
  });
});

describe('parseInterval', () => {
  it.each([
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1500],
    ['10ms', 1000],
    ['10', undefined],
    ['', undefined],
    ['10 m', undefined],
  ])('%j', (text, milliseconds) => {
    expect(parseInterval(text)).toBe(milliseconds);
  });
});
