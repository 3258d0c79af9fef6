import type { Manifest } from '../model/manifest.ts';
import type { UnreadText } from '../topology/topology.ts';

/** As messages name an object: `DRPlacementControl shop/cart`. */
export function nameOf({ key }: Manifest): string {
  const place = key.namespace === undefined ? '' : `${key.namespace}/`;
  return `${key.kind} ${place}${key.name}`.trim();
}

export function quoted(name: string): string {
  return JSON.stringify(name);
}

/** An address without what stands before its `@`: that may be a password, whatever characters are in it. */
export function withoutUser(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1…@');
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  const [last, ...others] = [...names].reverse();
  if (last === undefined) return 'none';
  return others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`;
}

/** What to do where the last object of a kind went, and something still refers to it. */
export function noneLeft(what: string, name: string): string {
  return `no ${what} is here any more: declare ${quoted(name)}, or put back what did`;
}

/** The line for a reference whose target may stand in text that could not be read. */
export function mayStandIn(what: string, unread: UnreadText): string {
  return `${what}: may stand in ${unread.file}, which could not be read`;
}
