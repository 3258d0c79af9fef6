import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { assetsFolder } from '../support/real-server.ts';

const assets = assetsFolder();

/** The real kubectl against the sandbox. It runs beside us, not in our way: the sandbox lives in this process. */
describe.skipIf(assets === undefined)('kubectl on the sandbox', () => {
  let sandbox: Sandbox;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ramen-sync-kubectl-'));
    sandbox = await startSandbox({ empty: true });
    writeFileSync(join(folder, 'kubeconfig'), sandbox.kubeconfig);
    writeFileSync(join(folder, 'policy.yaml'), policy);
    writeFileSync(join(folder, 'drpc.yaml'), drpc);
    await kubectl('create', 'namespace', 'shop');
  });
  afterAll(async () => {
    await sandbox?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  interface Run {
    readonly code: number;
    readonly out: string;
  }

  /** Standard output and error together. */
  function kubectl(...args: readonly string[]): Promise<Run> {
    const all = ['--kubeconfig', join(folder, 'kubeconfig'), '--cache-dir', join(folder, 'cache'), ...args];
    return new Promise((resolve) => {
      execFile(
        join(assets ?? '', 'kubectl'),
        all,
        { cwd: folder, env: { ...process.env, HOME: folder } },
        (error, stdout, stderr) =>
          resolve({
            code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1,
            out: stdout + stderr,
          }),
      );
    });
  }

  it('knows the contexts, kinds and versions', async () => {
    expect((await kubectl('config', 'get-contexts', '-o', 'name')).out.trim().split('\n').sort()).toEqual([
      'dr1',
      'dr2',
      'hub',
    ]);
    expect((await kubectl('version')).out).toMatch(/Server Version: v1\.\d+/);
    expect((await kubectl('api-resources', '--no-headers')).out).toMatch(
      /^drplacementcontrols +drpc +ramendr/m,
    );
    expect((await kubectl('--context', 'dr1', 'api-resources', '--no-headers')).out).toMatch(
      /^volumereplicationgroups +vrg +/m,
    );
    expect((await kubectl('explain', 'drpc.spec.action')).out).toMatch(/FIELD: action <string>/);
  });

  it('applies, diffs, edits and deletes a DRPolicy on the client side', async () => {
    expect(await kubectl('diff', '-f', 'policy.yaml')).toMatchObject({
      code: 1,
      out: expect.stringContaining('+kind: DRPolicy'),
    });
    expect((await kubectl('apply', '-f', 'policy.yaml')).out).toBe(
      'drpolicy.ramendr.openshift.io/gold created\n',
    );
    expect((await kubectl('apply', '-f', 'policy.yaml')).out).toBe(
      'drpolicy.ramendr.openshift.io/gold unchanged\n',
    );
    expect((await kubectl('diff', '-f', 'policy.yaml')).code).toBe(0);
    expect((await kubectl('get', 'drpolicy')).out).toMatch(/^NAME +AGE\ngold +\d+s\n$/);
    expect((await kubectl('get', 'drpolicy', 'gold', '-o', 'yaml')).out).toMatch(
      /^ {2}schedulingInterval: 5m$/m,
    );
    expect((await kubectl('describe', 'drpolicy', 'gold')).out).toMatch(/Scheduling Interval: +5m/);
    const changed = await kubectl(
      'patch',
      'drpolicy',
      'gold',
      '--type',
      'merge',
      '-p',
      '{"spec":{"schedulingInterval":"9m"}}',
    );
    expect(changed).toMatchObject({
      code: 1,
      out: expect.stringContaining('schedulingInterval is immutable'),
    });
    expect((await kubectl('label', 'drpolicy', 'gold', 'tier=one')).code).toBe(0);
    expect((await kubectl('delete', 'drpolicy', 'gold')).out).toMatch(/"gold" deleted/);
    expect(await kubectl('get', 'drpolicy', 'gold')).toMatchObject({
      code: 1,
      out: expect.stringContaining('not found'),
    });
  });

  it('refuses a field that is not there', async () => {
    writeFileSync(join(folder, 'typo.yaml'), policy.replace('schedulingInterval', 'schedulingIntervall'));
    expect(await kubectl('apply', '-f', 'typo.yaml')).toMatchObject({
      code: 1,
      out: expect.stringContaining('unknown field "spec.schedulingIntervall"'),
    });
  });

  it('applies on the server side, and shows whose field it is', async () => {
    expect((await kubectl('apply', '--server-side', '--field-manager=git', '-f', 'drpc.yaml')).out).toBe(
      'drplacementcontrol.ramendr.openshift.io/cart serverside-applied\n',
    );
    const moved = '{"spec":{"action":"Failover","failoverCluster":"dr2"}}';
    expect((await kubectl('patch', 'drpc', 'cart', '-n', 'shop', '--type', 'merge', '-p', moved)).code).toBe(
      0,
    );
    writeFileSync(join(folder, 'relocate.yaml'), `${drpc}  action: Relocate\n`);
    expect(
      await kubectl('apply', '--server-side', '--field-manager=git', '-f', 'relocate.yaml'),
    ).toMatchObject({
      code: 1,
      out: expect.stringContaining(
        'conflict with "kubectl-patch" using ramendr.openshift.io/v1alpha1: .spec.action',
      ),
    });
    expect(
      await kubectl(
        'diff',
        '--server-side',
        '--field-manager=git',
        '--force-conflicts',
        '-f',
        'relocate.yaml',
      ),
    ).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^- {2}action: Failover\n\+ {2}action: Relocate$/m),
    });
    const forced = await kubectl(
      'apply',
      '--server-side',
      '--field-manager=git',
      '--force-conflicts',
      '-f',
      'relocate.yaml',
    );
    expect(forced.code).toBe(0);
    const managers = await kubectl(
      'get',
      'drpc',
      'cart',
      '-n',
      'shop',
      '--show-managed-fields',
      '-o',
      'jsonpath={.metadata.managedFields[*].manager}',
    );
    expect(managers.out).toBe('git kubectl-patch');
  });

  it('creates config maps and secrets from flags', async () => {
    expect(
      (
        await kubectl(
          'create',
          'configmap',
          'flags',
          '-n',
          'shop',
          '--from-literal=a=1',
          '--from-literal=b=2',
        )
      ).code,
    ).toBe(0);
    expect((await kubectl('get', 'cm', 'flags', '-n', 'shop', '-o', 'jsonpath={.data}')).out).toBe(
      '{"a":"1","b":"2"}',
    );
    expect(
      (await kubectl('create', 'secret', 'generic', 'flags', '-n', 'shop', '--from-literal=key=not-secret'))
        .code,
    ).toBe(0);
    expect(
      (await kubectl('get', 'secret', 'flags', '-n', 'shop', '-o', 'jsonpath={.type} {.data.key}')).out,
    ).toBe('Opaque bm90LXNlY3JldA==');
  });

  it('takes an object from client-side to server-side apply', async () => {
    writeFileSync(
      join(folder, 'map.yaml'),
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: m, namespace: shop }\ndata: { a: "1" }\n',
    );
    expect((await kubectl('apply', '-f', 'map.yaml')).out).toBe('configmap/m created\n');
    expect((await kubectl('apply', '--server-side', '-f', 'map.yaml')).out).toBe(
      'configmap/m serverside-applied\n',
    );
    writeFileSync(
      join(folder, 'map.yaml'),
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: m, namespace: shop }\ndata: { b: "2" }\n',
    );
    expect((await kubectl('apply', '--server-side', '-f', 'map.yaml')).code).toBe(0);
    expect((await kubectl('get', 'cm', 'm', '-n', 'shop', '-o', 'jsonpath={.data}')).out).toBe('{"b":"2"}');
  });

  it("prints a DRPC's columns and waits for its status", async () => {
    await kubectl('apply', '-f', 'drpc.yaml', '--server-side', '--force-conflicts');
    const waiting = kubectl(
      'wait',
      'drpc/cart',
      '-n',
      'shop',
      '--for=jsonpath={.status.phase}=Deployed',
      '--timeout=20s',
    );
    const condition = kubectl(
      'wait',
      'drpc/cart',
      '-n',
      'shop',
      '--for=condition=Available',
      '--timeout=20s',
    );
    const conditions = [
      {
        type: 'Available',
        status: 'True',
        reason: 'Deployed',
        message: 'done',
        lastTransitionTime: '2026-01-01T00:00:00Z',
      },
    ];
    sandbox.world.hub.updateStatus(
      'DRPlacementControl',
      'shop',
      'cart',
      { phase: 'Deployed', conditions },
      'manager',
    );
    expect((await waiting).out).toBe('drplacementcontrol.ramendr.openshift.io/cart condition met\n');
    expect((await condition).out).toBe('drplacementcontrol.ramendr.openshift.io/cart condition met\n');
    const table = (await kubectl('get', 'drpc', '-n', 'shop')).out;
    expect(table).toMatch(/^NAME +AGE +PREFERREDCLUSTER +FAILOVERCLUSTER +DESIREDSTATE +CURRENTSTATE\n/);
    expect(table).toMatch(/^cart +\d+s +dr1 .* Deployed *$/m);
    expect((await kubectl('get', 'drpc', '-A', '-o', 'wide')).out).toMatch(/PROGRESSION/);
  });

  it('waits for a delete that a finalizer holds back', async () => {
    await kubectl('apply', '-f', 'policy.yaml');
    await kubectl(
      'patch',
      'drpolicy',
      'gold',
      '--type',
      'merge',
      '-p',
      '{"metadata":{"finalizers":["test.io/keep"]}}',
    );
    expect((await kubectl('delete', 'drpolicy', 'gold', '--wait=false')).code).toBe(0);
    const gone = kubectl('wait', 'drpolicy/gold', '--for=delete', '--timeout=20s');
    await kubectl(
      'patch',
      'drpolicy',
      'gold',
      '--type',
      'json',
      '-p',
      '[{"op":"remove","path":"/metadata/finalizers"}]',
    );
    expect((await gone).code).toBe(0);
  });

  it('keeps a record of who wrote what', () => {
    const writes = sandbox.writes();
    expect(writes).toContainEqual(
      expect.objectContaining({
        cluster: 'hub',
        manager: 'kubectl-patch',
        verb: 'patch',
        key: {
          apiVersion: 'ramendr.openshift.io/v1alpha1',
          kind: 'DRPlacementControl',
          namespace: 'shop',
          name: 'cart',
        },
        dryRun: false,
      }),
    );
    expect(writes.some((write) => write.verb === 'apply' && write.dryRun)).toBe(true);
  });
});

const policy = `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata:
  name: gold
spec:
  drClusters: [dr1, dr2]
  schedulingInterval: 5m
`;

const drpc = `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata:
  name: cart
  namespace: shop
spec:
  preferredCluster: dr1
  drPolicyRef: { name: gold }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`;
