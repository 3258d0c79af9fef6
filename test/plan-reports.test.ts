import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cartPath, type DrStage, openDrStage } from './support/dr-stage.ts';
import { reportCheck } from './support/report-schemas.ts';

const NOW = ['--now', '2026-11-21T12:00:00Z'];

/** One story, told once; each step leaves what the commands printed on its way. */
describe('what plan, apply and status print as JSON', () => {
  const said = new Map<string, string>();
  let stage: DrStage;

  beforeAll(async () => {
    stage = await openDrStage();
    const plan = async (name: string, ...args: readonly string[]): Promise<void> => {
      said.set(name, (await stage.cli(['plan', '-o', 'json', ...args])).stdout);
    };
    const { repo } = stage;
    await plan('first', ...NOW);
    await plan('first again', ...NOW);
    said.set('status of nothing', (await stage.cli(['status', '-o', 'json'])).stdout);
    repo.edit('apps/shop/cart.yaml', 'name: p5m', 'name: p5');
    await plan('lint error');
    repo.git('checkout', '.');
    said.set('apply', (await stage.cli(['apply', '--yes', '-o', 'json'])).stdout);
    await plan('unchanged', ...NOW);
    await plan('unchanged again', ...NOW);
    repo.edit('hub/ramen-config.yaml', 'maxConcurrentReconciles: 50', 'maxConcurrentReconciles: 40');
    repo.edit('apps/billing/ledger.yaml', 'preferredCluster: dr2', 'preferredCluster: dr1');
    await plan('update and block');
    await plan('unreachable', '--kubeconfig', deadDr2(stage));
    said.set(
      'apply with one cluster dead',
      (await stage.cli(['apply', '--yes', '-o', 'json', '--kubeconfig', deadDr2(stage)])).stdout,
    );
    repo.git('checkout', '.');
    repo.edit('hub/dr-policy.yaml', 'name: p5m', 'name: p5m\n  labels: { team: blue }');
    await stage.patch(cartPath, { spec: { action: 'Failover', failoverCluster: 'dr2' } });
    await stage.untilCart({ phase: 'FailedOver', progression: 'Completed' });
    await plan('held');
    said.set('apply held', (await stage.cli(['apply', '--yes', '-o', 'json'])).stdout);
    stage.sandbox.ramen?.stop();
    said.set('status', (await stage.cli(['status', '-o', 'json', ...NOW])).stdout);
    said.set('status again', (await stage.cli(['status', '-o', 'json', ...NOW])).stdout);
  }, 60_000);
  afterAll(() => stage.close());

  const json = (name: string) => JSON.parse(said.get(name) ?? '');

  it.each(['first', 'lint error', 'unchanged', 'update and block', 'unreachable', 'held'])(
    'plan is as its schema says, keys in their order: %s',
    (name) => {
      expect(reportCheck('plan')(json(name))).toEqual([]);
    },
  );

  it.each(['status of nothing', 'status'])(
    'status is as its schema says, keys in their order: %s',
    (name) => {
      expect(reportCheck('status-report')(json(name))).toEqual([]);
    },
  );

  describe.each(['apply', 'apply with one cluster dead', 'apply held'])('%s', (name) => {
    const lines = () =>
      (said.get(name) ?? '')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));

    it('has an event in each line, as its schema says', () => {
      expect(lines().flatMap(reportCheck('apply-event'))).toEqual([]);
    });

    it('ends each object once, and with done', () => {
      const events = lines();
      const last = events.pop();
      expect(last.event).toBe('done');
      const terminal = ['healthy', 'unchanged', 'held', 'blocked', 'removed', 'failed', 'skipped'];
      const ends = new Map<string, number>();
      for (const { event, object } of events) {
        const key = JSON.stringify(object);
        ends.set(key, (ends.get(key) ?? 0) + (terminal.includes(event) ? 1 : 0));
      }
      expect(ends.size).toBe(21);
      expect([...ends].filter(([, count]) => count !== 1)).toEqual([]);
      const counted = events.filter(({ event }) => event === 'unchanged').length;
      expect(last.summary.unchanged).toBe(counted);
    });
  });

  it.each(['first', 'unchanged', 'status'])('is the same, byte for byte, on the same state: %s', (name) => {
    expect(said.get(`${name} again`)).toBe(said.get(name));
  });

  it('shows what happened, each in the state that it should have', () => {
    expect(json('first').summary).toMatchObject({ create: 21 });
    expect(json('lint error').summary).toMatchObject({ create: 20, blocked: 1 });
    expect(json('unchanged').summary).toMatchObject({ unchanged: 21, update: 0 });
    expect(json('update and block').summary).toMatchObject({ update: 1, blocked: 1 });
    expect(json('unreachable').summary).toMatchObject({ unreachable: 3, update: 1 });
    expect(json('held').summary).toMatchObject({ held: 1, update: 2 });
    expect(json('status').applications[1]).toMatchObject({ name: 'cart', runsOn: 'dr2', sync: 'held' });
    expect(json('status of nothing').applications).toEqual([]);
  });
});

function deadDr2(stage: DrStage): string {
  const url = stage.sandbox.urls.get('dr2') ?? '';
  return stage.beside('dead-dr2', stage.sandbox.kubeconfig.replace(url, 'http://127.0.0.1:9'));
}
