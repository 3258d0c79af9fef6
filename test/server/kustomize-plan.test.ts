import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readCheckout } from '../../src/controller/checkout.ts';
import { isProblem, parseTopologySync } from '../../src/controller/topology-sync.ts';
import { getAt, getString } from '../../src/model/field-path.ts';
import { isArray, type JsonObject } from '../../src/model/json.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { checkoutExample, type GitCheckout } from '../support/git-checkout.ts';
import { assetsFolder } from '../support/real-server.ts';
import { type CliResult, runCli } from '../support/run-cli.ts';

const assets = assetsFolder();
const drpc = (spec: string): string =>
  `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec: ${spec}
`;

/** The main story with an application that kubectl of the assets renders, on a sandbox. */
describe.skipIf(assets === undefined)('an application that kustomize renders', () => {
  let sandbox: Sandbox;
  let repo: GitCheckout;
  const cli = (...args: readonly string[]): Promise<CliResult> =>
    runCli(['--kubeconfig', join(repo.path, '.git', 'kubeconfig'), ...args], {
      cwd: repo.path,
      env: { PATH: assets ?? '' },
    });
  async function plan(): Promise<{ readonly status: number; readonly report: JsonObject }> {
    const { status, stdout, stderr } = await cli('plan', '-o', 'json');
    if (!stdout.startsWith('{')) throw new Error(stderr);
    return { status, report: JSON.parse(stdout) };
  }
  const changeOf = (report: JsonObject): JsonObject | undefined => {
    const { changes } = report;
    return isArray(changes)
      ? (changes.find(
          (each) =>
            getAt(each, ['object', 'kind']) === 'DRPlacementControl' &&
            getAt(each, ['object', 'name']) === 'cart',
        ) as JsonObject)
      : undefined;
  };
  const live = (path: readonly string[]) =>
    getAt(sandbox.world.hub.get('DRPlacementControl', 'shop', 'cart') ?? {}, path);
  const appliedOf = (): JsonObject =>
    JSON.parse(String(live(['metadata', 'annotations', 'ramen-sync.io/applied'])));
  const baseOf = (): string => getString(appliedOf(), ['revision']) ?? '';
  const say = (spec: string): void => repo.write('overlays/prod/dr.yaml', drpc(spec));
  const patch = (spec: JsonObject) =>
    promisify(execFile)(join(assets ?? '', 'kubectl'), [
      '--kubeconfig',
      join(repo.path, '.git', 'kubeconfig'),
      ...['patch', 'drpc', 'cart', '-n', 'shop', '--type=merge', '-p', JSON.stringify({ spec })],
    ]);

  beforeAll(async () => {
    sandbox = await startSandbox({ speed: 100 });
    repo = checkoutExample('regional');
    writeFileSync(join(repo.path, '.git', 'kubeconfig'), sandbox.kubeconfig, { mode: 0o600 });
    const cart = repo.read('apps/shop/cart.yaml');
    rmSync(join(repo.path, 'apps/shop'), { recursive: true });
    for (const [path, text] of [
      ['base/cart.yaml', cart],
      ['base/kustomization.yaml', 'resources: [cart.yaml]\n'],
      ['overlays/prod/kustomization.yaml', 'resources: [../../base]\npatches: [{ path: dr.yaml }]\n'],
      ['overlays/prod/dr.yaml', drpc('{ preferredCluster: dr1 }')],
    ] as const) {
      repo.write(path, text);
    }
    repo.edit(
      'ramen-sync.yaml',
      '{ path: apps/ }',
      '{ path: apps/ }\n  - { path: overlays/prod, kustomize: true }',
    );
    repo.commit('cart is rendered');
  });
  afterAll(async () => {
    await sandbox?.close();
    repo?.remove();
  });

  it('is applied, and then there is nothing left to do', async () => {
    const { status, report } = await plan();
    expect(status).toBe(0);
    expect(changeOf(report)).toMatchObject({ state: 'create' });
    expect(report.notChecked).not.toContainEqual(
      expect.objectContaining({ what: expect.stringMatching(/^kustomization/) }),
    );
    expect((await cli('apply', '--yes', '--quiet')).status).toBe(0);
    expect(live(['spec', 'preferredCluster'])).toBe('dr1');
    expect(changeOf((await plan()).report)).toMatchObject({ state: 'unchanged' });
    expect(baseOf()).toBe(repo.git('rev-parse', 'HEAD'));
  });

  it('is held after a failover by hand, and adopted by who knows its files', async () => {
    await patch({ action: 'Failover', failoverCluster: 'dr2' });
    const held = await plan();
    expect(held.status).toBe(0);
    expect(changeOf(held.report)).toMatchObject({ state: 'held' });
    const before = repo.git('status', '--porcelain');
    const adopted = await cli('adopt');
    expect(adopted).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /drpc\/shop\/cart cannot be adopted: overlays\/prod\/kustomization\.yaml renders it.*spec\.action: "Failover", spec\.failoverCluster: "dr2"/,
      ),
    });
    expect(repo.git('status', '--porcelain')).toBe(before);
    say('{ preferredCluster: dr1, action: Failover, failoverCluster: dr2 }');
    repo.commit('as it was failed over');
    expect(changeOf((await plan()).report)?.state).toBe('update');
    expect((await cli('apply', '--yes', '--quiet')).status).toBe(0);
    expect(baseOf()).toBe(repo.git('rev-parse', 'HEAD'));
    expect(changeOf((await plan()).report)?.state).toBe('unchanged');
  });

  it('lets Git lead again: what the next commit asks for goes to the gates', async () => {
    say('{ preferredCluster: dr1, action: Relocate, failoverCluster: dr2 }');
    repo.commit('home');
    const { report } = await plan();
    expect(changeOf(report)?.state).not.toBe('held');
    expect(JSON.stringify(changeOf(report))).toContain('Relocate');
    repo.git('reset', '--quiet', '--hard', 'HEAD~1');
  });

  it('moves its base past commits that asked for something else and went back, and not past others', async () => {
    const base = baseOf();
    repo.write('README.md', 'not a part of it\n');
    repo.commit('something else');
    expect(changeOf((await plan()).report)?.state).toBe('unchanged');
    say('{ preferredCluster: dr1, action: Relocate, failoverCluster: dr2 }');
    repo.commit('home');
    say('{ preferredCluster: dr1, action: Failover, failoverCluster: dr2 }');
    repo.commit('not yet');
    expect(baseOf()).toBe(base);
    expect((await cli('apply', '--yes', '--quiet')).status).toBe(0);
    expect(baseOf()).toBe(repo.git('rev-parse', 'HEAD'));
  });

  it('is uncommitted where any of its files is, and then binds nobody', async () => {
    const labelled = 'kind: DRPlacementControl\nmetadata:\n  labels: { team: red }\n';
    repo.edit('base/cart.yaml', 'kind: DRPlacementControl\nmetadata:\n', labelled);
    expect((await cli('apply', '--yes', '--quiet')).status).toBe(0);
    expect(live(['metadata', 'labels', 'team'])).toBe('red');
    expect(appliedOf()).toMatchObject({ dirty: true });
    repo.git('checkout', '--quiet', '--', '.');
  });

  it('is neither deleted nor touched where it cannot be rendered', async () => {
    repo.write('overlays/prod/kustomization.yaml', 'resources: [https://example.com/base]\n');
    const { status, report } = await plan();
    expect(status).toBe(3);
    expect(report.notChecked).toContainEqual(
      expect.objectContaining({ reason: 'render-failed', what: 'kustomization overlays/prod' }),
    );
    expect(changeOf(report)?.state).toBe('not-in-git');
    expect((await cli('apply', '--yes', '--quiet')).status).toBe(3);
    expect(live(['spec', 'action'])).toBe('Failover');
    repo.git('checkout', '--quiet', '--', '.');
  });

  it('is looked at by status', async () => {
    const { status, stdout } = await cli('status');
    expect(status).toBe(0);
    expect(stdout).toContain('shop/cart');
  });

  it('pins a Secret that is rendered by the commits that touched its files', async () => {
    repo.write(
      'secrets/kustomization.yaml',
      `secretGenerator:
- { name: s3-dr9, namespace: ramen-system, envs: [s3.env], options: { disableNameSuffixHash: true } }
`,
    );
    repo.write('secrets/s3.env', 'AWS_ACCESS_KEY_ID=one\nAWS_SECRET_ACCESS_KEY=other\n');
    repo.edit(
      'ramen-sync.yaml',
      '  - { path: apps/ }',
      '  - { path: apps/ }\n  - { path: secrets, kustomize: true }',
    );
    repo.write(
      'hub/ramen-config.yaml',
      `${repo.read('hub/ramen-config.yaml').trimEnd()}
      - s3ProfileName: minio-on-dr9
        s3Bucket: ramen
        s3CompatibleEndpoint: https://minio.dr9.example.com:9000
        s3Region: eu-west-1
        s3SecretRef:
          name: s3-dr9
`,
    );
    const saved = join(repo.path, '.git', 'plan.json');
    const save = () => cli('plan', '--save', saved, '--quiet');
    await save();
    expect(readFileSync(saved, 'utf8')).toContain('secret-not-committed');
    repo.commit('a generated Secret');
    await save();
    expect(readFileSync(saved, 'utf8')).not.toContain('secret-not-committed');
    repo.write('secrets/s3.env', 'AWS_ACCESS_KEY_ID=two\nAWS_SECRET_ACCESS_KEY=other\n');
    const refused = /secret\/ramen-system\/s3-dr9: is a Secret that is rendered from files/;
    expect(await cli('apply', saved, '--yes')).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(refused),
    });
    repo.commit('another key');
    expect(await cli('apply', saved, '--yes')).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(refused),
    });
    repo.git('reset', '--quiet', '--hard', 'HEAD~1');
    expect((await cli('apply', saved, '--yes', '--quiet')).status).toBe(0);
  });

  it('is read by the loop', async () => {
    const spec = parseTopologySync({
      metadata: { name: 'prod', namespace: 'default' },
      spec: { source: { url: 'https://git.example/dr.git' }, mode: 'observe' },
    });
    if (isProblem(spec)) throw new Error(spec.message);
    vi.stubEnv('PATH', `${assets}:${process.env.PATH}`);
    const { linted } = await readCheckout(repo.path, spec, Date.now());
    vi.unstubAllEnvs();
    expect(linted.errors).toEqual([]);
    const found = linted.topology.byRef.get('hub:ramendr.openshift.io/DRPlacementControl/shop/cart');
    expect(found?.manifest.renderedFrom).toEqual(['overlays/prod', 'base']);
  });
});
