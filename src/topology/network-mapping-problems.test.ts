import { describe, expect, it } from 'vitest';
import { formatPath } from '../model/field-path.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { mappingProblems } from './network-mapping-problems.ts';

const networkRef = { nadNamespace: 'vms', nadName: 'lan' };
const cidr = { dr1: '10.1.0.0/24', dr2: '10.2.0.0/24' };

function pathsOf(value: JsonObject): readonly string[] {
  return [...mappingProblems(value, ['dr1', 'dr2'])].map(({ path }) => formatPath(path));
}

function network(mapping: JsonObject): JsonObject {
  return { version: 'v1', networkMappings: [{ networkRef, ...mapping }] };
}

const rules = (forth: Json, back: Json = [{ pattern: 'a', replacement: 'b' }]) =>
  network({ regexMappings: { 'dr1-to-dr2': forth, 'dr2-to-dr1': back } });

describe('mappingProblems', () => {
  it.each<readonly [string, JsonObject]>([
    ['networks', network({ cidr })],
    ['addresses', network({ explicitMappings: [{ dr1: '10.1.0.5', dr2: '2001:db8::5' }] })],
    ['patterns', rules([{ pattern: '^10\\.(\\d+)', replacement: '11.$1' }])],
    [
      'an address of one side on the other',
      network({ explicitMappings: [{ dr1: '10.1.0.5', dr2: '10.1.0.5' }] }),
    ],
  ])('accepts %s', (_, value) => {
    expect(pathsOf(value)).toEqual([]);
  });

  const at = 'networkMappings[0]';
  it.each<readonly [string, JsonObject, readonly string[]]>([
    ['no version', { networkMappings: [{ networkRef, cidr }] }, ['version']],
    ['another version', { ...network({ cidr }), version: 'v2' }, ['version']],
    ['no networks', { version: 'v1', networkMappings: [] }, ['networkMappings']],
    ['no name', network({ networkRef: { nadNamespace: 'vms' }, cidr }), [`${at}.networkRef.nadName`]],
    ['nothing mapped', network({}), [at]],
    [
      'a network twice',
      {
        version: 'v1',
        networkMappings: [
          { networkRef, cidr },
          { networkRef, cidr },
        ],
      },
      ['networkMappings[1].networkRef'],
    ],
    ['a third cluster', network({ cidr: { ...cidr, dr3: '10.3.0.0/24' } }), [`${at}.cidr.dr3`]],
    ['one cluster', network({ cidr: { dr1: '10.1.0.0/24' } }), [`${at}.cidr.dr2`]],
    ['no mask', network({ cidr: { ...cidr, dr1: '10.1.0.0' } }), [`${at}.cidr.dr1`]],
    [
      'IPv6',
      network({ cidr: { dr1: '2001:db8::/64', dr2: '10.2.0.0/24' } }),
      [`${at}.cidr.dr1`, `${at}.cidr.dr2`],
    ],
    ['two sizes', network({ cidr: { ...cidr, dr2: '10.2.0.0/16' } }), [`${at}.cidr.dr2`]],
    ['the same network', network({ cidr: { dr1: '10.1.0.0/24', dr2: '10.1.0.9/24' } }), [`${at}.cidr.dr2`]],
    [
      'an address twice',
      network({
        explicitMappings: [
          { dr1: '10.1.0.5', dr2: '10.2.0.5' },
          { dr1: '10.1.0.5', dr2: '10.2.0.6' },
        ],
      }),
      [`${at}.explicitMappings[1].dr1`],
    ],
    [
      'no address',
      network({ explicitMappings: [{ dr1: 'lan', dr2: '10.2.0.5' }] }),
      [`${at}.explicitMappings[0].dr1`],
    ],
    [
      'half an entry',
      network({ explicitMappings: [{ dr1: '10.1.0.5' }] }),
      [`${at}.explicitMappings[0].dr2`],
    ],
    ['one direction', rules([{ pattern: 'a', replacement: 'b' }], []), [`${at}.regexMappings.dr2-to-dr1`]],
    ['no pattern', rules([{ replacement: 'b' }]), [`${at}.regexMappings.dr1-to-dr2[0].pattern`]],
    [
      'a look-ahead',
      rules([{ pattern: '(?=a)', replacement: 'b' }]),
      [`${at}.regexMappings.dr1-to-dr2[0].pattern`],
    ],
    [
      'a missing group',
      rules([{ pattern: 'a', replacement: '$1' }]),
      [`${at}.regexMappings.dr1-to-dr2[0].replacement`],
    ],
  ])('refuses %s', (_, value, expected) => {
    expect(pathsOf(value)).toEqual(expected);
  });
});
