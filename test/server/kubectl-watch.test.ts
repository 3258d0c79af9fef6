import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import {
  type KubectlSetup,
  kubectlArgs,
  kubectlEnv,
  kubectlPath,
  plainOutput,
  runKubectl,
} from '../support/kubectl-run.ts';
import { sharedServer } from '../support/shared-server.ts';

const shared = sharedServer();
const ns = ['-n', 'watched'];

/** `kubectl get -w` on both servers, while the same changes are made: what people see must be the same, ages apart. */
describe.skipIf(shared === undefined)('kubectl sees the same changes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-watched-'));
  const setups: readonly KubectlSetup[] = [
    { folder, name: 'sandbox', kubeconfig: join(folder, 'sandbox') },
    { folder, name: 'real', kubeconfig: shared?.kubeconfig ?? '' },
  ];
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ empty: true });
    writeFileSync(join(folder, 'sandbox'), sandbox.kubeconfig);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    for (const setup of setups) {
      await change(setup, ['create', 'namespace', 'watched']);
      for (const name of Object.keys(files)) await change(setup, ['create', ...ns, '-f', name]);
    }
  });
  afterAll(async () => {
    shared?.kubectl(['delete', 'namespace', 'watched', '--wait=false', '--ignore-not-found']);
    await sandbox?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(watches.map((each) => [[...each.args, '-w'].join(' '), each] as const))('%s', async (_, each) => {
    const [model = '', real = ''] = await Promise.all(setups.map((setup) => watch(setup, each)));
    expect(model).toBe(real);
    expect(real.trim().split('\n')).toHaveLength(each.begins + each.changes.length);
  });
});

async function change(setup: KubectlSetup, args: readonly string[]): Promise<void> {
  expect(await runKubectl(setup, args)).toMatch(/^0\n/);
}

/** What the watch printed. Each change is made when the line of the one before it is there, so that none is skipped. */
async function watch(setup: KubectlSetup, { args, begins, changes }: Watch): Promise<string> {
  // So that it ends where a line does not come.
  const all = [...kubectlArgs(setup), '--request-timeout=60s', ...args, '-w'];
  const child = spawn(kubectlPath, all, { cwd: setup.folder, env: kubectlEnv(setup) });
  const closed = once(child, 'close');
  const seen: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    seen.push(line);
    const next = changes[seen.length - begins];
    if (next !== undefined) await change(setup, next);
    else if (seen.length >= begins + changes.length) break;
  }
  child.kill();
  await closed;
  return plainOutput(`${seen.join('\n')}\n`);
}

interface Watch {
  readonly args: readonly string[];
  /** Lines before the first change. */
  readonly begins: number;
  /** After them all is as before, so that the next watch begins alike. */
  readonly changes: readonly (readonly string[])[];
}

/** One is changed, goes and comes; another comes to match the selector, and ceases to. */
const comings: Watch['changes'] = [
  ['patch', 'cm', 'seen', ...ns, '-p', '{"data":{"more":"2"}}'],
  ['label', 'cm', 'aside', ...ns, 'tier=web', '--overwrite'],
  ['label', 'cm', 'aside', ...ns, 'tier=db', '--overwrite'],
  ['delete', 'cm', 'seen', ...ns],
  ['create', ...ns, '-f', 'seen.yaml'],
];

const drpcLife: Watch['changes'] = [
  ['patch', 'drpc', 'cart', ...ns, '--type=merge', '-p', '{"spec":{"action":"Failover"}}'],
  [
    'patch',
    'drpc',
    'cart',
    ...ns,
    '--subresource=status',
    '--type=merge',
    '-p',
    '{"status":{"phase":"FailingOver"}}',
  ],
  ['delete', 'drpc', 'cart', ...ns],
  ['create', ...ns, '-f', 'drpc.yaml'],
];

const watches: readonly Watch[] = [
  { args: ['get', 'cm', ...ns, '-l', 'tier=web'], begins: 2, changes: comings },
  { args: ['get', 'cm', ...ns, '-l', 'tier=web', '--output-watch-events'], begins: 2, changes: comings },
  { args: ['get', 'drpc', 'cart', ...ns], begins: 2, changes: drpcLife },
  {
    args: ['get', 'drpc', ...ns, '--output-watch-events', '-o', 'jsonpath={.type} {.object.spec}{"\\n"}'],
    begins: 1,
    changes: drpcLife,
  },
];

const map = (name: string, tier: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, labels: { tier: ${tier} } }\ndata: { k: v }\n`;

const files: Readonly<Record<string, string>> = {
  'seen.yaml': map('seen', 'web'),
  'aside.yaml': map('aside', 'db'),
  'drpc.yaml': `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart }
spec:
  preferredCluster: dr1
  failoverCluster: dr2
  drPolicyRef: { name: alike }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: { matchLabels: { app: cart } }
`,
};
