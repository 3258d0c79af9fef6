import { runLint } from '../lint/run-lint.ts';
import type { Config } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import type { Kustomize } from '../ports/kustomize.ts';
import type { FileStore } from '../ports/repository.ts';
import type { Topology } from '../topology/topology.ts';
import { readRepository } from './read-repository.ts';
import type { PlanFiles } from './saved-sources.ts';

export interface LintedTopology {
  readonly topology: Topology;
  readonly contents: PlanFiles;
  /** Findings of severity error: each blocks its object and what depends on it. */
  readonly errors: readonly Finding[];
}

export interface LintForPlanDeps {
  readonly files: Pick<FileStore, 'readTree' | 'readFile'>;
  /** Absent: nothing is rendered, and the plan says so. */
  readonly kustomize?: Kustomize;
}

/** What every plan starts with: the repository read and judged, without a report. */
export async function lintForPlan(
  request: { readonly config: Config; readonly now: number },
  { files, kustomize }: LintForPlanDeps,
): Promise<LintedTopology> {
  const contents = await readRepository(
    { config: request.config },
    { files, ...(kustomize === undefined ? {} : { render: { kustomize, readFile: files.readFile } }) },
  );
  const levels = { levels: request.config.rules, only: [], off: [] };
  const report = runLint({ ...contents, levels, reportOn: () => true, now: request.now });
  return {
    topology: contents.topology,
    contents,
    errors: report.findings.filter((finding) => finding.severity === 'error'),
  };
}
