import type { Change, PlanReport } from '../model/plan.ts';
import { type Alike, buildAlike, likenessOf } from './alike.ts';

/** Changes that are told together, in the order of the plan. */
export type ChangeGroup =
  | { readonly told: 'fully'; readonly change: Change }
  /** The same of each, but for names and figures. */
  | { readonly told: 'alike'; readonly alike: Alike }
  /** Nothing to say of each but its place; `reason` holds for all of them. */
  | { readonly told: 'briefly'; readonly changes: readonly Change[]; readonly reason?: string };

/** So many may be read one by one. */
const FEW = 2;

/** Puts together what says the same: whatever their names, changes alike stand where the first of them does. */
export function groupChanges(changes: readonly Change[], { clusters }: PlanReport): readonly ChangeGroup[] {
  const saidOfCluster = new Set(clusters.flatMap(({ message }) => (message === undefined ? [] : [message])));
  const alike = groupAlike(changes.filter(hasMuchToSay));
  const groups: ChangeGroup[] = [];
  for (const change of changes) {
    if (hasMuchToSay(change)) {
      const group = alike.get(change);
      if (group !== undefined) groups.push(group);
      continue;
    }
    const reason =
      change.reason === undefined || saidOfCluster.has(change.reason) ? undefined : change.reason;
    const last = groups.at(-1);
    const [first] = last?.told === 'briefly' ? last.changes : [];
    if (last?.told === 'briefly' && first?.state === change.state && last.reason === reason) {
      groups[groups.length - 1] = { ...last, changes: [...last.changes, change] };
    } else {
      groups.push({ told: 'briefly', changes: [change], ...(reason === undefined ? {} : { reason }) });
    }
  }
  return groups;
}

/** By the change at whose place a group stands; members of a group that stands elsewhere have none. */
function groupAlike(changes: readonly Change[]): ReadonlyMap<Change, ChangeGroup> {
  const byLikeness = new Map<string, [Change, ...Change[]]>();
  for (const change of changes) {
    const likeness = likenessOf(change);
    const known = byLikeness.get(likeness);
    if (known === undefined) byLikeness.set(likeness, [change]);
    else known.push(change);
  }
  const groups = new Map<Change, ChangeGroup>();
  for (const members of byLikeness.values()) {
    if (members.length > FEW) groups.set(members[0], { told: 'alike', alike: buildAlike(members) });
    else for (const change of members) groups.set(change, { told: 'fully', change });
  }
  return groups;
}

function hasMuchToSay({ fields, consequences, blocks }: Change): boolean {
  return fields.length + consequences.length + blocks.length > 0;
}

/** Only ramen-sync's own notes on the object would be written. */
export function isBookkeeping(change: Change): boolean {
  const { state, risk, fields, consequences } = change;
  return state === 'update' && risk === 'cosmetic' && fields.length === 0 && consequences.length === 0;
}
