import { annotation } from '../model/annotations.ts';
import type { Config } from '../model/config.ts';
import { ClusterError, isClusterError } from '../model/errors.ts';
import { compareText, type Finding, type NotChecked } from '../model/finding.ts';
import type { JsonObject } from '../model/json.ts';
import { annotationOf, generationOf, type LiveObject, resourceVersionOf } from '../model/live-object.ts';
import { formatRef, type ObjectRef } from '../model/object-ref.ts';
import type { Risk } from '../model/plan.ts';
import { readBase } from '../plan/base.ts';
import { type ConcludeContext, type Concluded, concludeChange } from '../plan/conclude.ts';
import { declaredObject } from '../plan/desired-object.ts';
import { type Desired, type Draft, type DryRun, draftChange } from '../plan/draft.ts';
import { asksNeighbours, type JudgeContext, judgeChange, needsSituation } from '../plan/judge.ts';
import type { Neighbours } from '../plan/neighbours.ts';
import { asOperatorSpells } from '../plan/operator-spelling.ts';
import { askableBody } from '../plan/ownership.ts';
import type { PlannedChange } from '../plan/planned-change.ts';
import { planConfig } from '../plan/ramen-config/plan-config.ts';
import { rehearsalPatch } from '../plan/rehearsal.ts';
import { type SecretMask, secretMask } from '../plan/secret-mask.ts';
import type { Situation } from '../plan/situation.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Repository } from '../ports/repository.ts';
import type { DesiredObject, Topology } from '../topology/topology.ts';
import { companionHold } from './companion-hold.ts';
import { dependencies, isPlanned, missingDependency, namespaceRef } from './dependencies.ts';
import { type GitMemory, isAmong, readGitMemory } from './lineage.ts';
import { lintBlock } from './lint-block.ts';
import { LiveReader, type Sight } from './live-reader.ts';
import { readNeighbours } from './neighbour-reader.ts';
import type { OpenClusters } from './open-clusters.ts';
import { readSituation, type SituationSource } from './situation-reader.ts';
import { failed, still, withoutCluster } from './still-change.ts';

/** A gate allowed by name: `busy=drpc/shop/cart`, `override-live=drpc/shop/cart@7`. */
export interface Permission {
  readonly gate: string;
  readonly object: string;
}

export interface PlannerInput {
  readonly config: Config;
  readonly topology: Topology;
  /** Lint errors: each blocks its object and what depends on it. */
  readonly errors: readonly Finding[];
  readonly allow: readonly Permission[];
  readonly maxRisk: Risk | undefined;
  /**
   * Which changes the server is asked about first; the others are predicted. A create needs no asking where nobody reads
   * the plan before it is carried out: the server judges it when it is made, and nothing else rests on the answer.
   */
  readonly dryRun: 'all' | 'updates' | 'none';
  /** Changes carry the live objects, for a plan that is saved or compared with a saved one. */
  readonly keepLive?: boolean;
  /** By `refId`, the objects that are planned; absent: all. */
  readonly select?: ReadonlySet<string>;
  readonly now: number;
}

export interface PlannerDeps {
  readonly clusters: OpenClusters;
  readonly repository: Repository;
  readonly digest: (text: string) => string;
  readonly clock: Clock;
}

/** Plans objects one by one; what was read is shared between them. */
export interface Planner {
  readonly git: GitMemory;
  readonly plan: (object: DesiredObject) => Promise<PlannedChange>;
  /**
   * The same with fresh reads: an earlier wave, or somebody else, has moved something. `alone`: the object itself is read
   * by its name, at this very moment; else it may come from a list that is up to half a second old.
   */
  readonly planAgain: (object: DesiredObject, alone: boolean) => Promise<PlannedChange>;
  readonly reader: (cluster: string) => LiveReader | undefined;
  /** One that has read nothing yet. */
  readonly newReader: (cluster: string) => LiveReader | undefined;
  /** `fresh`: as it is now; else with what was read already. */
  readonly situationOf: (ref: ObjectRef, live: LiveObject, fresh: boolean) => Promise<Situation>;
  readonly notChecked: () => readonly NotChecked[];
}

