import { inLanes } from '../apply/in-lanes.ts';
import { preferredApiVersion } from '../kinds/define-kind.ts';
import { kinds } from '../kinds/registry.ts';
import { UserError } from '../model/errors.ts';
import { getString } from '../model/field-path.ts';
import { compareText, type NotChecked } from '../model/finding.ts';
import { formatRef, keyOf, type ObjectRef, objectId, refId } from '../model/object-ref.ts';
import type { Block, Change } from '../model/plan.ts';
import { referencedId } from '../model/reference.ts';
import type { SnapshotSource } from '../model/snapshot.ts';
import { judgedOf } from '../plan/conclude.ts';
import { sortByWave } from '../plan/order.ts';
import type { PlannedChange, PlanResult } from '../plan/planned-change.ts';
import { readRemovals } from '../topology/removals.ts';
import type { DesiredObject, Topology } from '../topology/topology.ts';
import { isAbout } from './lint-block.ts';
import { soughtRef } from './look-at-removal.ts';
import { RemovalPlanner } from './plan-removals.ts';
import { createPlanner, isDisabled, type Planner, type PlannerDeps, type PlannerInput } from './planner.ts';
import { requireRamen } from './require-ramen.ts';
import { tellTouched } from './tell-touched.ts';

export interface PlanRequest extends PlannerInput {
  /** Objects as people write them; empty: all. Each with what it needs. */
  readonly only: readonly string[];
  /** The clusters are those of a snapshot. */
  readonly snapshot?: SnapshotSource;
}

export interface PlanOutcome {
  readonly result: PlanResult;
  readonly planner: Planner;
  /** The desired object behind each change, by `refId`. */
  readonly objects: ReadonlyMap<string, DesiredObject>;
  /** Judges one change of the plan again, with fresh reads. `moved`: the server says that the object is another than was seen. */
  readonly planAgain: (planned: PlannedChange, moved: boolean) => Promise<PlannedChange>;
}

/** Compares everything that Git wants with what is live, and writes nothing. */
export async function planRepository(request: PlanRequest, deps: PlannerDeps): Promise<PlanOutcome> {
  const objects = selectObjects(request);
  const [planner] = await Promise.all([
    createPlanner(request, deps),
    requireRamen(objects, deps.clusters.find('hub'), request.config.hub.context),
  ]);
  const planned = await tellTouched(await planAll(objects, planner), request.topology, planner);
  const wanted = new Map(objects.map((object) => [refId(object.ref), object]));
  const remover = new RemovalPlanner(request, request.only, { clusters: deps.clusters, planner });
  const removals = await remover.plan(new Set(wanted.keys()));
  // Deletions and what is not in Git belong to a look at everything; that one contradicts Git counts for each object.
  const isWhole = request.select === undefined;
  const deletions = isWhole ? removals.changes : [];
  const removed = new Set(removals.changes.map(({ change }) => refId(change.object)));
  const asksAll = isWhole && request.only.length === 0;
  const strangers = asksAll ? await notInGit(request.topology, planner, removed) : [];
  const contradicted = (change: PlannedChange) => withContradiction(change, removals.contradictions);
  return {
    result: {
      changes: sortByWave([...planned.map(contradicted), ...deletions, ...strangers]),
      source: sourceOf(planner),
      clusters: deps.clusters.reports,
      notChecked: [
        ...unplannedErrors(request, objects),
        ...unrendered(request),
        ...ignoredKinds(request.topology),
        ...planner.notChecked(),
        ...(request.snapshot?.notChecked() ?? []),
      ],
      notices: removals.notices,
      ...(request.snapshot === undefined ? {} : { snapshot: request.snapshot.age }),
    },
    planner,
    objects: wanted,
    planAgain: async (planned, moved) => {
      const object = wanted.get(refId(planned.change.object));
      if (object === undefined) return remover.planAgain(planned);
      // A create is bound to absence: an object that a list did not show yet makes it fail, and is judged anew.
      const alone = moved || planned.change.state !== 'create';
      return contradicted(await planner.planAgain(object, alone));
    },
  };
}

/** More than a cluster answers at a time, and few enough that ten thousand drafts do not stand in memory together. */
const LANES = 64;

/** Each cluster by itself: one that hangs must not keep the others waiting. */
async function planAll(
  objects: readonly DesiredObject[],
  planner: Planner,
): Promise<readonly PlannedChange[]> {
  const clusters = new Map<string, DesiredObject[]>();
  for (const object of objects) {
    const own = clusters.get(object.ref.cluster);
    if (own === undefined) clusters.set(object.ref.cluster, [object]);
    else own.push(object);
  }
  const planned = await Promise.all([...clusters.values()].map((own) => inLanes(own, LANES, planner.plan)));
  return planned.flat();
}

/** Git states the object, and a Removal asks to delete it: then neither is done. */
function withContradiction(
  planned: PlannedChange,
  contradictions: ReadonlyMap<string, readonly Block[]>,
): PlannedChange {
  const blocks = contradictions.get(refId(planned.change.object)) ?? [];
  if (blocks.length === 0) return planned;
  const { write: _, ...rest } = planned;
  const { change } = planned;
  return { ...rest, change: { ...change, state: 'blocked', blocks: [...change.blocks, ...blocks] } };
}

