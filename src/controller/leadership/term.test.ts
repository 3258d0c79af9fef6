import { expect, it } from 'vitest';
import { pace, Term } from './term.ts';

const clocks = () => {
  const moment = { steady: 1000, wall: 50_000 };
  return { moment, now: () => ({ ...moment }) };
};

it('ends a second before anybody else may hold the Lease, the last write included', () => {
  expect(pace.deadlineMs + pace.writeMs).toBeLessThanOrEqual(pace.leaseMs - 1000);
  expect(pace.renewMs).toBeLessThan(pace.deadlineMs);
  // And a dead leader is followed within twenty.
  expect(pace.leaseMs).toBeLessThan(20_000);
});

it.each([
  ['we were frozen', { steady: pace.deadlineMs, wall: pace.deadlineMs }],
  ['the machine slept', { steady: 1, wall: pace.deadlineMs }],
  ['somebody set the clock back', { steady: pace.deadlineMs, wall: -1_000_000 }],
])('is over for good when %s', (_, passed) => {
  const { moment, now } = clocks();
  const term = new Term(now, now());
  moment.steady += passed.steady - 1;
  moment.wall += passed.wall - 1;
  expect(term.isValid()).toBe(true);
  moment.steady += 1;
  moment.wall += 1;
  expect(term.isValid()).toBe(false);
  expect(term.ended.aborted).toBe(true);
  term.renewed(now());
  expect(term.isValid()).toBe(false);
});

it('counts a renewal from when it was sent', () => {
  const { moment, now } = clocks();
  const term = new Term(now, now());
  moment.steady += 8000;
  moment.wall += 8000;
  const sentAt = now();
  moment.steady += 3000;
  moment.wall += 3000;
  term.renewed(sentAt);
  expect(term.leftMs()).toBe(pace.deadlineMs - 3000);
});
