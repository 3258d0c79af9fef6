import { type Base, formatBase, type RuntimeGroup, sameGroup } from './base.ts';
import { type Lineage, mayRewriteBase, type OurRevision } from './runtime-comparison.ts';

/** What this checkout means by a write. */
export function freshBase(ours: OurRevision, digest: string, runtime?: RuntimeGroup): Base {
  return {
    ...(ours.commit === undefined ? {} : { revision: ours.commit }),
    ...(ours.dirty ? { dirty: true as const } : {}),
    ...(runtime === undefined ? {} : { runtime }),
    digest,
  };
}

export interface NextBaseInput {
  /** The base on the live object, read, and its text as it stands there. */
  readonly base: Base | undefined;
  readonly kept: string | undefined;
  readonly fresh: Base;
  readonly lineage: Lineage;
  readonly ours: OurRevision;
  /** The runtime fields stay as they are; `fresh` carries those of the base. */
  readonly held: boolean;
  /** A permission by name: it moves the base whatever the lineage. */
  readonly overridden: boolean;
  /** A commit after the base's asked otherwise, and must not be able to fire. */
  readonly overtakes: boolean;
}

/**
 * The text of the base that a write would leave. It keeps its bytes as long as it says the same, so that an object in
 * step is not written at every commit.
 */
export function nextBaseText(input: NextBaseInput): string {
  const { base, kept, fresh, lineage, ours, held, overridden, overtakes } = input;
  if (base === undefined || kept === undefined || overridden) return formatBase(fresh);
  if (!mayRewriteBase(base, lineage, ours)) return kept;
  if (held && isUnsettled(base)) return noted(base, fresh);
  const says = settles(base, fresh) || overtakes || !sameRuntime(base, fresh) || fresh.digest !== base.digest;
  return says ? formatBase(fresh) : kept;
}

/** It came from uncommitted files, or from no Git at all. */
function isUnsettled(base: Base): boolean {
  return base.dirty === true || base.revision === undefined;
}

/**
 * A commit that has the other fields applied does not make uncommitted runtime fields its own: taken for that, the next
 * look would find that Git asks to undo them.
 */
function noted(base: Base, { digest }: Base): string {
  return formatBase({ ...base, ...(digest === undefined ? {} : { digest }) });
}

/** What was uncommitted is committed now. */
function settles(base: Base, fresh: Base): boolean {
  return isUnsettled(base) && fresh.dirty === undefined && fresh.revision !== undefined;
}

function sameRuntime({ runtime: a }: Base, { runtime: b }: Base): boolean {
  return a === undefined || b === undefined ? a === b : sameGroup(a, b);
}
