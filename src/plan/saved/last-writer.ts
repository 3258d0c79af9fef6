import { FIELD_MANAGER } from '../../model/annotations.ts';
import { compareText } from '../../model/finding.ts';
import { type FieldClaim, fieldClaims, type LiveObject } from '../../model/live-object.ts';
import type { Author } from '../managers.ts';

/** Whoever wrote anything but status last, ourselves included: what is known of a change whose fields nobody kept. */
export function lastWriter(live: LiveObject): Author | undefined {
  const claims = fieldClaims(live).filter(({ subresource }) => subresource === undefined);
  // Of two within one second the other is meant: our own writes are known.
  const ours = ({ manager }: FieldClaim): number => (manager === FIELD_MANAGER ? 1 : 0);
  const [newest] = claims.sort((a, b) => compareText(b.time ?? '', a.time ?? '') || ours(a) - ours(b));
  if (newest === undefined) return undefined;
  return { manager: newest.manager, ...(newest.time === undefined ? {} : { time: newest.time }) };
}
