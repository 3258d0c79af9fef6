import type { ApplyEvent } from '../model/apply-event.ts';
import type { ApplyReport } from '../model/apply-report.ts';
import type { Config } from '../model/config.ts';
import { ClusterError } from '../model/errors.ts';
import type { PlanReport, Risk } from '../model/plan.ts';
import { summarisePlan } from '../plan/order.ts';
import type { Clock } from '../ports/clock.ts';
import type { Repository } from '../ports/repository.ts';
import { applyOutcome, buildApplyReport } from './apply.ts';
import type { LintedTopology } from './lint-for-plan.ts';
import type { OpenClusters } from './open-clusters.ts';
import { type PlanRequest, planRepository } from './plan.ts';
import type { Permission } from './planner.ts';
import { type Protection, readProtections } from './protections.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface SyncRequest {
  readonly config: Config;
  /** What Git wants, and what lint says against it. */
  readonly linted: Pick<LintedTopology, 'topology' | 'errors'>;
  /** By `refId`, what is looked at; absent: everything. */
  readonly select?: ReadonlySet<string>;
  /** Whether it is read how far behind the copies of the applications are. */
  readonly withProtections: boolean;
  /** False: look and report, write nothing. */
  readonly enforce: boolean;
  readonly allow: readonly Permission[];
  readonly maxRisk: Risk;
  /** Any lint error stops everything. */
  readonly strict: boolean;
  readonly now: number;
  /** Aborted: the write under way is finished and nothing more is begun. */
  readonly signal: AbortSignal;
  /** Called once, before the first write, where there is something to write. */
  readonly beforeWrites: () => Promise<void>;
  readonly onEvent: (event: ApplyEvent) => void;
}

export interface SyncDeps {
  readonly clusters: OpenClusters;
  readonly repository: Repository;
  readonly digest: (text: string) => string;
  readonly clock: Clock;
}

export interface SyncOutcome {
  readonly plan: Pick<PlanReport, 'summary' | 'clusters' | 'changes' | 'notChecked'>;
  readonly lintErrors: number;
  /** Absent where nothing was to be carried out: only looked at, or stopped by a lint error. */
  readonly applied?: ApplyReport;
  /** How far behind the copy of each application in Git is; absent where that was not asked for. */
  readonly protections?: readonly Protection[];
}

/**
 * One pass over a checkout that is read and linted: plan, and apply where `enforce` says so. Health is not waited for: what
 * is written shows at the next look, and a failover that takes an hour must not hold back the commit that corrects it.
 * Throws UserError, ClusterError where the hub does not answer, and the signal's reason when it was aborted before a write.
 */
export async function syncRepository(request: SyncRequest, deps: SyncDeps): Promise<SyncOutcome> {
  const { config, linted, signal, allow, maxRisk, now, select } = request;
  const { topology, errors } = linted;
  requireHub(deps.clusters);
  const input: PlanRequest = {
    config,
    topology,
    errors,
    allow,
    maxRisk,
    dryRun: request.enforce ? 'updates' : 'all',
    ...(select === undefined ? {} : { select }),
    now,
    only: [],
  };
  const outcome = await unlessAborted(planRepository(input, deps), signal);
  const { clusters, notChecked } = outcome.result;
  const changes = outcome.result.changes.map(({ change }) => change);
  const summary = summarisePlan(changes);
  const protections = request.withProtections
    ? { protections: await readProtections(topology, outcome.planner) }
    : {};
  const plan = { summary, clusters, changes, notChecked };
  const looked = { plan, lintErrors: errors.length, ...protections };
  if (!request.enforce || (request.strict && errors.length > 0)) return looked;
  if (summary.create + summary.update + summary.remove > 0) await request.beforeWrites();
  const events: ApplyEvent[] = [];
  const options = { wait: { enabled: false, timeoutMs: 0 }, signal };
  for await (const event of applyOutcome(outcome, options, deps)) {
    events.push(event);
    request.onEvent(event);
  }
  return { ...looked, applied: buildApplyReport(events) };
}

/** Whose hub is gone or is another one, must not write to managed clusters either: gates could not be judged. */
function requireHub(clusters: OpenClusters): void {
  const hub = clusters.reports.find((report) => report.role === 'hub');
  if (hub?.state === 'reachable') return;
  throw new ClusterError(`hub: ${clusters.whyNot('hub')}`, { reason: 'unreachable' });
}
