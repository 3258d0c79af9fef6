import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { similarName } from './similar-name.ts';

describe('similarName', () => {
  it.each([
    ['minio-on-drl', ['minio-on-dr1', 'minio-on-dr2'], 'minio-on-dr1'],
    ['asnyc-5m-east-west', ['sync-east-west', 'async-5m-east-west'], 'async-5m-east-west'],
    ['DR1', ['dr1', 'dr2'], 'dr1'],
    ['east-west-5m', ['5m-east-west'], '5m-east-west'],
    ['dr3', ['dr1', 'dr2'], undefined],
    ['s3-drx', ['s3-dr1', 's3-dr2'], undefined],
    ['dr-2', ['dr1', 'dr2'], 'dr2'],
    ['s3-dr2', ['s3-dr1'], undefined],
    ['production', ['dr1', 'staging'], undefined],
    ['x', [], undefined],
  ])('%s among %j is %s', (name, candidates, expected) => {
    expect(similarName(name, candidates)).toBe(expected);
  });

  it('does not depend on the order of the candidates', () => {
    const names = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '-', '1'), maxLength: 6 }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b', '-', '1'), maxLength: 6 }),
        names,
        (name, candidates) => {
          expect(similarName(name, candidates)).toBe(similarName(name, [...candidates].reverse()));
        },
      ),
    );
  });
});
