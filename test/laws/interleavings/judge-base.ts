import type { JsonObject } from '../../../src/model/json.ts';
import type { Pass } from './engine.ts';
import type { History } from './history.ts';
import { isDirty } from './memory.ts';
import { type Note, noteOf } from './note.ts';
import { groupOf, isSame, type Subject } from './subjects.ts';
import { demand } from './violation.ts';

/** The note of what was applied never moves backwards, and never claims what is not so. */
export function judgeBase(input: {
  readonly subject: Subject;
  readonly pass: Pass;
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly allowed: boolean;
  readonly history: History;
}): void {
  const { subject, pass, before, after, allowed, history } = input;
  const [old, now] = [noteOf(before), noteOf(after)];
  if (now === undefined || isSame(old, now)) return;
  const { commit, sight } = pass.checkout;
  const story = `${pass.engine} at ${commit.id.slice(0, 7)} (${sight}) re-wrote the base of ${subject.word} from ${JSON.stringify(old)} to ${JSON.stringify(now)}`;
  // Uncommitted runtime fields stay so, whatever commit has applied the others.
  if (isUnsettled(old) && isSame(runtimePart(old), runtimePart(now))) return;
  demand(now.revision === (sight === 'none' ? undefined : commit.id), `${story}: not its own commit`);
  demand((now.dirty === true) === isDirty(pass, subject), `${story}: wrong about uncommitted files`);
  if (!isSame(old?.runtime, now.runtime)) {
    const live = Object.entries(groupOf(subject, after)).map(([field, value]) => [`spec.${field}`, value]);
    demand(isSame(now.runtime, Object.fromEntries(live)), `${story}: these fields are not live`);
  }
  if (old === undefined || allowed) return;
  const earlier = old.revision === undefined ? undefined : history.find(old.revision);
  demand(earlier === undefined || commit.ancestors.has(earlier), `${story}: backwards`);
  demand(earlier === undefined || sight !== 'none', `${story}: without Git, over a commit`);
  demand(
    old.dirty !== true || now.dirty !== true || earlier === undefined,
    `${story}: uncommitted over uncommitted`,
  );
}

/** What it says of the runtime fields, and where from. */
function runtimePart(note: Note | undefined): unknown {
  return [note?.revision, note?.dirty, note?.runtime];
}

function isUnsettled(note: Note | undefined): boolean {
  return note !== undefined && (note.dirty === true || note.revision === undefined);
}
