import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getString } from '../../src/model/field-path.ts';
import { isArray, isObject, type JsonObject } from '../../src/model/json.ts';
import { type DrStage, openDrStage } from '../support/dr-stage.ts';
import type { GitCheckout } from '../support/git-checkout.ts';
import { entryFor, removalOf } from '../support/removal.ts';

const cart = 'apps/shop/cart.yaml';

/** What a Removal permits, and what it does not. */
describe('a Removal', () => {
  let stage: DrStage;
  let repo: GitCheckout;
  let before: string;
  const entry = (kind: string, namespace: string | undefined, name: string) =>
    entryFor(stage.sandbox, kind, namespace, name);
  const cartEntry = () => entry('DRPlacementControl', 'shop', 'cart');
  const plan = async (...args: readonly string[]): Promise<{ status: number; report: JsonObject }> => {
    const { status, stdout, stderr } = await stage.cli(['plan', '-o', 'json', ...args]);
    if (!stdout.startsWith('{')) throw new Error(stderr);
    return { status, report: JSON.parse(stdout) };
  };
  beforeAll(async () => {
    stage = await openDrStage({ speed: 100 });
    repo = stage.repo;
    repo.write('apps/README.md', 'One file an application.\n');
    before = repo.commit('a note');
    expect((await stage.cli(['apply', '--yes', '--quiet'])).status).toBe(0);
  });
  afterAll(() => stage.close());
  /** `without`: what goes from Git with it. */
  const ask = (
    entries: readonly string[],
    { without = [cart], expires = '2999-12-31' }: { without?: readonly string[]; expires?: string } = {},
  ): void => {
    repo.git('reset', '--quiet', '--hard', before);
    for (const file of without) repo.git('rm', '--quiet', file);
    repo.write('hub/removal.yaml', removalOf(entries, expires));
    repo.commit('retire');
  };
  it('that is clear shows what goes, in which order, and what that means', async () => {
    ask([entry('Placement', 'shop', 'cart'), cartEntry()]);
    const { status, report } = await plan();
    expect(status).toBe(0);
    expect(report.summary).toMatchObject({ remove: 2, blocked: 0 });
    const drpc = change(report, 'DRPlacementControl', 'cart');
    expect(drpc).toMatchObject({
      state: 'remove',
      risk: 'ends-protection',
      location: { file: 'hub/removal.yaml', line: 7 },
      judged: { location: 'dr1' },
      reason:
        'asked for by Removal retire-cart until 2999-12-31: application retired; approved by dr-approvers, as the document says (not verified)',
    });
    expect(listOf(drpc?.consequences).map(({ text }) => text)).toEqual([
      'protection ends: no failover and no relocation until it is protected again',
      'the application stays on dr1',
      'the replica of its volume on dr2 is deleted',
      'what Ramen keeps of it in S3 is deleted (minio-on-dr1, minio-on-dr2)',
      'it cannot be taken back',
    ]);
    const order = listOf(report.changes).filter(({ state }) => state === 'remove');
    expect(order.map((each) => getString(each, ['object', 'kind']))).toEqual([
      'DRPlacementControl',
      'Placement',
    ]);
    const text = (await stage.cli(['plan'])).stdout;
    expect(text.indexOf('- drpc/shop/cart  remove  ends-protection')).toBeGreaterThan(0);
    expect(text).toContain('Plan: 2 to remove');
  });

  it.each<[string, () => readonly string[], string]>([
    ['names no UID', () => ['{ kind: DRPlacementControl, namespace: shop, name: cart }'], 'lint'],
    ['is not committed', () => [cartEntry()], 'uncommitted'],
    ['has no last day', () => [cartEntry()], 'no-day'],
  ])('that %s is stopped', async (_, entries, how) => {
    ask(entries(), how === 'no-day' ? { expires: '2999-02-30' } : {});
    if (how === 'uncommitted') repo.edit('hub/removal.yaml', 'application retired', 'no reason');
    const { status, report } = await plan();
    expect(status).toBe(3);
    const found = change(report, 'DRPlacementControl', 'cart');
    expect(found?.state).toBe('blocked');
    const [message] = listOf(found?.blocks).flatMap((block) =>
      block.gate === 'no-removal' ? [block.message] : [],
    );
    expect(message).toEqual(
      expect.stringMatching(
        how === 'lint'
          ? /has UID [0-9a-f-]{36}$/
          : how === 'uncommitted'
            ? /is not committed as it stands/
            : /no last day that can be read \(2999-02-30\)/,
      ),
    );
  });

  it('whose object Git still states stops that object, and nothing else', async () => {
    ask([cartEntry()], { without: [] });
    const { status, report } = await plan();
    expect(status).toBe(3);
    expect(report.summary).toMatchObject({ remove: 0, blocked: 1 });
    expect(change(report, 'DRPlacementControl', 'cart')).toMatchObject({
      state: 'blocked',
      blocks: [
        {
          gate: 'no-removal',
          message: expect.stringMatching(/^apps\/shop\/cart\.yaml:\d+ still states it/),
        },
      ],
    });
  });

  it.each<[string, () => readonly string[], { expires?: string }, string]>([
    [
      'of a namesake with another UID',
      () => ['{ kind: DRPlacementControl, namespace: shop, name: cart, uid: another }'],
      {},
      'removal-spent',
    ],
    ['that has expired', () => [cartEntry()], { expires: '2020-01-01' }, 'removal-expired'],
    ['of what is not there', () => ['{ kind: DRPolicy, name: p1m, uid: gone }'], {}, 'removal-spent'],
    ['of a profile that is not there', () => ['{ kind: S3StoreProfile, name: other }'], {}, 'removal-spent'],
  ])('%s does nothing, and the plan says so', async (_, entries, more, code) => {
    ask(entries(), more);
    const { status, report } = await plan();
    expect(status).toBe(0);
    expect(report.summary).toMatchObject({ remove: 0, blocked: 0 });
    expect(report.notices).toMatchObject([{ code, text: expect.stringMatching(/^hub\/removal\.yaml:6: /) }]);
    expect(change(report, 'DRPlacementControl', 'cart')?.state).toBe('not-in-git');
  });

  it('of something that is still needed is stopped, by whoever needs it', async () => {
    ask([cartEntry(), entry('DRPolicy', undefined, 'p5m'), entry('DRCluster', undefined, 'dr1')], {
      without: [cart, 'hub/dr-policy.yaml', 'hub/dr-clusters.yaml'],
    });
    const { report } = await plan();
    const messages = (kind: string, name: string) =>
      listOf(change(report, kind, name)?.blocks).map(({ gate, message }) => `${gate}: ${message}`);
    expect(messages('DRPlacementControl', 'cart')).toEqual([]);
    // cart goes before, ledger stays.
    expect(messages('DRPolicy', 'p5m')).toEqual([
      'still-referenced: drpolicy/p5m is still needed by drpc/billing/ledger (spec.drPolicyRef.name)',
    ]);
    expect(messages('DRCluster', 'dr1')).toEqual([
      'still-referenced: drcluster/dr1 is still needed by drpolicy/p5m (spec.drClusters[0])',
    ]);
  });

  it('of more than gates.removals.max of a kind is stopped, all of them', async () => {
    const ledger = entry('DRPlacementControl', 'billing', 'ledger');
    ask([cartEntry(), ledger], { without: [cart, 'apps/billing/ledger.yaml'] });
    const { report } = await plan();
    expect(report.summary).toMatchObject({ remove: 0, blocked: 2 });
    expect(change(report, 'DRPlacementControl', 'cart')).toMatchObject({
      blocks: [
        {
          gate: 'removal-share',
          message: 'Removals ask for 2 of kind DRPlacementControl (2 are live), and one plan may delete 1',
          allow: 'removal-share=drpc/shop/cart',
        },
      ],
    });
    const one = await plan('--only', 'drpc/shop/cart');
    expect(one.report.summary).toMatchObject({ remove: 1, blocked: 0 });
  });

  it('is above the ceiling of a run that nobody watches', async () => {
    ask([cartEntry()]);
    const writes = stage.sandbox.writes().length;
    const { status, stdout } = await stage.cli(['apply', '--yes']);
    expect(status).toBe(3);
    expect(stdout).toContain("max-risk: the change to shop/cart is 'ends-protection'");
    expect(stage.sandbox.writes().slice(writes)).toEqual([]);
  });
});

function change(report: JsonObject, kind: string, name: string): JsonObject | undefined {
  return listOf(report.changes).find(
    (candidate) =>
      getString(candidate, ['object', 'kind']) === kind && getString(candidate, ['object', 'name']) === name,
  );
}

function listOf(value: unknown): readonly JsonObject[] {
  return isArray(value) ? value.filter(isObject) : [];
}
