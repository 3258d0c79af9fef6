import { jsonEquals } from '../model/json.ts';
import { type Change, type FieldChange, isRiskier } from '../model/plan.ts';

/**
 * Is what would be written now no more than what was planned? Undefined where it is; else what is different, in words
 * that follow "changed since the plan:". Both changes are `create` or `update`.
 */
export function beyondPlan(planned: Change, now: Change): string | undefined {
  if (planned.state === 'create' && now.state === 'update') return 'the object has appeared';
  if (planned.state === 'update' && now.state === 'create') return 'the object is gone';
  if (planned.judged !== undefined && now.judged !== undefined && planned.judged.uid !== now.judged.uid) {
    return 'the object has been deleted and created again';
  }
  const fields = now.fields.filter((field) => !field.held && !field.stays && !field.blocked);
  const beyond = fields.find((field) => !planned.fields.some((known) => covers(known, field)));
  if (beyond !== undefined) return `${beyond.path} would be written too, or otherwise`;
  if (isRiskier(now.risk ?? 'cosmetic', planned.risk ?? 'cosmetic')) return `the risk is now ${now.risk}`;
  return undefined;
}

/** A take-over was planned by name: path, every manager and both values. */
function covers(planned: FieldChange, now: FieldChange): boolean {
  if (planned.path !== now.path || planned.held || planned.blocked || !jsonEquals(planned.git, now.git))
    return false;
  if (now.takesOver !== true) return true;
  return (
    planned.takesOver === true &&
    jsonEquals(ownersOf(planned), ownersOf(now)) &&
    jsonEquals(planned.live, now.live)
  );
}

function ownersOf({ manager, coOwners = [] }: FieldChange): readonly string[] {
  return [manager ?? '', ...coOwners.map((owner) => owner.manager)].sort();
}
