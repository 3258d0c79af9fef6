import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getAt, getString } from '../../src/model/field-path.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { checkoutExample, type GitCheckout } from '../support/git-checkout.ts';
import { removalOf } from '../support/removal.ts';
import { type CliResult, runCli } from '../support/run-cli.ts';
import { sharedServer } from '../support/shared-server.ts';

const server = sharedServer();
const ramen = 'ramendr.openshift.io/v1alpha1';
const namespace = 'removal-shop';

/** Retiring an application and its policy on a real API server: finalizers are Ramen's, and this test lets them go. */
describe.skipIf(server === undefined)('removals on a real API server', () => {
  let repo: GitCheckout;
  const kubectl = (args: readonly string[], input?: string): string => {
    if (server === undefined) throw new Error('skipped');
    return server.kubectl(args, { context: 'hub', ...(input === undefined ? {} : { input }) });
  };
  const cli = (...args: readonly string[]): Promise<CliResult> =>
    runCli([...args, '--kubeconfig', server?.kubeconfig ?? ''], { cwd: repo.path });
  const create = (object: JsonObject): string =>
    kubectl(['create', '-f', '-', '-o', 'jsonpath={.metadata.uid}'], JSON.stringify(object));
  const find = (kind: string, name: string): JsonObject | undefined => {
    const where = kind === 'drpc' || kind === 'placement' ? ['-n', namespace] : [];
    const text = kubectl(['get', kind, name, ...where, '--ignore-not-found', '-o', 'json']);
    return text === '' ? undefined : JSON.parse(text);
  };
  const isGoing = (object: JsonObject | undefined): boolean =>
    getString(object, ['metadata', 'deletionTimestamp']) !== undefined;
  const letGo = (kind: string, name: string): void => {
    const where = kind === 'drpc' ? ['-n', namespace] : [];
    kubectl([
      'patch',
      kind,
      name,
      ...where,
      '--type=json',
      '-p',
      '[{"op":"remove","path":"/metadata/finalizers"}]',
    ]);
  };
  const uids: Record<string, string> = {};
  const entries = (): readonly string[] => [
    `{ kind: DRPolicy, name: removal-policy, uid: ${uids.policy} }`,
    `{ kind: Placement, namespace: ${namespace}, name: cart, uid: ${uids.placement} }`,
    `{ kind: DRPlacementControl, namespace: ${namespace}, name: cart, uid: ${uids.drpc} }`,
  ];

  beforeAll(() => {
    repo = checkoutExample('regional');
    repo.git('rm', '--quiet', '-r', 'apps', 'managed', 'hub');
    repo.write(
      'ramen-sync.yaml',
      'apiVersion: ramen-sync.io/v1alpha1\nkind: Config\nhub: { context: hub }\n',
    );
    create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    uids.policy = create({
      apiVersion: ramen,
      kind: 'DRPolicy',
      metadata: { name: 'removal-policy', finalizers: ['drpolicies.ramendr.openshift.io/ramen'] },
      spec: { drClusters: ['removal-dr1', 'removal-dr2'], schedulingInterval: '5m' },
    });
    uids.placement = create({
      apiVersion: 'cluster.open-cluster-management.io/v1beta1',
      kind: 'Placement',
      metadata: { name: 'cart', namespace },
      spec: {},
    });
    uids.drpc = create({
      apiVersion: ramen,
      kind: 'DRPlacementControl',
      metadata: { name: 'cart', namespace, finalizers: ['drpc.ramendr.openshift.io/finalizer'] },
      spec: {
        preferredCluster: 'removal-dr1',
        drPolicyRef: { name: 'removal-policy' },
        placementRef: { kind: 'Placement', name: 'cart' },
        pvcSelector: {},
      },
    });
    setPhase('Deployed', 'Completed');
  });
  afterAll(() => {
    repo?.remove();
    for (const [kind, name] of [
      ['drpc', 'cart'],
      ['drpolicy', 'removal-policy'],
    ] as const)
      if (server !== undefined && isGoing(find(kind, name))) letGo(kind, name);
  });

  function setPhase(phase: string, progression: string): void {
    const time = '2026-11-21T10:00:00Z';
    const generation = Number(getAt(find('drpc', 'cart'), ['metadata', 'generation']) ?? 1);
    const condition = { type: 'Available', status: 'True', reason: 'Success', message: '' };
    const conditions = [{ ...condition, observedGeneration: generation, lastTransitionTime: time }];
    const status = { phase, progression, lastUpdateTime: time, conditions };
    const patch = JSON.stringify({ status });
    kubectl(['patch', 'drpc', 'cart', '-n', namespace, '--subresource=status', '--type=merge', '-p', patch]);
  }

  it('are refused while the application is in the middle of something, and while its policy is needed', async () => {
    repo.write('removal.yaml', removalOf(entries()));
    repo.commit('retire cart');
    setPhase('FailingOver', 'WaitForReadiness');
    const busy = await cli('apply', '--yes', '--max-risk', 'ends-protection');
    expect(busy.status).toBe(3);
    expect(busy.stdout).toMatch(/busy: removal-shop\/cart is FailingOver/);
    expect(busy.stdout).toMatch(
      /still-referenced: drpolicy\/removal-policy is still needed by drpc\/removal-shop\/cart/,
    );
    expect([find('drpc', 'cart'), find('drpolicy', 'removal-policy')].map(isGoing)).toEqual([false, false]);
    setPhase('Deployed', 'Completed');
  });

  it('that are not over in time are gone on with by the next run', async () => {
    const result = await cli('apply', '--yes', '--max-risk', 'ends-protection', '--wait', '1s');
    expect(result.status).toBe(1);
    const said = result.stdout.replace(/\s+/g, ' ');
    expect(said).toMatch(
      /failed drpc\/removal-shop\/cart still there after 1s: held by drpc\.ramendr\.openshift\.io\/finalizer/,
    );
    expect(result.stdout).toMatch(
      /skipped +drpolicy\/removal-policy {2}depends on .*, which is being deleted/,
    );
    expect(isGoing(find('drpc', 'cart'))).toBe(true);
    expect(isGoing(find('placement', 'cart'))).toBe(false);
    expect(isGoing(find('drpolicy', 'removal-policy'))).toBe(false);
  });

  it('go on only when what needed the next one is really gone', async () => {
    const running = cli('apply', '--yes', '--max-risk', 'ends-protection', '--wait', '60s');
    let ended = false;
    running.finally(() => {
      ended = true;
    });
    let sawPolicyGoing = false;
    for (let look = 0; !ended && look < 200; look += 1) {
      const drpc = find('drpc', 'cart');
      const policy = find('drpolicy', 'removal-policy');
      if (drpc !== undefined) {
        expect(isGoing(policy), 'the policy while its application is there').toBe(false);
        // Some looks of ramen-sync later.
        if (look === 4) letGo('drpc', 'cart');
      } else if (isGoing(policy)) {
        sawPolicyGoing = true;
        letGo('drpolicy', 'removal-policy');
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const result = await running;
    expect(result.stderr).not.toMatch(/error/);
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(/3 removed/);
    expect(sawPolicyGoing).toBe(true);
    expect([find('drpc', 'cart'), find('placement', 'cart'), find('drpolicy', 'removal-policy')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('are spent then, also where a namesake has come', async () => {
    create({
      apiVersion: ramen,
      kind: 'DRPolicy',
      metadata: { name: 'removal-policy' },
      spec: { drClusters: ['removal-dr1', 'removal-dr2'], schedulingInterval: '5m' },
    });
    const result = await cli('plan');
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(/drpolicy\/removal-policy with UID \S+ is gone/);
    await cli('apply', '--yes', '--max-risk', 'ends-protection');
    expect(isGoing(find('drpolicy', 'removal-policy'))).toBe(false);
    expect(find('drpolicy', 'removal-policy')).toBeDefined();
    kubectl(['delete', 'drpolicy', 'removal-policy']);
  });
});