function sourceOf({ git: { revision } }: Planner): PlanResult['source'] {
  return { ...(revision.commit === undefined ? {} : { revision: revision.commit }), dirty: revision.dirty };
}

function selectObjects({ topology, only, select }: PlanRequest): readonly DesiredObject[] {
  const managed = topology.objects.filter(
    (object) => select?.has(refId(object.ref)) !== false && !isDisabled(object),
  );
  if (only.length === 0) return managed;
  const chosen = new Set<string>();
  for (const word of only) {
    const found = managed.filter((object) => formatRef(object.ref) === word);
    if (found.length === 0 && isAskedToGo(word, topology)) continue;
    if (found.length === 0) {
      throw new UserError(`no object ${word} in this repository`, {
        hint: `write it as kind/namespace/name, as in ${managed[0] === undefined ? 'drpc/shop/cart' : formatRef(managed[0].ref)}`,
      });
    }
    for (const object of found) addWithNeeds(object, managed, chosen, topology);
  }
  return managed.filter((object) => chosen.has(refId(object.ref)));
}

function isAskedToGo(word: string, topology: Topology): boolean {
  return readRemovals(topology).some(({ target }) => {
    const ref = soughtRef(target);
    return ref !== undefined && formatRef(ref) === word;
  });
}

function addWithNeeds(
  object: DesiredObject,
  managed: readonly DesiredObject[],
  chosen: Set<string>,
  topology: Topology,
): void {
  if (chosen.has(refId(object.ref))) return;
  chosen.add(refId(object.ref));
  const needs = new Set([
    ...object.references.map(referencedId),
    `/Namespace//${object.ref.namespace ?? ''}`,
    ...(object.kind.kind === 'DRCluster' ? storeOf(object, topology) : []),
  ]);
  for (const candidate of managed) {
    if (candidate.ref.cluster === object.ref.cluster && needs.has(objectId(candidate.ref))) {
      addWithNeeds(candidate, managed, chosen, topology);
    }
  }
}

/** A DRCluster names its S3 profile, which stands in Ramen's configuration and has a Secret: no reference between objects. */
function storeOf(object: DesiredObject, topology: Topology): readonly string[] {
  const name = getString(object.manifest.object, ['spec', 's3ProfileName']);
  return topology.s3Profiles
    .filter((profile) => profile.name === name)
    .flatMap(({ config, secretName, secretNamespace }) => [
      objectId(config.key),
      `/Secret/${secretNamespace ?? ''}/${secretName ?? ''}`,
    ]);
}

const shownWhenNotInGit = new Set(['DRPlacementControl', 'DRPolicy', 'DRCluster']);

/** Live DR objects that Git does not have: information, never a reason to delete. */
async function notInGit(
  topology: Topology,
  planner: Planner,
  removed: ReadonlySet<string>,
): Promise<readonly PlannedChange[]> {
  const reader = planner.reader('hub');
  if (reader === undefined) return [];
  const found: PlannedChange[] = [];
  for (const kind of kinds.filter((candidate) => shownWhenNotInGit.has(candidate.kind))) {
    const objects = (await reader.listKind(preferredApiVersion(kind), kind.kind)) ?? [];
    for (const object of objects) {
      const ref: ObjectRef = { cluster: 'hub', ...keyOf(object) };
      if (topology.byRef.has(refId(ref)) || removed.has(refId(ref))) continue;
      const change: Change = {
        object: ref,
        state: 'not-in-git',
        wave: kind.wave,
        // Whoever wants it gone names this UID in a Removal.
        judged: judgedOf(object),
        fields: [],
        consequences: [],
        blocks: [],
      };
      found.push({ change, dependsOn: [], judgeAgain: false });
    }
  }
  return found;
}

/** Lint errors of text that no planned object comes from: what stands there is not planned, and must not go unsaid. */
function unplannedErrors(request: PlanRequest, objects: readonly DesiredObject[]): readonly NotChecked[] {
  if (request.only.length > 0) return [];
  return request.errors
    .filter((finding) => !objects.some((object) => isAbout(finding, object)))
    .map(({ rule, location }) => ({
      reason: 'lint-error',
      what: `${location.file}:${location.line}:${location.column} ${rule}`,
      count: 1,
    }));
}

/** Sources that kustomize did not render: nothing of them is planned, and that must not look like a complete plan. */
function unrendered({ topology }: PlanRequest): readonly NotChecked[] {
  return topology.unread.flatMap(({ file, unrendered: reason }) =>
    reason === undefined ? [] : [{ reason, what: `kustomization ${file}`, count: 1 }],
  );
}

function ignoredKinds(topology: Topology): readonly NotChecked[] {
  return topology.ignored
    .map(({ what, count }) => ({ reason: 'kind-not-managed', what, count }))
    .sort((a, b) => compareText(a.what, b.what));
}
