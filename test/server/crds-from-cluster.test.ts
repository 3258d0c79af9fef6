import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliResult, runCli } from '../support/run-cli.ts';
import { sharedServer } from '../support/shared-server.ts';

const server = sharedServer();
const group = 'crds-from-cluster.example.com';

/** A kind that only this server knows, in two versions. */
const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.${group} }
spec:
  group: ${group}
  names: { kind: Widget, plural: widgets, singular: widget, listKind: WidgetList }
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema: { openAPIV3Schema: { type: object, properties: { size: { type: integer, maximum: 3 } } } }
  - { name: v1alpha1, served: false, storage: false, schema: { openAPIV3Schema: { type: object } } }
`;

const objects = `apiVersion: ${group}/v1
kind: Widget
metadata: { name: a, namespace: default }
size: 4
colour: red
---
apiVersion: ${group}/v1alpha1
kind: Widget
metadata: { name: b, namespace: default }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: c, namespace: default }
spec: { dryRun: true, drPolicyRef: { name: p }, placementRef: { name: c }, pvcSelector: {}, old: 1 }
`;

describe.skipIf(server === undefined)('lint --crds-from-cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-crds-'));

  beforeAll(() => {
    mkdirSync(join(folder, 'repo'));
    writeFileSync(join(folder, 'repo/objects.yaml'), objects);
    server?.kubectl(['create', '-f', '-'], { input: crd });
    server?.kubectl(['wait', '--for=condition=Established', `crd/widgets.${group}`, '--timeout=60s']);
  });

  afterAll(() => {
    server?.kubectl(['delete', 'crd', `widgets.${group}`]);
    rmSync(folder, { recursive: true, force: true });
  });

  function lint(kubeconfig: string, ...more: readonly string[]): Promise<CliResult> {
    const flags = ['--crds-from-cluster', '--kubeconfig', kubeconfig, '-o', 'concise'];
    const rules = ['--only', 'unknown-field,schema-violation,unfamiliar-field'];
    return runCli(['lint', 'repo', ...flags, ...rules, ...more], { cwd: folder });
  }

  it('judges by what the hub serves', async () => {
    const { status, stdout, stderr } = await lint(server?.kubeconfig ?? '');
    expect(stderr).toBe('');
    expect(status).toBe(2);
    const lines = stdout.split('\n').filter((line) => line.startsWith('repo/'));
    expect(lines).toEqual([
      expect.stringMatching(/^repo\/objects\.yaml:4:7: .*size in body should be less than or equal to 3/),
      expect.stringMatching(/^repo\/objects\.yaml:5:1: .*colour/),
      expect.stringMatching(/^repo\/objects\.yaml:7:13: .*no matches for kind "Widget"/),
      expect.stringMatching(/^repo\/objects\.yaml:14:\d+: .*spec\.old/),
    ]);
  });

  it('says why it cannot read them', async () => {
    const text = readFileSync(server?.kubeconfig ?? '', 'utf8');
    const wrong = join(folder, 'wrong-token');
    writeFileSync(wrong, text.replaceAll('admin-token', 'nobody'));
    expect(await lint(wrong)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('does not accept the credentials'),
    });
    const dead = join(folder, 'dead');
    writeFileSync(dead, text.replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:1'));
    const answer = await lint(dead, '--request-timeout', '2s');
    expect(answer).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('hub') });
    expect(await lint(join(folder, 'nothing'))).toMatchObject({ status: 1, stdout: '' });
  });
});
