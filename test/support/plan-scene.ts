import { systemClock } from '../../src/cluster/system-clock.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import { kindOf } from '../../src/kinds/registry.ts';
import { annotation, FIELD_MANAGER } from '../../src/model/annotations.ts';
import type { Config } from '../../src/model/config.ts';
import { ClusterError } from '../../src/model/errors.ts';
import { getAt, setAt } from '../../src/model/field-path.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { keyOf, objectId } from '../../src/model/object-ref.ts';
import type { Change } from '../../src/model/plan.ts';
import type { OpenClusters } from '../../src/operations/open-clusters.ts';
import { planRepository } from '../../src/operations/plan.ts';
import type { Permission } from '../../src/operations/planner.ts';
import { openSnapshot } from '../../src/operations/snapshot/open-snapshot.ts';
import { parseSnapshot } from '../../src/operations/snapshot/parse-snapshot.ts';
import { takeSnapshot } from '../../src/operations/snapshot/take-snapshot.ts';
import { declaredFields, withSteps } from '../../src/plan/field-set.ts';
import type { ApiResource, Cluster } from '../../src/ports/cluster.ts';
import type { Repository } from '../../src/ports/repository.ts';
import { renderSnapshotJson } from '../../src/report/snapshot-json.ts';
import { buildTopology } from '../../src/topology/build-topology.ts';
import type { Topology } from '../../src/topology/topology.ts';
import { dumpYaml } from '../../src/yaml/dump-yaml.ts';
import { parseFile } from '../../src/yaml/parse-file.ts';
import type { Scene } from './scene.ts';

export interface SceneOptions {
  readonly allow?: readonly Permission[];
  /** From a snapshot of the clusters, written and read back. */
  readonly fromSnapshot?: true;
}

/** The commit that scenes for `planScene` were last applied from. */
export const sceneCommit = 'c1'.repeat(20);

/** Plans a scene through the planner itself, with changes predicted, on objects in memory. */
export async function planScene(scene: Scene, options: SceneOptions = {}): Promise<readonly Change[]> {
  const files = sceneFiles(scene.git);
  const config = parseConfig(sceneConfig(scene), 'ramen-sync.yaml');
  const manifests = files.flatMap((file) => parseFile(file).manifests);
  const topology = buildTopology(manifests, config);
  const clusters = openScene(scene);
  const outcome = await planRepository(
    {
      config,
      topology,
      errors: [],
      allow: options.allow ?? [],
      maxRisk: config.gates.maxRisk,
      dryRun: 'none',
      now: sceneNow,
      only: [],
    },
    {
      clusters: options.fromSnapshot ? await thawed(clusters, config, topology) : clusters,
      repository: sceneRepository(scene),
      digest: (text) => text,
      clock: systemClock,
    },
  );
  return outcome.result.changes.map(({ change }) => change);
}

async function thawed(clusters: OpenClusters, config: Config, topology: Topology): Promise<OpenClusters> {
  const snapshot = await takeSnapshot({ topology, now: sceneNow }, { clusters });
  const read = parseSnapshot(renderSnapshotJson(snapshot), 'hub.json');
  return openSnapshot(read, { config, topology, now: sceneNow }, systemClock);
}

const sceneNow = Date.parse('2026-11-21T10:45:00Z');

/** One file an object, so that a change of one leaves the others alone. */
export function sceneFiles(objects: readonly JsonObject[]): readonly { path: string; text: string }[] {
  return objects.map((object) => {
    const { namespace, name } = keyOf(object);
    const path = ['hub', String(object.kind), namespace, name].filter((part) => part !== undefined).join('-');
    return { path: `${path.toLowerCase()}.yaml`, text: dumpYaml(object) };
  });
}

/** `kubeconfigs`: of each cluster by name; else the contexts of one. */
export function sceneConfig(scene: Scene, kubeconfigs: ReadonlyMap<string, string> = new Map()): string {
  const access = (name: string) => {
    const kubeconfig = kubeconfigs.get(name);
    return { context: name, ...(kubeconfig === undefined ? {} : { kubeconfig }) };
  };
  return dumpYaml({
    apiVersion: 'ramen-sync.io/v1alpha1',
    kind: 'Config',
    hub: access('hub'),
    // Lint would stop such a Placement before the gate sees it.
    rules: { 'placement-not-disabled': 'off' },
    managedClusters: scene.configured.map((name) => ({ name, ...access(name) })),
    ...(scene.maxRisk === undefined ? {} : { gates: { maxRisk: scene.maxRisk } }),
  });
}

