import { describe, expect, it } from 'vitest';
import { type Base, formatBase, type RuntimeGroup } from './base.ts';
import { freshBase, type NextBaseInput, nextBaseText } from './next-base.ts';
import type { OurRevision } from './runtime-comparison.ts';

const home: RuntimeGroup = { 'spec.preferredCluster': 'dr1' };
const failover: RuntimeGroup = { ...home, 'spec.action': 'Failover', 'spec.failoverCluster': 'dr2' };
const committed: OurRevision = { commit: 'b2', dirty: false };
const local: Base = { revision: 'a1', dirty: true, runtime: failover, digest: 'old' };

describe('the base that a write leaves', () => {
  it.each<[string, Base]>([
    ['uncommitted files', local],
    ['a folder without Git', { dirty: true, runtime: failover, digest: 'old' }],
  ])(
    'still says that held runtime fields came from %s, when a commit has another field applied',
    (_, base) => {
      const next = nextBase(base, { held: true, fresh: freshBase(committed, 'new', failover) });
      expect(next).toEqual({ ...base, digest: 'new' });
    },
  );

  it('is the commit that agrees with what came from uncommitted files', () => {
    const fresh = freshBase(committed, 'old', failover);
    expect(nextBase(local, { fresh })).toEqual(fresh);
  });

  it('keeps its bytes while it says the same', () => {
    const base = freshBase({ commit: 'a1', dirty: false }, 'same', home);
    expect(nextBase(base, { fresh: freshBase(committed, 'same', home) })).toEqual(base);
  });

  it('moves to another line of history by override-live, and by nothing else', () => {
    const base = freshBase({ commit: 'a1', dirty: false }, 'same', home);
    const input = { fresh: freshBase(committed, 'same', home), lineage: { kind: 'not-ancestor' as const } };
    expect(nextBase(base, input)).toEqual(base);
    expect(nextBase(base, { ...input, overridden: true })).toEqual(input.fresh);
  });
});

function nextBase(base: Base, input: Partial<NextBaseInput> & Pick<NextBaseInput, 'fresh'>): Base {
  const text = nextBaseText({
    base,
    kept: formatBase(base),
    lineage: { kind: 'ancestor' },
    ours: committed,
    held: false,
    overridden: false,
    overtakes: false,
    ...input,
  });
  return JSON.parse(text);
}
