import { describe, expect, it } from 'vitest';
import { sortGrants } from './permissions.ts';

function grant(until: string) {
  return { gate: 'busy', object: 'drpc/shop/cart', until };
}

function isValid(until: string, now: string): boolean {
  return sortGrants([grant(until)], Date.parse(now)).valid.length === 1;
}

describe('sortGrants', () => {
  it.each([
    ['2026-12-01', '2026-12-01T00:00:00Z', true],
    ['2026-12-01', '2026-12-01T23:59:59.999Z', true],
    ['2026-12-01', '2026-12-02T00:00:00Z', false],
    ['2028-02-29', '2028-02-29T12:00:00Z', true],
    ['2026-12-01T10:00:00Z', '2026-12-01T09:59:59Z', true],
    ['2026-12-01T10:00:00Z', '2026-12-01T10:00:00Z', false],
    ['2026-12-01T10:00:00+02:00', '2026-12-01T08:30:00Z', false],
  ])('until %s, at %s: %s', (until, now, valid) => {
    expect(isValid(until, now)).toBe(valid);
  });

  it.each([
    '',
    'never',
    '2026',
    '2026-02-30',
    '2026-13-01',
    '01.12.2026',
    '2026-12-01T10:00:00',
    'Tue, 1 Dec 2026',
  ])('never counts without an end that can be read: %j', (until) => {
    const sorted = sortGrants([grant(until)], 0);
    expect(sorted).toEqual({ valid: [], expired: [], unreadable: [grant(until)] });
  });

  it('hands on gate and object alone, and keeps what has expired apart', () => {
    const now = Date.parse('2026-06-01T00:00:00Z');
    const sorted = sortGrants([grant('2026-12-01'), grant('2025-12-01')], now);
    expect(sorted.valid).toEqual([{ gate: 'busy', object: 'drpc/shop/cart' }]);
    expect(sorted.expired).toEqual([grant('2025-12-01')]);
  });
});
