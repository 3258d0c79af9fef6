import { expect, it } from 'vitest';
import { cidrsCondition } from './cidrs.ts';

it.each([
  [[], ['10.0.0.0/24'], undefined],
  [['10.0.0.0/24', '2001:db8::/32'], [], 'True Succeeded All detected CIDRs are configured'],
  [['10.0.0.0/24'], ['10.0.0.0/24'], 'True Succeeded All detected CIDRs are configured'],
  [
    ['10.0.0.0/24', '10.0.1.0/24'],
    ['10.0.0.0/24'],
    'True UndetectedCIDRsFound warning: CIDRs not detected by storage provisioner: 10.0.1.0/24',
  ],
  [['10.0.0.5/32'], ['10.0.0.5'], 'False DetectedCIDRsUnconfigured detected CIDRs not configured: 10.0.0.5'],
  [
    ['10.0.0.5', '10.0.0.0/33', '00.51.100.16/24', '10.0.0.0/24', 'aaa/24', '::1/129', 'fe80::1%eth0/64'],
    [],
    'False InvalidCIDRsFormat invalid CIDRs format specified 10.0.0.5, 10.0.0.0/33, 00.51.100.16/24, aaa/24, ::1/129, fe80::1%eth0/64',
  ],
])('%j against %j', (configured, detected, expected) => {
  const found = cidrsCondition(configured, detected);
  const text = found === undefined ? undefined : `${found.status} ${found.reason} ${found.message}`;
  expect(text).toBe(expected);
});
