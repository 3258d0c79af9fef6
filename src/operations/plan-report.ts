import type { ApplyReport } from '../model/apply-report.ts';
import { canonicalJson, type Json } from '../model/json.ts';
import type { PlanReport } from '../model/plan.ts';
import { summarisePlan } from '../plan/order.ts';
import type { PlanResult } from '../plan/planned-change.ts';
import type { UnrenderedReason } from '../topology/topology.ts';

/** A plan is believed for a day: by then its judgement of live state is worth nothing. */
export const LIFETIME_MS = 24 * 60 * 60 * 1000;

/** The plan as reports show it; `changes` in the order in which they are carried out. */
export function buildPlanReport(
  result: PlanResult,
  now: number,
  digest: (text: string) => string,
): PlanReport {
  const changes = result.changes.map(({ change }) => change);
  const { source, clusters, notChecked, notices = [] } = result;
  const from = result.snapshot === undefined ? {} : { snapshot: result.snapshot };
  const said = notices.length === 0 ? {} : { notices };
  return {
    summary: summarisePlan(changes),
    source,
    ...from,
    clusters,
    changes,
    notChecked,
    ...said,
    digest: `sha256:${digest(canonicalJson(plainJson({ source, ...from, clusters, changes, notChecked, ...said })))}`,
    expires: new Date(now + LIFETIME_MS).toISOString(),
  };
}

/** Reasons for which something that Git states was not planned. */
const unplanned = new Set<string>(['lint-error', 'not-rendered', 'no-kustomize', 'render-failed'] satisfies (
  | UnrenderedReason
  | 'lint-error'
)[]);

/**
 * By a gate, by a lint error, or by something in Git that could not be planned at all; `applied`: or by a gate that was asked
 * again when it was carried out.
 */
export function isBlocked(
  { summary, notChecked }: PlanReport,
  applied?: Pick<ApplyReport, 'summary'>,
): boolean {
  const isStopped = summary.blocked > 0 || (applied?.summary.blocked ?? 0) > 0;
  return isStopped || notChecked.some(({ reason }) => unplanned.has(reason));
}

function plainJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}
