import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDue, nextTurn, type Turn } from './schedule.ts';

const end = { generation: 3, intervalMs: 600_000, failed: false, wrote: false };

describe('isDue', () => {
  const turn: Turn = { generation: 3, dueAt: 1000, failures: 0 };

  it.each([
    ['the first time', undefined, 3, 0, true],
    ['before its time', turn, 3, 999, false],
    ['at its time', turn, 3, 1000, true],
    ['before its time, with another spec', turn, 4, 0, true],
  ])('%s', (_, known, generation, now, due) => {
    expect(isDue(known, generation, now)).toBe(due);
  });
});

describe('nextTurn', () => {
  it('comes back at the interval, and sooner after a write', () => {
    expect(nextTurn(undefined, end, 1000, 0.5)).toEqual({ generation: 3, dueAt: 601_000, failures: 0 });
    expect(nextTurn(undefined, { ...end, wrote: true }, 1000, 0.5).dueAt).toBe(31_000);
    expect(nextTurn(undefined, { ...end, wrote: true, intervalMs: 1000 }, 1000, 0.5).dueAt).toBe(2000);
  });

  it('backs off while it fails, not beyond the interval, and starts anew with another spec', () => {
    const delays: number[] = [];
    let turn: Turn | undefined;
    for (let pass = 0; pass < 9; pass += 1) {
      turn = nextTurn(turn, { ...end, failed: true }, 0, 0.999999);
      delays.push(Math.round(turn.dueAt / 1000));
    }
    expect(delays).toEqual([5, 10, 20, 40, 80, 160, 320, 600, 600]);
    expect(nextTurn(turn, { ...end, failed: true, generation: 4 }, 0, 0).failures).toBe(1);
    expect(nextTurn(turn, end, 0, 0).failures).toBe(0);
  });

  it('never retries at once, and never later than the interval or a minute', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 3_600_000 }),
        fc.integer({ min: 0, max: 10_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (intervalMs, failures, random) => {
          const turn = { generation: 3, dueAt: 0, failures };
          const { dueAt } = nextTurn(turn, { ...end, intervalMs, failed: true }, 0, random);
          expect(dueAt).toBeGreaterThanOrEqual(500);
          expect(dueAt).toBeLessThanOrEqual(Math.max(intervalMs, 60_000));
        },
      ),
    );
  });
});
