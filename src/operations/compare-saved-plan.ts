import { getAt, getString } from '../model/field-path.ts';
import { isObject, type JsonObject, jsonEquals } from '../model/json.ts';
import { formatRef, refId } from '../model/object-ref.ts';
import type { PlanReport } from '../model/plan.ts';
import type { Moved, SavedPlan } from '../model/saved-plan.ts';
import type { PlannedChange } from '../plan/planned-change.ts';
import { lastWriter } from '../plan/saved/last-writer.ts';
import { findMoved, type LiveFacts } from '../plan/saved/moved.ts';
import type { Repository } from '../ports/repository.ts';
import { isAmong } from './lineage.ts';
import type { PlanOutcome } from './plan.ts';
import { LIFETIME_MS } from './plan-report.ts';
import { isRenderedSecret, plain } from './saved-plan.ts';
import type { PlanFiles } from './saved-sources.ts';

/** Everything that a saved plan rests on and that moved since; empty where planning afresh gave the same. */
export async function compareSavedPlan(
  saved: SavedPlan,
  fresh: { readonly report: PlanReport; readonly outcome: PlanOutcome; readonly contents: PlanFiles },
  repository: Pick<Repository, 'fileAt' | 'filesTouched'>,
): Promise<readonly Moved[]> {
  const now = plain(fresh.report);
  const since = saved.expires - LIFETIME_MS - CLOCKS_DIFFER_MS;
  const facts = new Map(
    fresh.outcome.result.changes.map((planned) => [refId(planned.change.object), factsOf(planned, since)]),
  );
  return [
    ...findMoved(saved.document, now, facts),
    ...(await movedSecretValues(saved.document, now, fresh.contents, repository)),
    ...(await movedRenderedSecrets(saved.document, fresh.outcome, repository)),
  ];
}

/** The clocks of clusters and of machines need not agree. */
const CLOCKS_DIFFER_MS = 5 * 60 * 1000;

/** `too-long`: it would expire later than any plan does. */
export function lifeOf(
  { expires }: Pick<SavedPlan, 'expires'>,
  now: number,
): 'current' | 'expired' | 'too-long' {
  if (now >= expires) return 'expired';
  return expires - now > LIFETIME_MS + CLOCKS_DIFFER_MS ? 'too-long' : 'current';
}

/** A removal leaves no author behind: whoever wrote last before the plan was made is not who moved something since. */
function factsOf({ live, dependsOn, write }: PlannedChange, since: number): LiveFacts {
  const going = write?.type === 'being-deleted' ? { isGoing: true as const } : {};
  const writer = live === undefined ? undefined : lastWriter(live);
  if (writer?.time === undefined || Date.parse(writer.time) < since) return { dependsOn, ...going };
  return { dependsOn, ...going, writer: `${writer.manager} at ${writer.time}` };
}

/** The values of Secrets are pinned by the plan's commit, which has them. */
async function movedSecretValues(
  saved: JsonObject,
  fresh: JsonObject,
  { files }: PlanFiles,
  repository: Pick<Repository, 'fileAt'>,
): Promise<readonly Moved[]> {
  const revision = getString(saved, ['source', 'revision']);
  const pins = getAt(saved, ['source', 'secrets']);
  if (revision === undefined || !isObject(pins)) return [];
  const isSameCommit = revision === getString(fresh, ['source', 'revision']);
  const moved: Moved[] = [];
  for (const [what, pin] of Object.entries(pins)) {
    const now = getAt(fresh, ['source', 'secrets', what]);
    // What is gone or says something else is told already.
    if (getAt(pin, ['committed']) !== true || !jsonEquals(getAt(pin, ['digest']), getAt(now, ['digest'])))
      continue;
    if (isSameCommit && getAt(now, ['committed']) === true) continue;
    const then = await repository.fileAt(revision, what);
    const text = files.find(({ path }) => path === what)?.text;
    if (then === undefined)
      moved.push({ what, how: `cannot be compared: revision ${revision} is not in this clone` });
    else if (then !== text) moved.push({ what, how: 'holds other values of a Secret' });
  }
  return moved;
}

/** What a Secret is rendered from says nothing of its values to who may not look at them: none of it may have moved. */
async function movedRenderedSecrets(
  saved: JsonObject,
  { result, planner }: PlanOutcome,
  repository: Pick<Repository, 'filesTouched'>,
): Promise<readonly Moved[]> {
  const secrets = result.changes.flatMap(({ change, manifest, write }) =>
    isRenderedSecret(change, manifest) && write !== undefined
      ? [{ what: formatRef(change.object), manifest }]
      : [],
  );
  const since = getString(saved, ['source', 'revision']);
  if (secrets.length === 0 || since === undefined) return [];
  const { revision } = planner.git;
  const touched = since === revision.commit ? new Set<string>() : await repository.filesTouched(since);
  return secrets.flatMap(({ what, manifest }) => {
    if (touched === undefined)
      return { what, how: `cannot be compared: revision ${since} is not in this clone` };
    const isMoved = [touched, revision.changed].some(
      (files) => manifest !== undefined && isAmong(manifest, files),
    );
    return isMoved
      ? { what, how: 'is a Secret that is rendered from files that have been changed since' }
      : [];
  });
}
