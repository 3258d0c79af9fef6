import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeKubeconfig } from '../support/http-fake.ts';
import { type CliResult, runCli } from '../support/run-cli.ts';
import { sharedServer } from '../support/shared-server.ts';

const server = sharedServer();
const group = 'cluster.open-cluster-management.io';
const placement = ['placement', 'cart', '-n', 'saved-plan'];

/** What the table of test/laws/saved-plan.test.ts takes for granted of an API server. */
describe.skipIf(server === undefined)('a saved plan on a real API server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-saved-'));
  const file = join(folder, 'plan.json');
  const kubectl = (...args: readonly string[]): string => server?.kubectl(args) ?? '';
  const cli = (...args: readonly string[]): Promise<CliResult> =>
    runCli([...args, '--kubeconfig', server?.kubeconfig ?? ''], { cwd: folder });

  function write(clusters: number): void {
    const manifests = [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'saved-plan' } },
      {
        apiVersion: `${group}/v1beta1`,
        kind: 'Placement',
        metadata: {
          name: 'cart',
          namespace: 'saved-plan',
          annotations: { [`${group}/experimental-scheduling-disable`]: 'true' },
        },
        spec: { numberOfClusters: clusters, clusterSets: ['default'] },
      },
    ];
    writeFileSync(join(folder, 'objects.yaml'), manifests.map((one) => JSON.stringify(one)).join('\n---\n'));
  }

  beforeAll(() => {
    writeFileSync(
      join(folder, 'ramen-sync.yaml'),
      'apiVersion: ramen-sync.io/v1alpha1\nkind: Config\nhub: { context: hub }\n',
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('that creates is carried out once, and is nothing to do the second time', async () => {
    write(1);
    expect((await cli('plan', '--save', file, '--quiet')).status).toBe(0);
    const first = await cli('apply', file, '--no-wait');
    expect(first.status, first.stderr).toBe(0);
    expect(first.stdout).toContain('2 applied');
    const second = await cli('apply', file, '--no-wait');
    expect(second.status, second.stderr).toBe(0);
    expect(second.stdout).toContain('2 unchanged');
  });

  describe('that updates', () => {
    beforeEach(async () => {
      kubectl('delete', ...placement, '--ignore-not-found');
      write(1);
      expect((await cli('apply', '--yes', '--context', 'hub', '--no-wait', '--quiet')).status).toBe(0);
      write(2);
      expect(await cli('plan', '--save', file, '--quiet')).toMatchObject({ status: 0, stderr: '' });
    });
    const refused = async (): Promise<string> => {
      const { status, stdout, stderr } = await cli('apply', file, '--no-wait');
      expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
      return stderr;
    };

    it('works where only resourceVersion, status and foreign metadata moved', async () => {
      kubectl('annotate', ...placement, 'note=x', '--overwrite');
      kubectl(
        'patch',
        ...placement,
        '--subresource=status',
        '--type=merge',
        '-p',
        '{"status":{"numberOfSelectedClusters":1}}',
      );
      const { status, stderr, stdout } = await cli('apply', file, '--no-wait');
      expect(status, stderr).toBe(0);
      expect(stdout).toMatch(/1 applied, .*1 unchanged/);
    });

    it('is refused where spec moved, with who moved it, and where that was taken back', async () => {
      kubectl(
        'patch',
        ...placement,
        '--type=merge',
        '-p',
        '{"spec":{"tolerations":[{"key":"x","operator":"Exists"}]}}',
      );
      expect(await refused()).toMatch(
        /placement\/saved-plan\/cart: generation \d+ -> \d+, last written by kubectl-patch at 20/,
      );
      kubectl('patch', ...placement, '--type=merge', '-p', '{"spec":{"tolerations":null}}');
      expect(await refused()).toMatch(/placement\/saved-plan\/cart: generation \d+ -> \d+/);
    });

    it('is refused where the object is another of that name', async () => {
      kubectl('delete', ...placement, '--wait=true');
      expect(await refused()).toMatch(/placement\/saved-plan\/cart: update -> create/);
      write(1);
      await cli('apply', '--yes', '--context', 'hub', '--no-wait', '--quiet');
      write(2);
      expect(await refused()).toMatch(/placement\/saved-plan\/cart: was deleted and created again: uid /);
    });

    it('is refused where somebody claims the field', async () => {
      kubectl(
        'patch',
        ...placement,
        '--type=merge',
        '--field-manager=argocd-controller',
        '-p',
        '{"spec":{"numberOfClusters":3}}',
      );
      expect(await refused()).toMatch(
        /placement\/saved-plan\/cart: generation .*update -> blocked, manager: /,
      );
    });

    it('is the same for who may only read, and for who may write', async () => {
      const confirmed = JSON.parse(readFileSync(file, 'utf8')).changes;
      const role = { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list'] };
      const name = 'saved-plan-reader';
      const rbac = 'rbac.authorization.k8s.io';
      const items = [
        { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name }, rules: [role] },
        {
          apiVersion: `${rbac}/v1`,
          kind: 'ClusterRoleBinding',
          metadata: { name },
          roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
          subjects: [{ apiGroup: rbac, kind: 'User', name }],
        },
      ];
      server?.kubectl(['apply', '-f', '-'], {
        input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
      });
      const ca = Buffer.from(server?.certificate ?? '').toString('base64');
      const user = { token: server?.token ?? '', as: name };
      const own = mkdtempSync(join(tmpdir(), 'ramen-sync-reader-'));
      const kubeconfig = writeKubeconfig(own, server?.url ?? '', user, { 'certificate-authority-data': ca });
      const { stderr } = await runCli(['plan', '--save', file, '--kubeconfig', kubeconfig], { cwd: folder });
      rmSync(own, { recursive: true });
      expect(stderr).toContain('1 predicted without a dry run');
      const predicted = JSON.parse(readFileSync(file, 'utf8')).changes;
      const same = predicted.map(({ predicted: _, ...change }: { readonly predicted?: true }) => change);
      expect(same).toEqual(confirmed);
      const { status, stdout } = await cli('apply', file, '--no-wait');
      expect(status, stdout).toBe(0);
      expect(stdout).toContain('1 applied');
    });
  });
});
