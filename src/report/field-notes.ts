import type { FieldChange } from '../model/plan.ts';

/** What is to be said of a field beside its two values; in words that still have to be escaped. */
export function fieldNotes(field: FieldChange): readonly string[] {
  const owners = ownersOf(field);
  return [
    ...(field.held ? ['held'] : []),
    ...originWords(field),
    ...(field.takesOver ? ['taken over'] : []),
    ...(field.stays ? ['stays'] : []),
    ...(field.blocked ? ['blocked'] : []),
    ...(owners.length > 0 ? [`by ${owners.join(' and ')}`] : isByUnknown(field) ? ['by unknown'] : []),
    ...(field.time === undefined ? [] : [field.time]),
  ];
}

/** Everybody who owns the live value. */
export function ownersOf({ manager, coOwners = [] }: FieldChange): readonly string[] {
  return manager === undefined ? [] : [manager, ...coOwners.map((owner) => owner.manager)];
}

function originWords({ origin, held, stays }: FieldChange): readonly string[] {
  if (held || stays) return [];
  if (origin === 'live') return ['drift'];
  if (origin === 'both') return ['Git and cluster both moved'];
  return origin === 'unknown' ? ['origin unknown'] : [];
}

/** Somebody moved it, but a removal has no recorded author, nor has a value whose claim is gone. */
function isByUnknown({ origin }: FieldChange): boolean {
  return origin === 'live' || origin === 'both';
}
