import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Base, RuntimeGroup } from './base.ts';
import { compareRuntime, type Lineage, mayRewriteBase } from './runtime-comparison.ts';

const home: RuntimeGroup = { 'spec.preferredCluster': 'dr1' };
const failedOver: RuntimeGroup = { ...home, 'spec.action': 'Failover', 'spec.failoverCluster': 'dr2' };
const relocated: RuntimeGroup = { 'spec.preferredCluster': 'dr2', 'spec.action': 'Relocate' };
const ancestor: Lineage = { kind: 'ancestor' };
const clean = (runtime: RuntimeGroup): Base => ({ revision: 'a1', runtime });

describe('Git, base and live', () => {
  it.each<[string, Parameters<typeof compareRuntime>[0], string]>([
    ['in step', { git: home, live: home, base: clean(home), lineage: ancestor }, 'in-step'],
    [
      'in step after adopt',
      { git: failedOver, live: failedOver, base: clean(home), lineage: ancestor },
      'in-step',
    ],
    [
      'an operator failed over',
      { git: home, live: failedOver, base: clean(home), lineage: ancestor },
      'operator-acted',
    ],
    [
      'an operator cleared',
      { git: failedOver, live: home, base: clean(failedOver), lineage: ancestor },
      'operator-acted',
    ],
    ['Git asks', { git: failedOver, live: home, base: clean(home), lineage: ancestor }, 'git-asks'],
    ['both moved', { git: failedOver, live: relocated, base: clean(home), lineage: ancestor }, 'both-moved'],
    [
      'an older checkout',
      { git: failedOver, live: home, base: clean(home), lineage: { kind: 'not-ancestor' } },
      'not-an-ancestor',
    ],
    [
      'a shallow clone',
      { git: failedOver, live: home, base: clean(home), lineage: { kind: 'unknown', why: 'shallow' } },
      'lineage-unknown',
    ],
    [
      'an uncommitted apply',
      { git: failedOver, live: home, base: { ...clean(home), dirty: true }, lineage: ancestor },
      'uncommitted-base',
    ],
    ['no base', { git: home, live: failedOver, base: undefined, lineage: ancestor }, 'no-base'],
    [
      'a base without a runtime part',
      { git: home, live: failedOver, base: { revision: 'a1' }, lineage: ancestor },
      'no-base',
    ],
  ])('%s', (_, input, expected) => {
    const verdict = compareRuntime(input);
    expect(verdict.state === 'held' ? verdict.why : verdict.state).toBe(expected);
  });

  it('lets Git through in one case only, whatever the values are', () => {
    const group = fc.dictionary(
      fc.constantFrom('spec.action', 'spec.failoverCluster', 'spec.preferredCluster'),
      fc.constantFrom('dr1', 'dr2', 'x'),
    );
    const lineage = fc.constantFrom<Lineage>(
      { kind: 'ancestor' },
      { kind: 'not-ancestor' },
      { kind: 'unknown', why: 'shallow' },
    );
    const base = fc.option(
      fc.record(
        { revision: fc.constant('a1'), dirty: fc.constant(true as const), runtime: group },
        { requiredKeys: [] },
      ),
      { nil: undefined },
    );
    fc.assert(
      fc.property(group, group, base, lineage, (git, live, base, lineage) => {
        const { state } = compareRuntime({ git, live, base, lineage });
        if (state !== 'git-asks') return;
        expect(base?.runtime).toEqual(live);
        expect(git).not.toEqual(live);
        expect(base?.dirty).toBeUndefined();
        expect(lineage.kind).toBe('ancestor');
      }),
    );
  });
});

describe('the base', () => {
  const ours = { commit: 'b2', dirty: false };
  it.each<[string, Base | undefined, Lineage, { commit?: string; dirty: boolean }, boolean]>([
    ['first write', undefined, { kind: 'unknown', why: '' }, ours, true],
    ['a descendant', clean(home), ancestor, ours, true],
    ['an uncommitted descendant', clean(home), ancestor, { ...ours, dirty: true }, true],
    ['an older checkout', clean(home), { kind: 'not-ancestor' }, ours, false],
    ['a shallow clone', clean(home), { kind: 'unknown', why: '' }, ours, false],
    ['a committed descendant of an uncommitted base', { ...clean(home), dirty: true }, ancestor, ours, true],
    ['an uncommitted one again', { ...clean(home), dirty: true }, ancestor, { ...ours, dirty: true }, false],
    [
      'an uncommitted base of a commit that is not here',
      { ...clean(home), dirty: true },
      { kind: 'unknown', why: '' },
      ours,
      false,
    ],
    ['a base without Git, and a commit', { runtime: home }, { kind: 'unknown', why: '' }, ours, true],
    [
      'a base without Git, and uncommitted files',
      { runtime: home },
      { kind: 'unknown', why: '' },
      { ...ours, dirty: true },
      false,
    ],
  ])('%s: %#', (_, base, lineage, revision, expected) => {
    expect(mayRewriteBase(base, lineage, revision)).toBe(expected);
  });
});
