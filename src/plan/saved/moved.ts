import { getAt, getString } from '../../model/field-path.ts';
import { compareText } from '../../model/finding.ts';
import { canonicalJson, isArray, type Json, type JsonObject, jsonEquals } from '../../model/json.ts';
import { formatRef, type ObjectRef, refId } from '../../model/object-ref.ts';
import type { Moved } from '../../model/saved-plan.ts';
import { type Counted, summarisePlan } from '../order.ts';
import { isDone, movedChange } from './moved-change.ts';
import { movedClusters, movedFiles } from './moved-sources.ts';

/** What the comparison knows of an object besides the two plans. */
export interface LiveFacts {
  /** Who wrote it last, and when, in words. */
  readonly writer?: string;
  /** Ids (`refId`) of what it depends on. */
  readonly dependsOn: readonly string[];
  /** Its deletion is under way. */
  readonly isGoing?: true;
}

/**
 * Compares a saved plan with one that was made just now: everything that moved, one line a thing; empty where the two are
 * the same. An object that is already in the end that the plan meant for it has not moved, so that a run that was killed
 * can be taken up again. What time alone changes (ages, status timestamps, resourceVersions) is no difference, and what is
 * not in Git may come and go.
 */
export function findMoved(
  saved: JsonObject,
  fresh: JsonObject,
  facts: ReadonlyMap<string, LiveFacts>,
): readonly Moved[] {
  return [
    ...movedFiles(saved, fresh),
    ...movedClusters(saved, fresh),
    ...movedObjects(saved, fresh, facts),
    ...movedGaps(saved, fresh),
    ...wrongTotals(saved),
  ];
}

/** A summary that does not count its own changes: somebody edited it. */
function wrongTotals(saved: JsonObject): readonly Moved[] {
  const changes = getAt(saved, ['changes']);
  const totals = summarisePlan((isArray(changes) ? changes : []).map(countedOf));
  return jsonEquals(getAt(saved, ['summary']), { ...totals })
    ? []
    : [{ what: 'summary', how: 'does not count its changes' }];
}

function countedOf(change: Json): Counted {
  const fields = getAt(change, ['fields']);
  const held = (isArray(fields) ? fields : []).filter((field) => getAt(field, ['held']) !== undefined);
  const blocks = getAt(change, ['blocks']);
  return {
    state: getString(change, ['state']) ?? '',
    fields: held.map(() => ({ held: true })),
    blocks: isArray(blocks) ? blocks : [],
  };
}

function movedObjects(
  saved: JsonObject,
  fresh: JsonObject,
  facts: ReadonlyMap<string, LiveFacts>,
): readonly Moved[] {
  const before = changesOf(saved);
  const now = changesOf(fresh);
  const settled = settledBy(before, now, facts);
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((id) => {
    const [was, ...more] = before.get(id) ?? [];
    const [is] = now.get(id) ?? [];
    const fact = facts.get(id);
    const how =
      more.length > 0
        ? 'stands in the plan twice'
        : movedChange(was, is, {
            writer: fact?.writer,
            isSettled: settled.has(id) || fact?.isGoing === true,
          });
    return how === undefined ? [] : { what: formatRef(refOf(was ?? is ?? {})), how };
  });
}

/**
 * Objects next to what the plan has written already: Ramen may have touched them in answer to that. Of what is to go
 * nobody says what it stood next to; only an application's own state still counts there.
 */
function settledBy(
  before: ReadonlyMap<string, readonly JsonObject[]>,
  now: ReadonlyMap<string, readonly JsonObject[]>,
  facts: ReadonlyMap<string, LiveFacts>,
): ReadonlySet<string> {
  const done = [...before].filter(([id, [was]]) => was !== undefined && isDone(was, now.get(id)?.[0]));
  const written = new Set(done.map(([id]) => id));
  const dependents = [...facts].filter(([, { dependsOn }]) => dependsOn.some((id) => written.has(id)));
  const leaving = [...before].filter(
    ([, [was]]) => getString(was, ['state']) === 'remove' && getAt(was, ['judged', 'phase']) === undefined,
  );
  return new Set([
    ...done.flatMap(([id]) => facts.get(id)?.dependsOn ?? []),
    ...dependents.map(([id]) => id),
    ...(done.length === 0 ? [] : leaving.map(([id]) => id)),
  ]);
}

/** By id, in the order of the plan; more than one of an id in no plan of ours. */
function changesOf(document: JsonObject): ReadonlyMap<string, readonly JsonObject[]> {
  const found = new Map<string, readonly JsonObject[]>();
  const changes = getAt(document, ['changes']);
  for (const change of isArray(changes) ? changes : []) {
    if (typeof change !== 'object' || change === null || isArray(change)) continue;
    if (getString(change, ['state']) === 'not-in-git') continue;
    const id = refId(refOf(change));
    found.set(id, [...(found.get(id) ?? []), change]);
  }
  return found;
}

function refOf(change: JsonObject): ObjectRef {
  const text = (key: string): string => getString(change, ['object', key]) ?? '';
  const namespace = text('namespace');
  return {
    cluster: text('cluster'),
    apiVersion: text('apiVersion'),
    kind: text('kind'),
    ...(namespace === '' ? {} : { namespace }),
    name: text('name'),
  };
}

/** What one of the two plans could not look at. */
function movedGaps(saved: JsonObject, fresh: JsonObject): readonly Moved[] {
  const [before, now] = [gapsOf(saved), gapsOf(fresh)];
  return [...new Set([...before.keys(), ...now.keys()])].sort(compareText).flatMap((key) => {
    const [was, is] = [before.get(key), now.get(key)];
    if (was !== undefined && is !== undefined) return [];
    const gap = was ?? is;
    const what = `${getString(gap, ['what']) ?? ''} (${getString(gap, ['reason']) ?? ''})`;
    return { what, how: was === undefined ? 'is not checked any more' : 'was not checked, and is now' };
  });
}

/** A Secret may have been committed since, other credentials may dry run, and what cannot be reached is said already. */
const saidElsewhere = new Set([
  'secret-not-committed',
  'dry-run-forbidden',
  'cluster-unreachable',
  'cluster-wrong-cluster',
]);

function gapsOf(document: JsonObject): ReadonlyMap<string, Json> {
  const gaps = getAt(document, ['notChecked']);
  return new Map(
    (isArray(gaps) ? gaps : [])
      .filter((gap) => !saidElsewhere.has(getString(gap, ['reason']) ?? ''))
      .map((gap) => [canonicalJson(gap), gap]),
  );
}
