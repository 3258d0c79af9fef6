import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { getAt, getString, removeAt, setAt } from '../src/model/field-path.ts';
import { isArray, isObject, type JsonObject } from '../src/model/json.ts';
import { type Sandbox, startSandbox } from '../src/sandbox/start.ts';
import { checkoutExample, type GitCheckout } from './support/git-checkout.ts';
import { removalOf } from './support/removal.ts';
import { runCli } from './support/run-cli.ts';

const cart = 'apps/shop/cart.yaml';
const cartEntry = '{ kind: DRPlacementControl, namespace: shop, name: cart';

/** What stops a plan, and what must never be silent, against a sandbox in which everything is applied. */
describe('plan', () => {
  let sandbox: Sandbox;
  let repo: GitCheckout;
  const cli = (...args: readonly string[]) =>
    runCli(['--kubeconfig', join(repo.path, '.git', 'kubeconfig'), ...args], { cwd: repo.path });
  const plan = async (...args: readonly string[]): Promise<{ status: number; report: JsonObject }> => {
    const { status, stdout, stderr } = await cli('plan', '-o', 'json', ...args);
    if (!stdout.startsWith('{')) throw new Error(stderr);
    return { status, report: JSON.parse(stdout) };
  };
  const change = (report: JsonObject, kind: string, name: string): JsonObject | undefined =>
    listOf(report.changes).find(
      (candidate) =>
        getString(candidate, ['object', 'kind']) === kind &&
        getString(candidate, ['object', 'name']) === name,
    );

  beforeAll(async () => {
    sandbox = await startSandbox({ speed: 100 });
    repo = checkoutExample('regional');
    writeFileSync(join(repo.path, '.git', 'kubeconfig'), sandbox.kubeconfig, { mode: 0o600 });
    expect((await cli('apply', '--yes', '--quiet')).status).toBe(0);
  });
  beforeEach(() => {
    repo.git('checkout', '--quiet', '--', '.');
    repo.git('clean', '--quiet', '--force', '-d');
  });
  afterAll(async () => {
    await sandbox?.close();
    repo?.remove();
  });

  it('names a lint error in text that nothing could be planned from, and counts as blocked', async () => {
    mkdirSync(join(repo.path, 'apps/broken'));
    repo.write(
      'apps/broken/app.yaml',
      'apiVersion: ramendr.openshift.io/v1alpha1\nkind: DRPlacementControl\n  metadata: {\n',
    );
    const { status, report } = await plan();
    expect(status).toBe(3);
    expect(listOf(report.notChecked)).toContainEqual(
      expect.objectContaining({
        reason: 'lint-error',
        what: expect.stringMatching(/^apps\/broken\/app\.yaml:\d+:\d+ yaml-syntax$/),
      }),
    );
  });

  it('blocks an object with a lint error and what depends on it, not its neighbour', async () => {
    repo.edit(cart, 'name: p5m', 'name: p5');
    const { status, report } = await plan();
    expect(status).toBe(3);
    expect(getAt(change(report, 'DRPlacementControl', 'cart'), ['blocks', 0, 'gate'])).toBe('lint');
    expect(change(report, 'DRPlacementControl', 'ledger')?.state).toBe('unchanged');
  });

  it('shows a Removal of something that is there, by UID, and does nothing for a namesake', async () => {
    const drpc = sandbox.world.hub.get('DRPlacementControl', 'shop', 'cart');
    const uid = getString(drpc, ['metadata', 'uid']) ?? '';
    const before = repo.git('rev-parse', 'HEAD');
    repo.git('rm', '--quiet', cart);
    try {
      repo.write('hub/removal.yaml', removalOf([`${cartEntry}, uid: ${uid} }`]));
      repo.commit('retire cart');
      const asked = await plan();
      expect(asked.status).toBe(0);
      expect(change(asked.report, 'DRPlacementControl', 'cart')).toMatchObject({
        state: 'remove',
        risk: 'ends-protection',
      });
      repo.write('hub/removal.yaml', removalOf([`${cartEntry}, uid: another }`]));
      const namesake = await plan();
      expect(change(namesake.report, 'DRPlacementControl', 'cart')?.state).toBe('not-in-git');
      expect(namesake.report.notices).toMatchObject([{ code: 'removal-spent' }]);
    } finally {
      repo.git('reset', '--quiet', '--hard', before);
    }
  });

  it('blocks everything on a cluster that is not the one meant', async () => {
    repo.edit('ramen-sync.yaml', 'hub: { context: hub }', 'hub: { context: hub, id: another }');
    const { status, report } = await plan();
    expect(status).toBe(3);
    expect(listOf(report.clusters)[0]).toMatchObject({ name: 'hub', state: 'wrong-cluster' });
    expect(getAt(change(report, 'DRPolicy', 'p5m'), ['blocks', 0, 'gate'])).toBe('wrong-cluster');
    const before = sandbox.writes().length;
    expect((await cli('apply', '--yes')).status).toBe(3);
    expect(
      sandbox
        .writes()
        .slice(before)
        .filter((write) => write.cluster === 'hub'),
    ).toEqual([]);
  });

  it('freezes an application that carries a hold, until its day is over', async () => {
    const held = (until: string) => {
      repo.git('checkout', '--quiet', '--', cart);
      const text = readFileSync(join(repo.path, cart), 'utf8');
      const index = text.lastIndexOf('metadata:\n');
      repo.write(
        cart,
        `${text.slice(0, index)}metadata:\n  annotations: { ramen-sync.io/hold: "freeze; until ${until}" }\n  labels: { team: red }\n${text.slice(index + 'metadata:\n'.length)}`,
      );
    };
    held('2999-01-01');
    expect(change((await plan()).report, 'DRPlacementControl', 'cart')).toMatchObject({
      state: 'held',
      reason: expect.stringMatching(/^frozen in Git: freeze/),
    });
    const { status, report } = await plan();
    expect(status).toBe(0);
    expect(change(report, 'Placement', 'cart')).toMatchObject({
      state: 'held',
      reason: expect.stringMatching(/^frozen with drpc\/shop\/cart, in Git: freeze/),
    });
    expect(change(report, 'DRPlacementControl', 'ledger')?.state).toBe('unchanged');
    held('2020-01-01');
    expect(change((await plan()).report, 'DRPlacementControl', 'cart')).toMatchObject({ state: 'update' });
    held('some day');
    expect(
      change((await plan()).report, 'DRPlacementControl', 'cart'),
      'a date that cannot be read is no end',
    ).toMatchObject({ state: 'held' });
  });

  it('freezes it by what it places too, and for Removals', async () => {
    const place = sandbox.world.hub.get('Placement', 'shop', 'cart') ?? {};
    const frozen = setAt(place, ['metadata', 'annotations', 'ramen-sync.io/hold'], 'drill; until 2999-01-01');
    sandbox.world.hub.update(frozen, 'kubectl');
    const reason = expect.stringMatching(/^frozen with placement\/shop\/cart, on the cluster: drill/);
    try {
      repo.edit(
        cart,
        'kind: DRPlacementControl\nmetadata:\n',
        'kind: DRPlacementControl\nmetadata:\n  labels: { a: b }\n',
      );
      expect(change((await plan()).report, 'DRPlacementControl', 'cart')).toMatchObject({
        state: 'held',
        reason,
      });
      const drpc = sandbox.world.hub.get('DRPlacementControl', 'shop', 'cart');
      const uid = getString(drpc, ['metadata', 'uid']) ?? '';
      repo.git('rm', '--quiet', '--force', cart);
      repo.write('hub/removal.yaml', removalOf([`${cartEntry}, uid: ${uid} }`]));
      expect(change((await plan()).report, 'DRPlacementControl', 'cart')).toMatchObject({
        state: 'held',
        reason,
      });
    } finally {
      repo.git('reset', '--quiet', '--hard');
      const now = sandbox.world.hub.get('Placement', 'shop', 'cart') ?? {};
      sandbox.world.hub.update(removeAt(now, ['metadata', 'annotations', 'ramen-sync.io/hold']), 'kubectl');
    }
  });

  it.each([
    ['is not there', undefined, 'render-failed'],
    ['waits for kustomize', 'resources: [shop/cart.yaml, billing/ledger.yaml]\n', 'no-kustomize'],
  ])('does not look complete while a kustomization %s', async (_, text, reason) => {
    repo.edit('ramen-sync.yaml', '{ path: apps/ }', '{ path: apps/, kustomize: true }');
    if (text !== undefined) repo.write('apps/kustomization.yaml', text);
    const { status, report } = await plan();
    expect(status).toBe(3);
    expect(listOf(report.notChecked)).toContainEqual(
      expect.objectContaining({ reason, what: expect.stringMatching(/^kustomization apps/) }),
    );
    expect(change(report, 'DRPolicy', 'p5m')?.state).toBe('unchanged');
    expect(change(report, 'DRPlacementControl', 'cart')?.state).toBe('not-in-git');
  });

  it('leaves what Git marks as not to be reconciled', async () => {
    repo.edit(
      'hub/dr-policy.yaml',
      '  name: p5m\n',
      '  name: p5m\n  annotations: { ramen-sync.io/reconcile: disabled }\n',
    );
    expect(change((await plan()).report, 'DRPolicy', 'p5m')).toBeUndefined();
  });
});

function listOf(value: unknown): readonly JsonObject[] {
  return isArray(value) ? value.filter(isObject) : [];
}
