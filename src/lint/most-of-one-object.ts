import type { NotChecked } from '../model/finding.ts';

/** A thousand findings of one rule on one object say what is wrong; the object is blocked by the first. */
export const mostOfOneObject = 1000;

export function leftOut(who: string, object: string, count: number): NotChecked {
  return { reason: 'too-many', what: `more that ${who} finds in ${object}`, count };
}
