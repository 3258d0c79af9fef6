import { describe, expect, it } from 'vitest';
import type { Block } from '../../../src/model/plan.ts';
import { planScene, sceneCommit } from '../../support/plan-scene.ts';
import { readScene } from '../../support/scene.ts';
import { afterFailover } from './after-failover.ts';
import { afterRelocation } from './after-relocation.ts';
import { created, deletedAndRebuilt } from './deleted-and-rebuilt.ts';
import { falselyGreen } from './false-green.ts';
import { letters, type VerdictState } from './verdict.ts';

/** What Git asks in every state: the naive revert, the true action again, clearing, moving either way. */
const asks = [
  ['no action, dr1', 'cart: { preferredCluster: dr1 }'],
  ['no action, dr2', 'cart: { preferredCluster: dr2 }'],
  ['Failover dr2', 'cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }'],
  ['Failover dr1', 'cart: { action: Failover, failoverCluster: dr1, preferredCluster: dr1 }'],
  ['Relocate dr1', 'cart: { action: Relocate, preferredCluster: dr1 }'],
  ['Relocate dr2', 'cart: { action: Relocate, preferredCluster: dr2 }'],
] as const;
const creates = [asks[0], asks[1], asks[2], asks[5]];
const changed = [...afterFailover, ...afterRelocation, ...deletedAndRebuilt, ...falselyGreen];

describe('verdicts', () => {
  it.each(changed.map((state) => [state.name, state] as const))('%s', async (_, state) => {
    await expectVerdicts(state, columnsOf(state));
  });
  it.each(created.map((state) => [state.name, state] as const))('created: %s', async (_, state) => {
    await expectVerdicts(state, creates);
  });
});

type Column = readonly [title: string, git: string];

/** A failover leaves preferredCluster as it stands; besides the asks, preferredCluster alone, under the action that stands. */
function columnsOf({ live }: VerdictState): readonly Column[] {
  const cart = /^cart: \{ (.*) \}$/m.exec(live)?.[1] ?? 'preferredCluster: dr1';
  const home = /preferredCluster: dr\d/.exec(cart)?.[0] ?? '';
  const other = cart.includes('preferredCluster: dr1') ? 'dr2' : 'dr1';
  const flipped = cart.replace(/preferredCluster: dr\d/, `preferredCluster: ${other}`);
  const kept = asks.map(
    ([title, git]): Column => [
      title,
      title.startsWith('Failover') ? git.replace(/preferredCluster: dr\d/, home) : git,
    ],
  );
  return [...kept, ['preferredCluster alone', `cart: { ${flipped} }`]];
}

async function expectVerdicts(state: VerdictState, columns: readonly Column[]): Promise<void> {
  const expected = state.stops.split(' ');
  expect(expected).toHaveLength(columns.length);
  const found = await Promise.all(
    columns.map(async ([, git], index) => (expected[index] === '.' ? undefined : verdictOf(state, git))),
  );
  expect(found.map((verdict, index) => say(columns[index], verdict?.letters ?? '.'))).toEqual(
    expected.map((verdict, index) => say(columns[index], sorted(verdict))),
  );
  const helps = found.flatMap((verdict) => verdict?.helps ?? []);
  if (state.wayOut !== undefined) expect(helps.join('\n')).toContain(state.wayOut);
}

function say(column: Column | undefined, verdict: string): string {
  return `${column?.[0] ?? ''}: ${verdict}`;
}

async function verdictOf(
  { live }: VerdictState,
  git: string,
): Promise<{ readonly letters: string; readonly helps: readonly string[] }> {
  const changes = await planScene(readScene(live, git, sceneCommit));
  const change = changes.find(({ object }) => object.kind === 'DRPlacementControl');
  const blocks = change?.blocks ?? [];
  if (change?.fields.length === 0 && change.state !== 'create' && blocks.length === 0)
    return { letters: '=', helps: [] };
  return {
    letters: sorted(blocks.map(letterOf).join('')) || '-',
    helps: blocks.flatMap(({ help }) => help ?? []),
  };
}

function letterOf({ gate }: Block): string {
  return Object.entries(letters).find(([, id]) => id === gate)?.[0] ?? `(${gate})`;
}

function sorted(verdict: string): string {
  return [...verdict].sort().join('');
}
