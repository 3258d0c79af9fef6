import { beforeEach, describe, expect, it } from 'vitest';
import type { Movement } from '../cluster/followed-collection.ts';
import { Agenda, type Due } from './agenda.ts';
import type { Mark } from './marks.ts';

const cart = 'hub:ramendr.openshift.io/DRPlacementControl/shop/cart';
const stranger = 'ramendr.openshift.io/DRPlacementControl/shop/stranger';

describe('what is to be looked at', () => {
  let now: number;
  let agenda: Agenda;

  beforeEach(() => {
    now = 1_000_000;
    agenda = new Agenda({ now: () => now, random: () => 0.5 });
    agenda.declare(new Map([[cart, undefined]]));
  });

  const mark = (declared: string): Mark => ({ version: '1', declared });
  const moved = (id: string, before: Mark | undefined, after: Mark | undefined): void => {
    const movement: Movement<Mark> = { id, before, after };
    agenda.moved('hub', movement);
  };
  const cartMoved = (before: Mark | undefined, after: Mark | undefined): void =>
    moved(cart.slice('hub:'.length), before, after);
  /** What is taken when its time has come. */
  const due = (): Due | undefined => {
    const at = agenda.dueAt();
    if (at === undefined) return undefined;
    now = Math.max(now, at);
    return agenda.take();
  };
  const idsOf = (turn: Due | undefined): readonly string[] => [...(turn?.ids ?? [])];

  it('is what moved of the declared objects, once', () => {
    cartMoved(mark('a'), mark('a'));
    expect(agenda.dueAt()).toBeUndefined();
    cartMoved(mark('a'), mark('b'));
    expect(idsOf(due())).toEqual([cart]);
    expect(agenda.dueAt()).toBeUndefined();
  });

  it('is not what has vanished, until a pass has asked Git', () => {
    cartMoved(mark('a'), undefined);
    expect(agenda.wantsPass()).toBe(true);
    expect(agenda.dueAt()).toBeUndefined();
    expect([...agenda.takeAll()]).toEqual([cart]);
    expect(agenda.wantsPass()).toBe(false);
  });

  it('is everything, soon, when an object that Git does not have comes or goes', () => {
    moved(stranger, undefined, mark('a'));
    expect(agenda.dueAt()).toBe(now + 10_000);
    expect(due()).toEqual({ isEverything: true, ids: new Set() });
    agenda.clear();
    expect(agenda.dueAt()).toBeUndefined();
  });

  it.each([
    ['an object', () => cartMoved(mark('a'), mark('b'))],
    ['everything', () => moved(stranger, undefined, mark('a'))],
  ])('is put off ever longer where %s could not be judged', (_, move) => {
    move();
    const pauses: number[] = [];
    for (let failure = 0; failure < 8; failure += 1) {
      const turn = due();
      if (turn === undefined) throw new Error('nothing is due');
      agenda.putOff(turn);
      pauses.push((agenda.dueAt() ?? now) - now);
    }
    expect(pauses[0]).toBeGreaterThan(500);
    expect(pauses[3]).toBeGreaterThan(4 * (pauses[0] ?? 0));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(60_000);
  });

  it('is what waits, five seconds after something moved around it, and the report when a cluster came or went', () => {
    agenda.settle(new Set([cart]));
    moved('v1/ConfigMap/shop/other', mark('a'), mark('b'));
    expect(agenda.dueAt()).toBe(now + 5_000);
    expect(idsOf(due())).toEqual([cart]);
    agenda.clusterMoved('dr1');
    expect(due()).toEqual({ isEverything: false, ids: new Set() });
    expect(agenda.dueAt()).toBeUndefined();
  });
});
