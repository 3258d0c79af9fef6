import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { writeKubeconfig } from '../support/http-fake.ts';
import { type CliResult, runCli } from '../support/run-cli.ts';
import { sharedServer } from '../support/shared-server.ts';

const server = sharedServer();
const reading = { apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list'] };
const placements = 'cluster.open-cluster-management.io';

/** People with fewer rights than they need, on a real API server with RBAC. */
describe.skipIf(server === undefined)('credentials', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-permissions-'));
  const manifests = `apiVersion: v1
kind: Namespace
metadata: { name: permissions }
---
apiVersion: ${placements}/v1beta1
kind: Placement
metadata:
  name: cart
  namespace: permissions
  annotations: { ${placements}/experimental-scheduling-disable: "true" }
spec: { numberOfClusters: 1 }
`;

  beforeAll(() => {
    writeFileSync(
      join(folder, 'ramen-sync.yaml'),
      'apiVersion: ramen-sync.io/v1alpha1\nkind: Config\nhub: { context: hub }\n',
    );
    writeFileSync(join(folder, 'objects.yaml'), manifests);
    server?.kubectl(['create', 'namespace', 'permissions']);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Lets a user of this name do what the rules say, in one namespace or everywhere. */
  function grant(user: string, rules: readonly JsonObject[], namespace?: string): void {
    const kind = namespace === undefined ? 'ClusterRole' : 'Role';
    const name = `ramen-sync-${user}`;
    const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
    const apiVersion = 'rbac.authorization.k8s.io/v1';
    const role = { apiVersion, kind, metadata, rules };
    const binding = {
      apiVersion,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
    };
    server?.kubectl(['apply', '-f', '-'], {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [role, binding] }),
    });
  }

  function as(user: string, ...args: readonly string[]): Promise<CliResult> {
    const own = mkdtempSync(join(folder, 'user-'));
    const ca = Buffer.from(server?.certificate ?? '').toString('base64');
    const kubeconfig = writeKubeconfig(
      own,
      server?.url ?? '',
      { token: server?.token ?? '', as: user, 'as-groups': ['system:authenticated'] },
      { 'certificate-authority-data': ca },
    );
    return runCli([...args, '--kubeconfig', kubeconfig, '-C', folder], { cwd: folder });
  }

  it('that may only read predict in plan, and say so', async () => {
    grant('reader', [reading]);
    const { status, stdout, stderr } = await as('reader', 'plan');
    expect(stderr).toBe('');
    expect(status, stdout).toBe(0);
    expect(stdout).toMatch(
      /not checked.*dry run on hub: the credentials lack verb patch, so changes are predicted/i,
    );
  });

  it('that may only read write nothing, and name every verb on every resource, with the rules to add', async () => {
    const { status, stdout, stderr } = await as('reader', 'apply', '--yes', '--no-wait');
    expect(status, stdout).toBe(1);
    expect(stderr).toBe(`error: the credentials do not allow all that the plan needs, so nothing was written:
  hub: patch namespaces
  hub: create, patch placements.${placements} in namespace permissions
  help: apply what is allowed with --only, or grant by RBAC:
    # hub
    - apiGroups: [""]
      resources: ["namespaces"]
      verbs: ["patch"]
    # hub in namespace permissions
    - apiGroups: ["${placements}"]
      resources: ["placements"]
      verbs: ["create", "patch"]
`);
    expect(server?.kubectl(['get', 'placements', '-n', 'permissions', '-o', 'name'])).toBe('');
  });

  it('that allow it by name in the one namespace are enough', async () => {
    grant('writer', [
      reading,
      { apiGroups: [''], resources: ['namespaces'], resourceNames: ['permissions'], verbs: ['patch'] },
    ]);
    grant(
      'writer',
      [{ apiGroups: [placements], resources: ['placements'], verbs: ['create', 'patch'] }],
      'permissions',
    );
    const { status, stdout, stderr } = await as('writer', 'apply', '--yes', '--no-wait');
    expect(stderr).not.toContain('error');
    expect(status, stdout).toBe(0);
    expect(stdout).toContain('2 applied');
  });
});
