import { compareText } from '../../model/finding.ts';
import { fieldClaims, type LiveObject } from '../../model/live-object.ts';
import type { Author } from '../managers.ts';

/** Whoever wrote anything but status last, ourselves included: what is known of a change whose fields nobody kept. */
export function lastWriter(live: LiveObject): Author | undefined {
  const claims = fieldClaims(live).filter(({ subresource }) => subresource === undefined);
  const [newest] = claims.sort((a, b) => compareText(b.time ?? '', a.time ?? ''));
  if (newest === undefined) return undefined;
  return { manager: newest.manager, ...(newest.time === undefined ? {} : { time: newest.time }) };
}