/** What is around objects that are judged again side by side is read once for all of them. */
const FRESH_MS = 500;

/** Kinds of which the plan shows those that are not in Git, and the neighbours that gates ask for. */
const listedWhole = ['DRPlacementControl', 'DRPolicy', 'DRCluster', 'Namespace'];
/** A kind that Git has in more namespaces is listed across the cluster at once. */
const FEW_NAMESPACES = 16;

export async function createPlanner(input: PlannerInput, deps: PlannerDeps): Promise<Planner> {
  const secrets = secretMask();
  const known = new Map<string, LiveReader>();
  const recent = new Map<string, { readonly reader: LiveReader; readonly readAt: number }>();
  const newReader = (name: string): LiveReader | undefined => {
    const cluster = deps.clusters.find(name);
    return cluster === undefined
      ? undefined
      : new LiveReader(cluster, listedKinds(input.topology, name), isFew(input));
  };
  const readOnce = (name: string): LiveReader | undefined => {
    const reader = known.get(name) ?? newReader(name);
    if (reader !== undefined) known.set(name, reader);
    return reader;
  };
  const readFresh = (name: string): LiveReader | undefined => {
    const last = recent.get(name);
    const now = deps.clock.now();
    // A clock that was put back makes nothing fresh.
    if (last !== undefined && now >= last.readAt && now < last.readAt + FRESH_MS) return last.reader;
    const reader = newReader(name);
    if (reader !== undefined) recent.set(name, { reader, readAt: now });
    return reader;
  };
  if (!isFew(input)) prefetch(input.topology, readOnce);
  const git = await readGitMemory(deps.repository);
  const refusals = new Map<string, number>();
  const shared = { input, deps, git, secrets, refusals };
  return {
    git,
    plan: (object) => planOne(object, { ...shared, reader: readOnce, alone: false }),
    planAgain: (object, alone) => planOne(object, { ...shared, reader: readFresh, alone }),
    reader: readOnce,
    newReader,
    situationOf: (ref, live, fresh) =>
      situation(ref, live, live, { ...shared, reader: fresh ? readFresh : readOnce, alone: false }),
    notChecked: () => [...unreadClusters(deps.clusters), ...refusedDryRuns(refusals)],
  };
}

/** Up to so many objects are read one by one rather than in lists of everything. */
const FEW_OBJECTS = 64;

function isFew({ select }: PlannerInput): boolean {
  return select !== undefined && select.size <= FEW_OBJECTS;
}

/** What gates ask for around each application, in its namespace. */
const neighbours = ['PlacementDecision', 'PlacementRule', 'VolumeReplicationGroup'];

function listedKinds(topology: Topology, cluster: string): ReadonlySet<string> {
  const namespaces = new Map<string, Set<string>>();
  for (const { ref } of topology.objects) {
    const isOurs = ref.cluster === cluster || ref.kind === 'DRPlacementControl';
    if (!isOurs || ref.namespace === undefined) continue;
    const known = namespaces.get(ref.kind) ?? new Set();
    namespaces.set(ref.kind, known.add(ref.namespace));
  }
  const spread = [...namespaces].flatMap(([kind, { size }]) => (size > FEW_NAMESPACES ? [kind] : []));
  const around = spread.includes('DRPlacementControl') ? neighbours : [];
  return new Set([...listedWhole, ...spread, ...around]);
}

/** The clusters list while Git is asked: one object of each kind says what to list. */
function prefetch(topology: Topology, readerOf: (cluster: string) => LiveReader | undefined): void {
  const firsts = new Map<string, ObjectRef>();
  for (const { ref } of topology.objects) {
    const key = `${ref.cluster}:${ref.apiVersion}/${ref.kind}`;
    if (!firsts.has(key)) firsts.set(key, ref);
  }
  for (const ref of firsts.values()) readerOf(ref.cluster)?.prefetch(ref);
}

