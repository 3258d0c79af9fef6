import type { Change, PlanReport } from '../model/plan.ts';

/** Changes that are told together, in the order of the plan. */
export type ChangeGroup =
  | { readonly told: 'fully'; readonly change: Change }
  /** Nothing to say of each but its place; `reason` holds for all of them. */
  | { readonly told: 'briefly'; readonly changes: readonly Change[]; readonly reason?: string };

/** Puts together neighbours of one state that have nothing, or the same reason, to tell. */
export function groupChanges(changes: readonly Change[], { clusters }: PlanReport): readonly ChangeGroup[] {
  const saidOfCluster = new Set(clusters.flatMap(({ message }) => (message === undefined ? [] : [message])));
  const groups: ChangeGroup[] = [];
  for (const change of changes) {
    if (change.fields.length + change.consequences.length + change.blocks.length > 0) {
      groups.push({ told: 'fully', change });
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

/** Only ramen-sync's own notes on the object would be written. */
export function isBookkeeping(change: Change): boolean {
  const { state, risk, fields, consequences } = change;
  return state === 'update' && risk === 'cosmetic' && fields.length === 0 && consequences.length === 0;
}
