import type { Base, RuntimeGroup } from './base.ts';
import { sameGroup } from './base.ts';

/** The checkout that plans. */
export interface OurRevision {
  /** Absent without Git or without a commit. */
  readonly commit?: string;
  /** The object's file differs from that commit. */
  readonly dirty: boolean;
}

/** Where the base's revision stands to ours. */
export type Lineage =
  | { readonly kind: 'ancestor' } // or the same commit
  | { readonly kind: 'not-ancestor' }
  | { readonly kind: 'unknown'; readonly why: string };

export type HeldCase =
  | 'operator-acted'
  | 'both-moved'
  | 'not-an-ancestor'
  | 'uncommitted-base'
  | 'lineage-unknown'
  | 'no-base';

export type RuntimeVerdict =
  | { readonly state: 'in-step' }
  | { readonly state: 'git-asks' }
  | { readonly state: 'held'; readonly why: HeldCase; readonly message: string };

/**
 * Decides the runtime fields of an object as one group: is the difference between Git and the cluster Git's wish, or
 * somebody's hand? Only one case lets Git through, and every doubt is held.
 */
export function compareRuntime(input: {
  readonly git: RuntimeGroup;
  readonly live: RuntimeGroup;
  readonly base: Base | undefined;
  readonly lineage: Lineage;
}): RuntimeVerdict {
  const { git, live, base, lineage } = input;
  if (sameGroup(git, live)) return { state: 'in-step' };
  if (base?.runtime === undefined) {
    return held('no-base', 'Git and the cluster differ, and ramen-sync has not applied this here before');
  }
  if (sameGroup(git, base.runtime)) {
    return held(
      'operator-acted',
      'somebody acted on the cluster since the last apply; Git still says what was applied',
    );
  }
  if (!sameGroup(live, base.runtime)) {
    return held('both-moved', 'both Git and the cluster have moved since the last apply');
  }
  if (base.dirty) {
    return held(
      'uncommitted-base',
      'the last apply came from uncommitted files, so no commit can be said to come after it',
    );
  }
  if (lineage.kind === 'unknown') return held('lineage-unknown', lineage.why);
  if (lineage.kind === 'not-ancestor') {
    return held(
      'not-an-ancestor',
      `the last apply came from commit ${shortCommit(base.revision)}, which this checkout does not contain: it is older, or on another branch`,
    );
  }
  return { state: 'git-asks' };
}

function held(why: HeldCase, message: string): RuntimeVerdict {
  return { state: 'held', why, message };
}

/**
 * The base never moves backwards. It may be re-written when its revision is an ancestor of ours, or when it is uncommitted
 * or has no revision and our file is committed; but not by a checkout that is known to lack the commit it was written
 * from, or cannot tell: that one may be stale, and would prepare the ground for an old action to fire again.
 */
export function mayRewriteBase(base: Base | undefined, lineage: Lineage, ours: OurRevision): boolean {
  if (base === undefined) return true;
  if (base.revision === undefined) return ours.commit === undefined || !ours.dirty;
  if (lineage.kind !== 'ancestor') return false;
  return !base.dirty || !ours.dirty;
}

function shortCommit(commit: string | undefined): string {
  return commit === undefined ? '(none)' : commit.slice(0, 12);
}