interface Surroundings {
  readonly input: PlannerInput;
  readonly deps: PlannerDeps;
  readonly git: GitMemory;
  readonly secrets: SecretMask;
  readonly reader: (cluster: string) => LiveReader | undefined;
  readonly alone: boolean;
  /** By cluster, how many dry runs the credentials did not allow. */
  readonly refusals: Map<string, number>;
}

async function planOne(object: DesiredObject, around: Surroundings): Promise<PlannedChange> {
  const { ref } = object;
  const reader = around.reader(ref.cluster);
  if (reader === undefined) return withoutCluster(object, around.deps.clusters);
  const broken = lintBlock(object, around.input, permissionsFor(ref, undefined, around.input.allow));
  if (broken !== undefined) return broken;
  let sight: Sight;
  try {
    sight = around.alone ? await reader.readAgain(ref) : await reader.read(ref);
  } catch (error) {
    return failed(object, error);
  }
  if (sight.seen === 'no-kind') {
    return still(object, {
      state: 'pending',
      reason: `${ref.cluster} does not serve ${ref.apiVersion} ${ref.kind}: its CRD is not installed`,
    });
  }
  try {
    return await planSteady(object, sight, reader, around);
  } catch (error) {
    return failed(object, error);
  }
}

/** An object that moves between the look at it and the server's dry run is looked at again: Ramen writes status all the time. */
async function planSteady(
  object: DesiredObject,
  sight: Sight,
  reader: LiveReader,
  around: Surroundings,
): Promise<PlannedChange> {
  let seen = sight;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const live = seen.seen === 'object' ? seen.object : undefined;
      const planned = await planSeen(object, live, around);
      return live === undefined || around.input.keepLive !== true ? planned : { ...planned, live };
    } catch (error) {
      if (attempt === 5 || !isClusterError(error, 'conflict')) throw error;
      seen = await reader.readAgain(object.ref);
    }
  }
}

async function planSeen(
  object: DesiredObject,
  live: LiveObject | undefined,
  around: Surroundings,
): Promise<PlannedChange> {
  const { input, git } = around;
  const reader = around.reader(object.ref.cluster);
  const missing =
    live === undefined && reader !== undefined
      ? await missingDependency(object, input.topology, reader)
      : undefined;
  if (missing !== undefined) return still(object, { state: 'pending', reason: missing });
  const desired = toDesired(object, git);
  const base = live === undefined ? undefined : readBase(live);
  const allowed = permissionsFor(object.ref, live, input.allow);
  const frozen = await companionHold({ ref: object.ref, object: object.manifest.object }, input.topology, {
    hub: around.reader('hub'),
    now: input.now,
  });
  const context = {
    ...(frozen === undefined ? {} : { companionHold: frozen }),
    lineage: await git.lineageOf(base),
    askedOtherwiseSince: await git.askedOtherwiseSince(base, object.manifest, object.kind),
    overrideLive: allowed.has('override-live'),
    now: input.now,
    digest: around.deps.digest,
  };
  const document = object.ramenConfig;
  if (document !== undefined) {
    const before = await git.objectAt(base, object.manifest);
    const plan = (judging: JudgeContext) =>
      planConfig({
        desired,
        document,
        live,
        before,
        context,
        judging,
        secrets: around.secrets,
      });
    const judgeContext = judging(undefined, allowed, input);
    const first = plan(judgeContext);
    // Only a part that the gate would stop has to be looked at with what uses it.
    const isUsed = first.change.blocks.some(({ gate }) => gate === 'config-used');
    const planned = isUsed
      ? plan({ ...judgeContext, neighbours: await neighboursOf(object, around) })
      : first;
    const dependsOn = dependencies(object, input.topology);
    return { ...planned, manifest: object.manifest, dependsOn, judgeAgain: isUsed };
  }
  const draft = draftChange(desired, live, context);
  const dryRun = draft.ask ? await askServer(draft, around) : undefined;
  if (dryRun?.answer === 'namespace-missing') {
    return still(object, {
      state: 'pending',
      reason: `namespace ${object.ref.namespace ?? ''} is neither on ${object.ref.cluster} nor in Git`,
    });
  }
  const before = draft.ask ? await git.objectAt(base, object.manifest) : undefined;
  const concluded = await rehearsed(draft, dryRun, around, {
    origins: {
      before:
        before === undefined
          ? undefined
          : asOperatorSpells(declaredObject(before, object.ref.namespace), object.kind),
      digest: around.deps.digest,
    },
    takeOver: input.config.takeOver,
    allowed,
    secrets: around.secrets,
  });
  const facts = needsSituation(concluded, desired)
    ? await situation(object.ref, live, concluded.wanted, around)
    : undefined;
  return judged(object, desired, live, concluded, facts, allowed, around);
}

