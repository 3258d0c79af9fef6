import type { JsonObject } from '../../../src/model/json.ts';
import type { Pass } from './engine.ts';
import { type Commit, dirtyFiles } from './history.ts';
import { noteOf } from './note.ts';
import { type Group, isSame, type Subject } from './subjects.ts';

/** Who meant what, as far as one live object goes. Kept from the log of writes and from what was committed; nothing else. */
export interface Memory {
  readonly uid: string;
  /** What Git and the cluster agreed on last. Undefined: they never did, or the note of it was removed. */
  agreed?: Group;
  /** What a person made of the fields, and Git has not agreed with since. */
  hand?: Group;
  /** The fields stand as an uncommitted file wanted them. */
  uncommitted: boolean;
  /** Commits that were carried out, or found to be. */
  readonly applied: Set<Commit>;
  /** Commits at which an engine has written to the object. */
  readonly wroteAt: Set<Commit>;
  /** Something since the last clean agreement may keep a careful engine from going on. */
  murky: boolean;
}

export function newMemory(uid: string): Memory {
  return { uid, uncommitted: false, applied: new Set(), wroteAt: new Set(), murky: false };
}

export function isDirty({ checkout }: Pass, subject: Subject): boolean {
  return checkout.sight === 'none' || dirtyFiles(checkout).has(subject.file);
}

/** Has a commit been carried out that asked for other runtime fields, and that the checkout does not contain? */
export function isBehind({ applied }: Memory, { checkout }: Pass, subject: Subject): boolean {
  const { ancestors } = checkout.commit;
  return [...applied].some((commit) =>
    [...commit.ancestors].some((each) => !ancestors.has(each) && spoke(each, subject)),
  );
}

/** The commit changed what Git wants of the runtime fields. One that drops the object wants nothing. */
function spoke({ docs, parents }: Commit, subject: Subject): boolean {
  const group = docs.get(subject.name)?.group;
  return group !== undefined && parents.some((parent) => !isSame(lastSaid(parent, subject), group));
}

function lastSaid({ docs, parents }: Commit, subject: Subject): Group | undefined {
  const [parent] = parents;
  return docs.get(subject.name)?.group ?? (parent === undefined ? undefined : lastSaid(parent, subject));
}

/** May the checkout's agreement with the cluster count as Git's: committed, and with nothing of what was applied missing? */
export function isGitsWord(memory: Memory, pass: Pass, subject: Subject, live: JsonObject): boolean {
  const { sight, commit } = pass.checkout;
  if (isDirty(pass, subject) || isBehind(memory, pass, subject)) return false;
  // It knows no other commit than its own, and may not note that over one that it does not know.
  if (sight === 'shallow') return memory.wroteAt.size === 0 || noteOf(live)?.revision === commit.id;
  return true;
}

/** Git and the cluster say the same, and Git's word counts. */
export function agree(memory: Memory, pass: Pass, group: Group): void {
  const { commit, sight } = pass.checkout;
  memory.agreed = group;
  delete memory.hand;
  memory.uncommitted = false;
  memory.applied.add(commit);
  const knowsAll = sight !== 'shallow' && [...memory.wroteAt].every((each) => commit.ancestors.has(each));
  if (knowsAll) memory.murky = false;
}

/** Is there nothing that could keep Git from leading: nobody's hand, nothing uncommitted, no other line of history? */
export function isCalm(memory: Memory, live: Group, pass: Pass): boolean {
  const { commit, sight } = pass.checkout;
  return (
    (sight === 'full' || sight === 'fresh') &&
    memory.agreed !== undefined &&
    isSame(memory.agreed, live) &&
    memory.hand === undefined &&
    !memory.uncommitted &&
    !memory.murky &&
    [...memory.wroteAt].every((each) => commit.ancestors.has(each))
  );
}