function openScene(scene: Scene): OpenClusters {
  const hub = memory(
    'hub',
    scene.hub.map((object) => asApplied(object, scene.before)),
    scene.decisionsUnreadable,
  );
  const managed = new Map([...scene.managed].map(([name, objects]) => [name, memory(name, objects, false)]));
  const find = (name: string): Cluster | undefined => (name === 'hub' ? hub : managed.get(name));
  return {
    reports: ['hub', ...scene.configured].map((name) => ({
      name,
      role: name === 'hub' ? ('hub' as const) : ('managed' as const),
      ...(find(name) === undefined
        ? { state: 'unreachable' as const, message: `${name} timed out` }
        : { state: 'reachable' as const, uid: name, version: 'v1.35.4' }),
    })),
    find,
    whyNot: (name) => `${name} timed out`,
    close: () => undefined,
  };
}

/** The server's bookkeeping: identity, generation, and our claim on what Git declared. */
function asApplied(object: JsonObject, before: readonly JsonObject[]): JsonObject {
  const kind = kindOf(String(object.apiVersion), String(object.kind));
  const declared = before.find((candidate) => objectId(keyOf(candidate)) === objectId(keyOf(object)));
  if (kind === undefined || declared === undefined) return stamp(object);
  const base = ['metadata', 'annotations', annotation.applied];
  const applied = setAt(declared, base, getAt(object, base) ?? '');
  const entry: Json = {
    manager: FIELD_MANAGER,
    operation: 'Apply',
    apiVersion: String(object.apiVersion),
    fieldsType: 'FieldsV1',
    fieldsV1: withSteps(
      {},
      declaredFields(applied, kind).map((field) => field.steps),
    ),
  };
  return setAt(stamp(object), ['metadata', 'managedFields'], [entry]);
}

function stamp(object: JsonObject): JsonObject {
  const id = objectId(keyOf(object));
  return setAt(
    setAt(setAt(object, ['metadata', 'uid'], id), ['metadata', 'resourceVersion'], '7'),
    ['metadata', 'generation'],
    1,
  );
}

function memory(name: string, objects: readonly JsonObject[], decisionsUnreadable: boolean): Cluster {
  const stored = objects.map((object) =>
    getAt(object, ['metadata', 'uid']) === undefined ? stamp(object) : object,
  );
  const refuse = (): never => {
    throw new Error('a plan that is predicted writes nothing, and asks for no dry run');
  };
  return {
    name,
    identity: async () => ({ uid: name, version: 'v1.35.4' }),
    resource: async (apiVersion, kind) => resourceOf(apiVersion, kind),
    get: async (key) => stored.find((object) => objectId(keyOf(object)) === objectId(key)),
    list: async (resource, options) => {
      if (decisionsUnreadable && resource.kind === 'PlacementDecision')
        throw new ClusterError('no right to list them', { reason: 'forbidden' });
      return stored.filter(
        (object) =>
          object.kind === resource.kind &&
          (options?.namespace === undefined || keyOf(object).namespace === options.namespace),
      );
    },
    apply: refuse,
    patchJson: refuse,
    mergePatch: refuse,
    create: refuse,
    remove: refuse,
    watch: refuse,
    areWatchesAsked: () => false,
    mayI: async () => true,
    close: () => undefined,
  };
}

function resourceOf(apiVersion: string, kind: string): ApiResource {
  const known = kindOf(apiVersion, kind);
  return {
    apiVersion,
    kind,
    plural: known?.plural ?? kind.toLowerCase(),
    namespaced: known?.scope !== 'Cluster',
  };
}

/** Two commits: what was applied, and what Git asks now. */
function sceneRepository(scene: Scene): Repository {
  const before = new Map(sceneFiles(scene.before).map(({ path, text }) => [path, text]));
  return {
    revision: async () => ({ commit: 'c2'.repeat(20), dirty: false, changed: new Set() }),
    isAncestor: async (commit) => ({ known: true, ancestor: commit === sceneCommit }),
    fileAt: async (commit, path) => (commit === sceneCommit ? before.get(path) : undefined),
    filesTouched: async () => new Set(),
    commitsTouching: async () => [],
    blobIds: () => ({}),
  };
}