async function judged(
  object: DesiredObject,
  desired: Desired,
  live: LiveObject | undefined,
  concluded: Concluded,
  facts: Situation | undefined,
  allowed: ReadonlySet<string>,
  around: Surroundings,
): Promise<PlannedChange> {
  const context = judging(facts, allowed, around.input);
  const asks = asksNeighbours(concluded, desired, live, context);
  const neighbours = asks ? { neighbours: await neighboursOf(object, around) } : {};
  const change = judgeChange(concluded, desired, live, { ...context, ...neighbours });
  const writes = change.state === 'create' || change.state === 'update';
  return {
    change,
    manifest: object.manifest,
    ...(concluded.write === undefined || !writes ? {} : { write: concluded.write }),
    dependsOn: dependencies(object, around.input.topology),
    judgeAgain: facts !== undefined || asks,
  };
}

function neighboursOf(object: DesiredObject, around: Surroundings): Promise<Neighbours> {
  return readNeighbours(object.ref, around.input.topology, situationSource(around));
}

function judging(
  situation: Situation | undefined,
  allowed: ReadonlySet<string>,
  { maxRisk, config }: PlannerInput,
): JudgeContext {
  return {
    situation,
    maxRisk,
    configuredClusters: config.managedClusters.map(({ name }) => name),
    allowed,
  };
}

/** Concludes the change; one that takes over from others is first asked of the server as a whole. */
async function rehearsed(
  draft: Draft,
  dryRun: DryRun | undefined,
  around: Surroundings,
  context: ConcludeContext,
): Promise<Concluded> {
  const concluded = concludeChange(draft, dryRun, context);
  const { change, write, wanted } = concluded;
  const cluster = around.deps.clusters.find(change.object.cluster);
  if (write?.type !== 'apply' || write.release === undefined) return concluded;
  if (change.state === 'blocked' || draft.live === undefined || cluster === undefined) return concluded;
  if (dryRun?.answer !== 'result' && dryRun?.answer !== 'conflict') return concluded;
  const patch = rehearsalPatch(draft.live, wanted, write.release);
  try {
    const answered = await cluster.patchJson(change.object, patch, { dryRun: true });
    return concludeChange(draft, { ...dryRun, rehearsed: answered }, context);
  } catch (error) {
    if (!isClusterError(error, 'invalid', 'forbidden')) throw error;
    if (error.reason === 'forbidden') return concluded;
    return concludeChange(draft, { answer: 'refused', message: error.message }, context);
  }
}

