import type { ApplyEvent } from '../model/apply-event.ts';
import type { ApplyReport } from '../model/apply-report.ts';
import type { Config } from '../model/config.ts';
import { ClusterError } from '../model/errors.ts';
import type { PlanReport, Risk } from '../model/plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { FileStore, Repository } from '../ports/repository.ts';
import { applyOutcome, buildApplyReport } from './apply.ts';
import { lintForPlan } from './lint-for-plan.ts';
import { type ConnectCluster, type OpenClusters, openClusters } from './open-clusters.ts';
import { type PlanRequest, planRepository } from './plan.ts';
import { buildPlanReport } from './plan-report.ts';
import type { Permission } from './planner.ts';
import { type Protection, readProtections } from './protections.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface SyncRequest {
  readonly config: Config;
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
  readonly files: FileStore;
  readonly repository: Repository;
  readonly connect: ConnectCluster;
  readonly digest: (text: string) => string;
  readonly clock: Clock;
}

export interface SyncOutcome {
  readonly plan: PlanReport;
  readonly lintErrors: number;
  /** Absent where nothing was to be carried out: only looked at, or stopped by a lint error. */
  readonly applied?: ApplyReport;
  /** How far behind the copy of each application in Git is. */
  readonly protections: readonly Protection[];
}

/**
 * One pass over a checkout: lint, plan, and apply where `enforce` says so. Health is not waited for: what is written
 * shows at the next pass, and a failover that takes an hour must not hold back the commit that corrects it.
 * Throws UserError, ClusterError where the hub does not answer, and the signal's reason when it was aborted before a write.
 */
export async function syncRepository(request: SyncRequest, deps: SyncDeps): Promise<SyncOutcome> {
  const { config, signal } = request;
  const { topology, errors } = await lintForPlan({ config, now: request.now }, { files: deps.files });
  signal.throwIfAborted();
  const clusters = await unlessAborted(openClusters(config, deps.connect, deps.clock), signal);
  try {
    requireHub(clusters);
    const { allow, maxRisk, now } = request;
    const planner = { clusters, repository: deps.repository, digest: deps.digest, clock: deps.clock };
    const input: PlanRequest = {
      config,
      topology,
      errors,
      allow,
      maxRisk,
      dryRun: request.enforce ? 'updates' : 'all',
      now,
      only: [],
    };
    const outcome = await unlessAborted(planRepository(input, planner), signal);
    const plan = buildPlanReport(outcome.result, now, deps.digest);
    const protections = await readProtections(topology, outcome.planner);
    const looked = { plan, lintErrors: errors.length, protections };
    if (!request.enforce || (request.strict && errors.length > 0)) return looked;
    if (plan.summary.create + plan.summary.update + plan.summary.remove > 0) await request.beforeWrites();
    const events: ApplyEvent[] = [];
    const options = { wait: { enabled: false, timeoutMs: 0 }, signal };
    for await (const event of applyOutcome(outcome, options, planner)) {
      events.push(event);
      request.onEvent(event);
    }
    return { ...looked, applied: buildApplyReport(events) };
  } finally {
    clusters.close();
  }
}

/** Whose hub is gone or is another one, must not write to managed clusters either: gates could not be judged. */
function requireHub(clusters: OpenClusters): void {
  const hub = clusters.reports.find((report) => report.role === 'hub');
  if (hub?.state === 'reachable') return;
  throw new ClusterError(`hub: ${clusters.whyNot('hub')}`, { reason: 'unreachable' });
}
