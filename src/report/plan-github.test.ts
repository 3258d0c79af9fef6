import { describe, expect, it } from 'vitest';
import type { Change, PlanReport } from '../model/plan.ts';
import { renderPlanGithub } from './plan-github.ts';

const object = {
  cluster: 'hub',
  apiVersion: 'ramendr.openshift.io/v1alpha1',
  kind: 'DRPlacementControl',
  namespace: 'shop',
  name: 'cart',
};
const location = { file: 'apps/shop.yaml', document: 1, line: 12, column: 1, endLine: 12, endColumn: 2 };

function report(...changes: readonly Partial<Change>[]): PlanReport {
  return {
    summary: {
      create: 0,
      update: 0,
      unchanged: 0,
      held: 0,
      blocked: 0,
      remove: 0,
      pending: 0,
      unreachable: 0,
      notInGit: 0,
    },
    source: { dirty: false },
    clusters: [],
    changes: changes.map((change) => ({
      object,
      state: 'blocked',
      wave: 60,
      location,
      fields: [],
      consequences: [],
      blocks: [],
      ...change,
    })),
    notChecked: [],
    digest: 'sha256:0',
    expires: '2026-11-21T12:00:00.000Z',
  };
}

describe('a plan on the lines of a pull request', () => {
  it('stands where the object stands, with gate and way on', () => {
    const blocks = [{ gate: 'busy', message: 'cart is failing over', help: 'wait' }];
    expect(renderPlanGithub(report({ blocks }), { prefix: 'dr/' })).toBe(
      '::error file=dr/apps/shop.yaml,line=12,title=busy::drpc/shop/cart: cart is failing over%0Ahelp: wait\n',
    );
  });

  it('leaves to lint what lint has said', () => {
    expect(
      renderPlanGithub(report({ blocks: [{ gate: 'lint', message: 'see lint' }] }), { prefix: '' }),
    ).toBe('');
  });

  it('names the fields that are held, also beside others that change', () => {
    const fields = [
      { path: 'spec.action', live: 'Failover', held: true },
      { path: 'metadata.labels.team', live: 'red', git: 'blue' },
    ] as const;
    const held =
      '::warning file=apps/shop.yaml,line=12,title=held::drpc/shop/cart: somebody else changed spec.action; ';
    expect(renderPlanGithub(report({ state: 'update', fields }), { prefix: '' })).toContain(held);
  });

  it('says what goes for good, and what goes with it', () => {
    const consequences = [{ code: 'removal', text: 'protection ends' }];
    expect(
      renderPlanGithub(report({ state: 'remove', consequences, reason: 'asked for' }), { prefix: '' }),
    ).toBe(
      '::warning file=apps/shop.yaml,line=12,title=remove::drpc/shop/cart: is deleted%0Aprotection ends%0Aasked for\n',
    );
  });

  it('stays within what GitHub shows, and within its line', () => {
    const blocks = [{ gate: 'busy', message: 'a\n::error::b' }];
    const lines = renderPlanGithub(report(...Array.from({ length: 30 }, () => ({ blocks }))), {
      prefix: '',
    }).split('\n');
    expect(lines.filter((line) => line.startsWith('::'))).toHaveLength(10);
    expect(lines).toHaveLength(11);
  });
});
