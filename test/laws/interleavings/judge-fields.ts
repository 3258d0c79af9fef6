import { getAt } from '../../../src/model/field-path.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { Pass } from './engine.ts';
import { changedLeaves, leavesOf, otherClaims } from './leaves.ts';
import { manifestOf } from './manifests.ts';
import { type Doc, isSame, type Subject } from './subjects.ts';
import { demand } from './violation.ts';

/** Every value that a write changed is one that Git declares, or declared, and the plan had shown it. */
export function judgeFields(input: {
  readonly subject: Subject;
  readonly doc: Doc;
  readonly pass: Pass;
  readonly before: JsonObject | undefined;
  readonly after: JsonObject;
  readonly isRelease: boolean;
}): void {
  const { subject, doc, pass, before, after, isRelease } = input;
  const change = pass.changes?.find(({ object }) => object.name === subject.name);
  const who = `${pass.engine} on ${subject.word}`;
  demand(
    change?.state === 'create' || change?.state === 'update',
    `${who}: a write, though the plan said ${change?.state}`,
  );
  if (before === undefined) {
    demand(change.state === 'create', `${who}: created, though the plan said ${change.state}`);
    return;
  }
  demand(change.state === 'update', `${who}: overwrote what had appeared`);
  const uid = getAt(before, ['metadata', 'uid']);
  demand(
    uid === change.judged?.uid && uid === getAt(after, ['metadata', 'uid']),
    `${who}: the plan was for another object of that name`,
  );
  const declared = leavesOf(manifestOf(subject, doc));
  for (const [path, value] of changedLeaves(before, after)) {
    demand(!isRelease, `${who}: the release of claims changed ${path}`);
    if (value === undefined) judgeRemoval(who, path, before, declared, subject);
    else
      demand(
        isSame(declared.get(path), value),
        `${who}: ${path} became ${JSON.stringify(value)}, which Git does not say`,
      );
    const shown = change.fields.find((field) => isUnder(path, field.path) && !field.held && !field.stays);
    demand(shown !== undefined, `${who}: ${path} was written, and the plan did not show it`);
    demand(
      path !== shown.path || isSame(shown.git, value),
      `${who}: ${path} became ${JSON.stringify(value)}, and the plan had shown ${JSON.stringify(shown.git)}`,
    );
  }
}

/** Only what ramen-sync's own apply had put there goes, and only if nobody else wants it; a runtime field goes for all. */
function judgeRemoval(
  who: string,
  path: string,
  before: JsonObject,
  declared: ReadonlyMap<string, Json>,
  subject: Subject,
): void {
  demand(!declared.has(path), `${who}: ${path} went away, though Git declares it`);
  if (subject.runtime.some((field) => path === `spec.${field}`)) return;
  demand(
    Object.values(subject.others).some((other) => other.path.join('.') === path),
    `${who}: removed ${path}`,
  );
  const others = otherClaims(before, path);
  demand(others.length === 0, `${who}: removed ${path}, which ${others.join(', ')} wants too`);
}

function isUnder(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}.`) || path.startsWith(`${parent}[`);
}
