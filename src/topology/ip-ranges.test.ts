import { describe, expect, it } from 'vitest';
import { overlaps, parseAddress, parseCidr } from './ip-ranges.ts';

describe('parseCidr', () => {
  it.each([
    ['192.0.2.0/24', 4, 24],
    ['10.0.0.5/32', 4, 32],
    ['10.1.2.3/8', 4, 8],
    ['0.0.0.0/0', 4, 0],
    ['2001:db8::/32', 6, 32],
    ['::/0', 6, 0],
    ['::ffff:192.0.2.1/128', 6, 128],
  ])('%s', (text, version, bits) => {
    expect(parseCidr(text)).toMatchObject({ version, bits });
  });

  it.each([
    '10.0.0.5',
    '10.0.0/24',
    '10.0.0.0/33',
    '010.0.0.0/8',
    '256.0.0.0/8',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '2001:db8::/129',
    'fe80::1%eth0/64',
    '2001:db8:::/32',
    'host/24',
    '',
  ])('not %s', (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });

  it('spans the whole network, wherever the address stands in it', () => {
    expect(parseCidr('10.1.2.3/8')).toMatchObject({ start: 167_772_160n, end: 184_549_375n });
    expect(parseAddress('2001:db8::1')?.value).toBe(0x20010db8_00000000_00000000_00000001n);
    expect(parseAddress('::')?.value).toBe(0n);
  });
});

describe('overlaps', () => {
  it.each([
    ['10.0.0.0/8', '10.1.0.0/16', true],
    ['10.0.0.0/16', '10.1.0.0/16', false],
    ['192.0.2.7/32', '192.0.2.0/28', true],
    ['::/0', '0.0.0.0/0', false],
  ])('%s and %s: %s', (first, second, expected) => {
    const [a, b] = [parseCidr(first), parseCidr(second)];
    if (a === undefined || b === undefined) throw new Error('not parsed');
    expect(overlaps(a, b)).toBe(expected);
    expect(overlaps(b, a)).toBe(expected);
  });
});
