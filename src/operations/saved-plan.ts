import { API_VERSION } from '../model/annotations.ts';
import { compareText, type NotChecked } from '../model/finding.ts';
import type { JsonObject } from '../model/json.ts';
import { resourceVersionOf } from '../model/live-object.ts';
import type { Manifest } from '../model/manifest.ts';
import { formatRef } from '../model/object-ref.ts';
import type { Change, Judged, PlanReport, PlanSource, PlanTerms } from '../model/plan.ts';
import type { SourceFile } from '../model/source.ts';
import type { PlannedChange } from '../plan/planned-change.ts';
import { pinnedContent } from '../plan/saved/pinned-content.ts';
import { isAmong } from './lineage.ts';
import { digestOf } from './parse-saved-plan.ts';
import type { PlanOutcome } from './plan.ts';
import { buildPlanReport } from './plan-report.ts';
import { type PlanFiles, pinSources, type SourceDeps } from './saved-sources.ts';

export interface SavedPlanInput {
  readonly terms: PlanTerms;
  readonly contents: PlanFiles;
  /** `ramen-sync.yaml` as it was read; absent where there is none. */
  readonly config: SourceFile | undefined;
  readonly now: number;
}

/** A plan with everything that it rests on, for a file; it holds no Secret's value, and no digest of one. */
export function buildSavedPlan(outcome: PlanOutcome, input: SavedPlanInput, deps: SourceDeps): PlanReport {
  const { result, planner } = outcome;
  const pins = pinSources(filesOf(outcome, input), planner.git.revision, deps);
  const changes = result.changes.map((planned) => ({ ...planned, change: withPin(planned, deps) }));
  const report: PlanReport = {
    ...buildPlanReport(
      {
        ...result,
        changes,
        source: { ...result.source, ...pins },
        notChecked: [...result.notChecked, ...unpinned(pins.secrets), ...uncommittedRenderings(outcome)],
      },
      input.now,
      deps.digest,
    ),
    terms: input.terms,
  };
  return { ...report, digest: digestOf(plain(report), deps.digest) };
}

/** As it stands in the file. */
export function plain(report: PlanReport): JsonObject {
  return { apiVersion: API_VERSION, kind: 'Plan', ...JSON.parse(JSON.stringify(report)) };
}

/** Of part of a repository, only the files that the planned objects come from. */
function filesOf({ result }: PlanOutcome, { terms, contents, config }: SavedPlanInput): PlanFiles {
  const planned = new Set(result.changes.flatMap(({ manifest }) => manifest?.file ?? []));
  const isAbout = ({ file, manifests, opaque }: PlanFiles['parsed'][number]): boolean =>
    terms.only.length > 0
      ? planned.has(file)
      : manifests.length > 0 || opaque.some(({ why }) => why !== 'not-kubernetes');
  const wanted = new Set(contents.parsed.filter(isAbout).map(({ file }) => file));
  const files = contents.files.filter(({ path }) => wanted.has(path));
  const all = config === undefined ? files : [config, ...files];
  return { files: [...all].sort((a, b) => compareText(a.path, b.path)), parsed: contents.parsed };
}

function withPin({ change, live, manifest }: PlannedChange, deps: SourceDeps): Change {
  const { judged } = change;
  if (judged === undefined || live === undefined) return change;
  const { uid, generation, phase, progression, location } = judged;
  const pin = isSecret(change)
    ? { resourceVersion: resourceVersionOf(live) }
    : { digest: `sha256:${deps.digest(pinnedContent(live, manifest?.object))}` };
  const pinned: Judged = {
    uid,
    ...(generation === undefined ? {} : { generation }),
    ...('resourceVersion' in pin ? pin : {}),
    ...(phase === undefined ? {} : { phase }),
    ...(progression === undefined ? {} : { progression }),
    ...(location === undefined ? {} : { location }),
    ...('digest' in pin ? pin : {}),
  };
  return { ...change, judged: pinned };
}

export function isRenderedSecret(change: Change, manifest: Manifest | undefined): boolean {
  return manifest?.renderedFrom !== undefined && isSecret(change);
}

function uncommittedRenderings({ result, planner }: PlanOutcome): readonly NotChecked[] {
  const { commit, changed } = planner.git.revision;
  return result.changes.flatMap(({ change, manifest }) =>
    manifest !== undefined &&
    isRenderedSecret(change, manifest) &&
    (commit === undefined || isAmong(manifest, changed))
      ? [{ reason: 'secret-not-committed', what: formatRef(change.object), count: 1 }]
      : [],
  );
}

function isSecret({ object }: Change): boolean {
  return object.apiVersion === 'v1' && object.kind === 'Secret';
}

/** The values of a Secret that no commit has cannot be pinned at all, and that must be said. */
function unpinned(secrets: NonNullable<PlanSource['secrets']>): readonly NotChecked[] {
  return Object.entries(secrets)
    .filter(([, { committed }]) => !committed)
    .map(([what]) => ({ reason: 'secret-not-committed', what, count: 1 }));
}
