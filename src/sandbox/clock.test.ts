import { describe, expect, it } from 'vitest';
import { createClock } from './clock.ts';

describe('createClock', () => {
  it('stands still at speed 0, and does what is due in order, each at its own moment', () => {
    const clock = createClock(0, 1000);
    const seen: unknown[] = [];
    const see = (what: string) => () => void seen.push([what, clock.now()]);
    clock.after(30, see('third'));
    clock.after(10, () => {
      see('first')();
      clock.after(10, see('second'));
    });
    clock.after(30, see('fourth'));
    clock.after(20, see('never'))();
    clock.after(31, see('too late'));
    clock.advance(30);
    expect(seen).toEqual([
      ['first', 1010],
      ['second', 1020],
      ['third', 1030],
      ['fourth', 1030],
    ]);
    expect(clock.now()).toBe(1030);
  });

  it('leaves out what is routine where nothing else is to be done, and keeps its beat', () => {
    const clock = createClock(0, 0);
    const seen: string[] = [];
    const beat = (name: string, every: number): void => {
      clock.after(every, () => void [seen.push(`${name} ${clock.now()}`), beat(name, every)], 'routine');
    };
    beat('minute', 60);
    beat('hour', 3600);
    clock.after(150, () => void seen.push('once 150'));
    clock.advance(7300);
    expect(seen).toEqual([
      'minute 60',
      'minute 120',
      'once 150',
      'hour 3600',
      'minute 7200',
      'hour 7200',
      'minute 7260',
    ]);
  });

  it('goes on from where it was moved to', () => {
    const clock = createClock(1000, 0);
    clock.advance(3_600_000);
    const moved = clock.now();
    expect(moved).toBeGreaterThanOrEqual(3_600_000);
    expect(clock.now()).toBeGreaterThanOrEqual(moved);
    clock.stop();
  });
});
