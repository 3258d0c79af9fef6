import { connectConfigured } from '../cluster/connect-configured.ts';
import { systemClock } from '../cluster/system-clock.ts';
import { sha256 } from '../files/sha256.ts';
import type { Config } from '../model/config.ts';
import type { PlanReport, PlanTerms } from '../model/plan.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { SourceFile } from '../model/source.ts';
import { lintForPlan } from '../operations/lint-for-plan.ts';
import { type OpenClusters, openClusters, requireAnswer } from '../operations/open-clusters.ts';
import { type PlanOutcome, planRepository } from '../operations/plan.ts';
import { buildPlanReport } from '../operations/plan-report.ts';
import type { PlannerDeps } from '../operations/planner.ts';
import { buildSavedPlan } from '../operations/saved-plan.ts';
import type { PlanFiles } from '../operations/saved-sources.ts';
import { type OpenSnapshot, openSnapshot } from '../operations/snapshot/open-snapshot.ts';
import { takeSnapshot } from '../operations/snapshot/take-snapshot.ts';
import type { Kustomize } from '../ports/kustomize.ts';
import type { FileStore, Repository } from '../ports/repository.ts';

const REQUEST_TIMEOUT_MS = 30_000;

export interface PlanQuestion {
  readonly config: Config;
  /** What `config` was read from. */
  readonly configFile: SourceFile | undefined;
  readonly terms: PlanTerms;
  readonly snapshot?: Snapshot;
  /** The plan is saved, or compared with a saved one. */
  readonly keepLive: boolean;
}

export interface PlanSources {
  readonly files: FileStore;
  readonly kustomize: Kustomize;
  readonly repository: Repository;
}

export interface OpenPlan {
  readonly outcome: PlanOutcome;
  readonly report: PlanReport;
  readonly contents: PlanFiles;
  readonly deps: PlannerDeps;
  /** The same with everything it rests on. */
  readonly saved: () => PlanReport;
  readonly snapshot: () => Promise<Snapshot>;
}

/** Plans, hands the plan to `use`, and closes the clusters. Nothing is written but by `use`. */
export async function withPlan<T>(
  question: PlanQuestion,
  { files, kustomize, repository }: PlanSources,
  use: (plan: OpenPlan) => Promise<T>,
): Promise<T> {
  const { config, configFile, terms, snapshot, keepLive } = question;
  const now = systemClock.now();
  const { topology, contents, errors } = await lintForPlan({ config, now }, { files, kustomize });
  const clusters: OpenClusters & Partial<OpenSnapshot> =
    snapshot === undefined
      ? await openClusters(
          config,
          connectConfigured(config, { requestTimeoutMs: REQUEST_TIMEOUT_MS }),
          systemClock,
        )
      : await openSnapshot(snapshot, { config, topology, now }, systemClock);
  try {
    requireAnswer(clusters);
    const deps: PlannerDeps = { clusters, repository, digest: sha256, clock: systemClock };
    const outcome = await planRepository(
      {
        config,
        topology,
        errors,
        only: terms.only,
        allow: terms.allow.map(permissionOf),
        maxRisk: terms.maxRisk,
        dryRun: snapshot === undefined ? 'all' : 'none',
        keepLive,
        now: clusters.takenAt ?? now,
        ...(clusters.source === undefined ? {} : { snapshot: clusters.source }),
      },
      deps,
    );
    const saved = (): PlanReport =>
      buildSavedPlan(
        outcome,
        { terms, contents, config: configFile, now },
        { digest: sha256, blobIds: repository.blobIds },
      );
    return await use({
      outcome,
      report: buildPlanReport(outcome.result, now, sha256),
      contents,
      deps,
      saved,
      snapshot: () => takeSnapshot({ topology, now: systemClock.now() }, { clusters }),
    });
  } finally {
    clusters.close();
  }
}

function permissionOf(text: string) {
  const [gate = '', ...object] = text.split('=');
  return { gate, object: object.join('=') };
}
