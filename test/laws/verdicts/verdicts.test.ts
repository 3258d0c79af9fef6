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

/** What cannot be known blocks in every gate but failover-preflight: nothing more passes, and these three stop. */
describe.each(['without status', 'status of an older generation', 'the other cluster unreadable'])(
  '%s',
  (how) => {
    it.each(changed.map((state) => [state.name, state] as const))('%s', async (_, state) => {
      const blind = blindly(state, how);
      if (blind === undefined) return;
      const expected = state.stops.split(' ');
      const columns = columnsOf(state);
      await Promise.all(
        columns.map(async (column, index) => {
          const known = expected[index] ?? '';
          if (/[.=]/.test(known)) return;
          const { letters: found } = await verdictOf({ ...state, live: blind }, column[1]);
          const due = [...known].filter((letter) => /[A-Z]/.test(letter) && letter !== 'F');
          expect([column[0], missing(found, [...due, ...closed(state, column, how)])]).toEqual([
            column[0],
            [],
          ]);
        }),
      );
    });
  },
);

/** The state with one thing that cannot be known; undefined where it cannot be known already. */
function blindly({ live }: VerdictState, how: string): string | undefined {
  const without = (word: string) => live.replace(new RegExp(`^${word}:.*\n?`, 'm'), '');
  if (how === 'without status') return `${without('status')}\nstatus: none`;
  if (how === 'status of an older generation') return `${live}\nobserved: old`;
  if (/no answer|^works:/m.test(live)) return undefined;
  const runsOn = /dryRun: true/.test(live)
    ? 'dr1'
    : (/^decisions: \[(?:.*, )?(dr\d)\]/m.exec(live)?.[1] ?? 'dr1');
  const other = runsOn === 'dr1' ? 'dr2' : 'dr1';
  const order =
    new RegExp(`^${other}: (.*)$`, 'm').exec(live)?.[1] ?? (other === 'dr2' ? 'secondary' : 'primary');
  return `${without(other)}\n${other}: no answer\nworks: { ${other}: ${order} }`;
}

function closed(state: VerdictState, [title]: Column, how: string): readonly string[] {
  if (title === state.truth) return [];
  const action = /^cart: .*action: (\w+)/m.exec(state.live)?.[1];
  const startsFailover = title.startsWith('Failover') && action !== 'Failover';
  return [
    ...(startsFailover || how === 'the other cluster unreadable' ? [] : ['B']),
    ...(title.startsWith('no action') && action !== undefined && !/dryRun/.test(state.live) ? ['C'] : []),
    ...(title.startsWith('Relocate') ? ['R'] : []),
  ];
}

function missing(found: string, due: readonly string[]): readonly string[] {
  return [...new Set(due)].filter((letter) => !found.includes(letter));
}

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
