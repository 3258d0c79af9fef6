import { type ApplyRequest, applyPlan } from '../apply/apply-plan.ts';
import { summarise } from '../apply/summarise.ts';
import { drPlacementControl } from '../kinds/dr-placement-control.ts';
import { kindOf } from '../kinds/registry.ts';
import type { ApplyEvent } from '../model/apply-event.ts';
import type { ApplyReport } from '../model/apply-report.ts';
import { falseGreen } from '../plan/green/false-green.ts';
import type { PlanOutcome } from './plan.ts';
import type { PlannerDeps } from './planner.ts';

/** Carries out a plan that was just made; every object is judged again where its turn or a conflict asks for it. */
export function applyOutcome(
  outcome: PlanOutcome,
  options: Omit<ApplyRequest, 'plan'>,
  deps: PlannerDeps,
): AsyncGenerator<ApplyEvent> {
  return applyPlan(
    { ...options, plan: outcome.result },
    {
      cluster: deps.clusters.find,
      clock: deps.clock,
      judge: outcome.planAgain,
      doubts: async (object, live, fresh) => {
        if (kindOf(object.apiVersion, object.kind) !== drPlacementControl) return [];
        const situation = await outcome.planner.situationOf(object, live, fresh);
        // The plan's own time stands still while the clusters' goes on.
        return falseGreen(live, { ...situation, now: deps.clock.now() });
      },
    },
  );
}

/** What came of each object. */
export function buildApplyReport(events: readonly ApplyEvent[]): ApplyReport {
  return summarise(events);
}
