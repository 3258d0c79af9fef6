import { expect, it } from 'vitest';
import { goSpelling } from './go-duration.ts';

it.each([
  ['5m', '5m0s'],
  ['90m', '1h30m0s'],
  ['1h', '1h0m0s'],
  ['30s', '30s'],
  ['0.5h', '30m0s'],
  ['1500ms', '1500ms'],
  ['0s', '0s'],
  ['5 minutes', '5 minutes'],
  ['', ''],
])('Go prints %s as %s, and what is no whole second stays', (text, expected) => {
  expect(goSpelling(text)).toBe(expected);
});