async function askServer(
  draft: Draft,
  around: Surroundings,
): Promise<DryRun | { readonly answer: 'namespace-missing' }> {
  const { dryRun } = around.input;
  if (dryRun === 'none' || (dryRun === 'updates' && draft.live === undefined)) return { answer: 'predicted' };
  const { ref } = draft.desired;
  const cluster = around.deps.clusters.find(ref.cluster);
  if (cluster === undefined) return { answer: 'predicted' };
  try {
    return { answer: 'result', object: await cluster.apply(askableBody(draft), { dryRun: true }) };
  } catch (error) {
    if (!isClusterError(error)) throw error;
    if (error.reason === 'field-conflict') {
      await demandSameVersion(draft, cluster);
      return { answer: 'conflict', conflicts: error.conflicts };
    }
    if (error.reason === 'forbidden') {
      around.refusals.set(ref.cluster, (around.refusals.get(ref.cluster) ?? 0) + 1);
      return { answer: 'predicted' };
    }
    if (error.reason === 'not-found' && draft.live === undefined && ref.namespace !== undefined) {
      return isPlanned(namespaceRef(ref), around.input.topology)
        ? { answer: 'namespace-pending' }
        : { answer: 'namespace-missing' };
    }
    if (error.reason === 'invalid' || error.reason === 'not-found')
      return { answer: 'refused', message: error.message };
    throw error;
  }
}

/** The server looks at owners before it looks at versions: its conflicts may be about an object that we have not seen. */
async function demandSameVersion({ desired, live }: Draft, cluster: Cluster): Promise<void> {
  const now = await cluster.get(desired.ref);
  if (now !== undefined && live !== undefined && resourceVersionOf(now) === resourceVersionOf(live)) return;
  throw new ClusterError('the object has been modified', { reason: 'conflict' });
}

function toDesired(object: DesiredObject, git: GitMemory): Desired {
  const { revision } = git;
  return {
    ref: object.ref,
    kind: object.kind,
    manifest: object.manifest,
    declared: asOperatorSpells(declaredObject(object.manifest.object, object.ref.namespace), object.kind),
    ours: {
      ...(revision.commit === undefined ? {} : { commit: revision.commit }),
      dirty: revision.commit === undefined || isAmong(object.manifest, revision.changed),
    },
  };
}

/** The gates that `allow` opens for one object as it is now. */
export function permissionsFor(
  ref: ObjectRef,
  live: LiveObject | undefined,
  allow: readonly Permission[],
): ReadonlySet<string> {
  const name = formatRef(ref);
  const generation = live === undefined ? undefined : generationOf(live);
  return new Set(
    allow.flatMap(({ gate, object }) => {
      if (gate !== 'override-live') return object === name ? [gate] : [];
      return generation !== undefined && object === `${name}@${generation}` ? [gate] : [];
    }),
  );
}

async function situation(
  ref: ObjectRef,
  live: LiveObject | undefined,
  wanted: JsonObject,
  around: Surroundings,
): Promise<Situation> {
  return readSituation(ref, live, wanted, situationSource(around));
}

function situationSource(around: Surroundings): SituationSource {
  const { config, topology, now } = around.input;
  return {
    clusters: around.deps.clusters,
    reader: around.reader,
    managedClusters: config.managedClusters.map(({ name }) => name),
    desiredPolicy: (name) =>
      topology.objects.find((candidate) => candidate.kind.kind === 'DRPolicy' && candidate.ref.name === name)
        ?.manifest.object,
    now,
  };
}

/** Credentials that may only read get a plan too, and it must not look like one that the server has seen. */
function refusedDryRuns(refusals: ReadonlyMap<string, number>): readonly NotChecked[] {
  return [...refusals]
    .sort(([a], [b]) => compareText(a, b))
    .map(([cluster, count]) => ({
      reason: 'dry-run-forbidden',
      what: `dry run on ${cluster}: the credentials lack verb patch, so changes are predicted`,
      count,
    }));
}

function unreadClusters(clusters: OpenClusters): readonly NotChecked[] {
  return clusters.reports
    .filter((report) => report.state !== 'reachable' && report.role === 'managed')
    .map((report) => ({
      reason: `cluster-${report.state}`,
      what: `VolumeReplicationGroup on ${report.name}`,
      count: 1,
    }));
}

export function isDisabled(object: DesiredObject): boolean {
  return annotationOf(object.manifest.object, annotation.reconcile) === 'disabled';
}
