import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cartPath, type DrStage, openDrStage } from './support/dr-stage.ts';
import { expectGolden, withPlaceholders } from './support/golden.ts';
import { entryFor, removalOf } from './support/removal.ts';

/**
 * What `plan` prints, as files in `test/golden`; `UPDATE=1` writes them anew. Read them as the one who is woken up:
 * `.txt` is a terminal of 80 columns without colour, `.md` the comment, `.json` without what is unchanged.
 */
const scenarios = [
  'first-apply',
  'lint-error-in-one-app',
  'pending',
  'update',
  'drift',
  'removal',
  'held-failover',
  'clear-too-early',
  'unreachable-dr2',
] as const;
type Scenario = (typeof scenarios)[number];

describe('plan', () => {
  const shown = new Map<string, string>();
  let stage: DrStage;

  beforeAll(async () => {
    stage = await openDrStage();
    const { repo } = stage;
    const look = async (name: Scenario, ...args: readonly string[]): Promise<void> => {
      const narrow = { columns: 80, env: { NO_COLOR: '1' } };
      const text = await stage.cli(['plan', ...args], narrow);
      expect(text.stderr).toBe('');
      shown.set(`${name}.txt`, text.stdout);
      shown.set(`${name}.md`, (await stage.cli(['plan', '-o', 'markdown', ...args])).stdout);
      shown.set(`${name}.json`, loudOnly((await stage.cli(['plan', '-o', 'json', ...args])).stdout));
    };

    await look('first-apply');
    repo.edit('apps/shop/cart.yaml', 'name: p5m', 'name: p5');
    await look('lint-error-in-one-app');
    repo.git('checkout', '.');
    repo.edit(
      'apps/billing/ledger.yaml',
      'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: billing\n---\n',
      '',
    );
    await look('pending');
    repo.git('checkout', '.');
    const applied = await stage.cli(['apply', '--yes']);
    expect(applied.status).toBe(0);

    repo.edit('hub/ramen-config.yaml', 'maxConcurrentReconciles: 50', 'maxConcurrentReconciles: 40');
    repo.edit('hub/s3-secrets.yaml', 'example-secret-of-dr1', 'another-secret-of-dr1');
    repo.edit('hub/dr-policy.yaml', 'name: p5m', 'name: p5m\n  labels:\n    team: storage');
    await look('update');
    await look('unreachable-dr2', '--kubeconfig', deadDr2(stage));
    repo.git('checkout', '.');

    const placement = '/apis/cluster.open-cluster-management.io/v1beta1/namespaces/shop/placements/cart';
    await stage.patch(placement, { spec: { numberOfClusters: 2 } });
    await look('drift');
    await stage.patch(placement, { spec: { numberOfClusters: 1 } });

    const before = repo.git('rev-parse', 'HEAD');
    const entry = (kind: string, namespace: string | undefined, name: string) =>
      entryFor(stage.sandbox, kind, namespace, name);
    repo.git('rm', '--quiet', 'apps/shop/cart.yaml');
    repo.write(
      'hub/removal.yaml',
      removalOf([
        entry('Placement', 'shop', 'cart'),
        entry('DRPlacementControl', 'shop', 'cart'),
        entry('DRPolicy', undefined, 'p5m'),
        '{ kind: S3StoreProfile, name: minio-on-dr3 }',
      ]),
    );
    repo.commit('retire cart');
    await look('removal');
    repo.git('reset', '--quiet', '--hard', before);

    const { ramen } = stage.sandbox;
    ramen?.lose('dr1');
    await stage.patch(cartPath, { spec: { action: 'Failover', failoverCluster: 'dr2' } });
    await stage.untilCart({ phase: 'FailedOver', progression: 'Cleaning Up' });
    await look('held-failover');
    expect((await stage.cli(['adopt'])).status).toBe(0);
    repo.commit('cart was failed over');
    expect((await stage.cli(['apply', '--yes', '--no-wait'])).status).toBe(0);
    repo.edit('apps/shop/cart.yaml', '  action: Failover\n  failoverCluster: dr2\n', '');
    repo.edit('apps/shop/cart.yaml', 'preferredCluster: dr1', 'preferredCluster: dr2');
    await look('clear-too-early');
    shown.set(
      'clear-too-early.colour.txt',
      (await stage.cli(['plan'], { columns: 80, env: { FORCE_COLOR: '1' } })).stdout,
    );
  }, 120_000);
  afterAll(() => stage.close());

  it.each(scenarios.flatMap((name) => ['txt', 'md', 'json'].map((format) => `${name}.${format}`)))(
    'reads like %s',
    (file) => expectGolden(`plan-${file}`, withPlaceholders(shown.get(file) ?? '')),
  );

  it('reads the same in colour', () => {
    const text = shown.get('clear-too-early.colour.txt') ?? '';
    expectGolden('plan-clear-too-early.colour.txt', withPlaceholders(text));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colour is an escape sequence
    expect(text.replace(/\u001b\[\d+m/g, '')).toBe(shown.get('clear-too-early.txt'));
  });

  it.each(scenarios)('keeps to 80 columns: %s', (name) => {
    const lines = (shown.get(`${name}.txt`) ?? '').split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });
});

function loudOnly(json: string): string {
  const report = JSON.parse(json);
  const changes = report.changes.filter(({ state }: { state: string }) => state !== 'unchanged');
  return `${JSON.stringify({ ...report, changes }, undefined, 2)}\n`;
}

function deadDr2(stage: DrStage): string {
  const url = stage.sandbox.urls.get('dr2') ?? '';
  return stage.beside('dead-dr2', stage.sandbox.kubeconfig.replace(url, 'http://127.0.0.1:9'));
}
