import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { runKubectl } from '../support/kubectl-run.ts';
import { sharedServer } from '../support/shared-server.ts';

const shared = sharedServer();
const ns = ['-n', 'alike'];

/** The same commands of kubectl on both servers: what people see must be the same, ages and identities apart. */
describe.skipIf(shared === undefined)('kubectl sees no difference', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-alike-'));
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ empty: true });
    writeFileSync(join(folder, 'sandbox'), sandbox.kubeconfig);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  });
  afterAll(async () => {
    shared?.kubectl(['delete', 'namespace', 'alike', '--wait=false', '--ignore-not-found']);
    await sandbox?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function both(args: readonly string[]): Promise<readonly [model: string, real: string]> {
    return Promise.all([
      runKubectl({ folder, name: 'sandbox', kubeconfig: join(folder, 'sandbox') }, args),
      runKubectl({ folder, name: 'real', kubeconfig: shared?.kubeconfig ?? '' }, args),
    ]);
  }

  it.each(commands.map((args) => [args.join(' '), args] as const))('%s', async (_, args) => {
    const [model, real] = await both(args);
    expect(model).toBe(real);
  });
});

/** In their order: each goes on with what the ones before it left. */
const commands: readonly (readonly string[])[] = [
  ['create', 'namespace', 'alike'],
  ['apply', '-f', 'policy.yaml', '--dry-run=server'],
  ['apply', '-f', 'policy.yaml'],
  ['apply', '-f', 'policy.yaml'],
  ['diff', '-f', 'policy.yaml'],
  ['apply', ...ns, '--server-side', '--field-manager=git', '--dry-run=server', '-f', 'drpc.yaml'],
  ['apply', ...ns, '--server-side', '--field-manager=git', '-f', 'drpc.yaml'],
  ['create', ...ns, 'configmap', 'one', '--from-literal=taste=mild', '--from-literal=b=2'],
  ['create', ...ns, 'configmap', 'one', '--from-literal=a=1'],
  ['create', ...ns, 'secret', 'generic', 'pass', '--from-literal=key=not-secret'],
  ['create', ...ns, '-f', 'maps.yaml'],
  ['get', 'drpc', ...ns],
  ['get', 'drpc', ...ns, '-o', 'wide'],
  ['get', 'drpc', 'cart', ...ns, '-o', 'yaml', '--show-managed-fields'],
  ['get', 'drpc', 'cart', ...ns, '-o', 'json'],
  ['get', 'drpolicy/alike', '-o', 'yaml'],
  ['get', 'cm', 'one', 'two', 'three', ...ns, '-o', 'name'],
  ['get', 'cm', ...ns, '-l', 'tier=web', '--show-labels'],
  ['get', 'cm', ...ns, '-l', 'tier in (web,db)', '-L', 'tier', '--no-headers'],
  ['get', 'cm', ...ns, '--field-selector', 'metadata.name=two'],
  ['get', 'cm', ...ns, '--chunk-size=1', '-l', 'tier', '--sort-by=.data.k'],
  [
    'get',
    'cm',
    ...ns,
    '-l',
    'tier',
    '-o',
    'jsonpath={range .items[*]}{.metadata.name}={.data.k}{"\\n"}{end}',
  ],
  ['get', 'cm', ...ns, '-l', 'tier', '-o', 'go-template={{range .items}}{{.metadata.name}} {{end}}'],
  ['get', 'cm', ...ns, '-l', 'tier', '-o', 'custom-columns=NAME:.metadata.name,K:.data.k,NONE:.data.x'],
  ['get', 'cm,secret', ...ns, '-l', 'tier=web'],
  ['get', 'secret', 'pass', ...ns],
  ['get', 'cm', 'none', ...ns],
  ['get', 'cm', 'none', ...ns, '--ignore-not-found'],
  ['get', 'gadgets', ...ns],
  ['get', 'cm', 'two', ...ns, '-w', '--output-watch-events', '--request-timeout=1s', '-o', 'name'],
  ['describe', 'drpc', 'cart', ...ns],
  ['describe', 'cm', 'two', ...ns],
  ['describe', 'secret', 'pass', ...ns],
  [
    'patch',
    'drpc',
    'cart',
    ...ns,
    '--type',
    'merge',
    '-p',
    '{"spec":{"action":"Failover","failoverCluster":"dr2"}}',
  ],
  [
    'patch',
    'drpc',
    'cart',
    ...ns,
    '--type',
    'json',
    '-p',
    '[{"op":"test","path":"/spec/action","value":"Relocate"}]',
  ],
  ['patch', 'drpolicy', 'alike', '--type', 'merge', '-p', '{"spec":{"schedulingInterval":"9m"}}'],
  ['patch', 'cm', 'one', ...ns, '-p', '{"data":{"b":null,"c":"3"}}'],
  [
    'patch',
    'drpc',
    'cart',
    ...ns,
    '--subresource=status',
    '--type',
    'merge',
    '-p',
    '{"status":{"phase":"FailedOver"}}',
  ],
  ['apply', ...ns, '--server-side', '--field-manager=git', '-f', 'relocate.yaml'],
  ['diff', ...ns, '--server-side', '--field-manager=git', '--force-conflicts', '-f', 'relocate.yaml'],
  ['apply', ...ns, '--server-side', '--field-manager=git', '--force-conflicts', '-f', 'relocate.yaml'],
  ['apply', '-f', 'typo.yaml'],
  ['apply', ...ns, '-f', 'maps.yaml'],
  ['replace', ...ns, '-f', 'maps.yaml'],
  ['edit', 'cm', 'one', ...ns],
  ['get', 'cm', 'one', ...ns, '-o', 'jsonpath={.data}'],
  ['label', 'cm', 'one', ...ns, 'tier=cache'],
  ['label', 'cm', 'one', ...ns, 'tier=web'],
  ['label', 'cm', 'one', ...ns, 'tier=web', '--overwrite'],
  ['annotate', 'cm', 'one', ...ns, 'note=a b'],
  ['label', 'cm', 'one', ...ns, 'bad=a b'],
  ['wait', 'drpc/cart', ...ns, '--for=jsonpath={.status.phase}=FailedOver', '--timeout=5s'],
  ['wait', 'drpc/cart', ...ns, '--for=condition=Available', '--timeout=1s'],
  ['wait', 'cm/none', ...ns, '--for=delete', '--timeout=5s'],
  ['auth', 'can-i', 'patch', 'drpc', ...ns],
  ['auth', 'can-i', 'patch', 'drpc', ...ns, '--as', 'alike-nobody'],
  ['auth', 'whoami', '--as', 'alike-nobody'],
  ['get', 'cm', ...ns, '--as', 'alike-nobody'],
  ['create', ...ns, 'role', 'reader', '--verb=get,list', '--resource=configmaps'],
  ['create', ...ns, 'rolebinding', 'reader', '--role=reader', '--user=alike-reader'],
  ['get', 'role,rolebinding', ...ns, '-o', 'name'],
  ['auth', 'can-i', 'list', 'cm', ...ns, '--as', 'alike-reader'],
  ['get', 'cm', 'two', ...ns, '--as', 'alike-reader', '-o', 'name'],
  ['delete', 'cm', 'two', ...ns, '--as', 'alike-reader'],
  ['api-resources', '--api-group=view.open-cluster-management.io', '--no-headers'],
  ['api-resources', '--api-group=rbac.authorization.k8s.io'],
  ['delete', 'cm', 'one', ...ns, '--dry-run=server'],
  ['delete', 'cm', 'one', ...ns, '--wait'],
  ['delete', 'cm', '-l', 'tier=web', ...ns, '--cascade=background'],
  ['delete', 'cm', 'none', ...ns],
  ['delete', '-f', 'policy.yaml', '--wait=false'],
  ['get', 'cm', ...ns, '-l', 'tier', '-o', 'name'],
];

const policy = `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: alike }
spec:
  drClusters: [dr1, dr2]
  schedulingInterval: 5m
`;

const drpc = `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: alike }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: { matchLabels: { app: cart } }
`;

const map = (name: string, tier: string, k: string): string =>
  `---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, labels: { tier: ${tier} } }\ndata: { k: ${k} }\n`;

const files: Readonly<Record<string, string>> = {
  'policy.yaml': policy,
  'typo.yaml': policy.replace('schedulingInterval', 'schedulingIntervall'),
  'drpc.yaml': drpc,
  'relocate.yaml': `${drpc}  action: Relocate\n`,
  'maps.yaml': [map('two', 'web', 'z'), map('three', 'db', 'y'), map('four', 'web', 'x')].join(''),
};
