import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { kindOf } from '../../src/kinds/registry.ts';
import { API_VERSION, annotation, ramenKey } from '../../src/model/annotations.ts';
import { getAt, getString, setAt } from '../../src/model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { keyOf, objectId } from '../../src/model/object-ref.ts';
import { type Risk, riskClasses } from '../../src/model/plan.ts';
import { formatBase, runtimeGroup } from '../../src/plan/base.ts';
import { dumpYaml } from '../../src/yaml/dump-yaml.ts';
import { parseFile } from '../../src/yaml/parse-file.ts';
import { parseText } from '../../src/yaml/parse-text.ts';

/**
 * A moment of application `shop/cart` on hub, dr1 and dr2, and what Git asks in it, read from two short YAML texts.
 *
 * In `live`, everything that is not said is as on a healthy application that was deployed on dr1:
 * `cart` the runtime fields (`none`: no DRPlacementControl) · `status` phase/progression, or `none` · `conditions` those that are
 * not True · `observed: old` conditions of an older generation · `decisions` clusters, `dr1 retained` for RetainedForFailover,
 * or `unreadable` · `dr1`, `dr2` the VRG there: order/state, its action, `final sync`, `VolSync` where it replicates the volumes,
 * `of 0.1` as that Ramen marks it, `told` to keep the volumes; or `absent`, `no answer` · `works` the same
 * as the hub orders it (else: as on the cluster) · `leases` of ManagedClusters · `lastCluster`, `lastAction` Ramen's annotations
 * · `configured` managed clusters · `others` further DRPlacementControls · `Kind name` any other object, merged into what is there (`none`: absent).
 *
 * In `git`, everything that is not said is as it was last applied: `cart` all runtime fields · `Kind name` merged (null
 * removes, `none`: no longer there) · `removes` objects that a Removal names · `profile name`, `RamenConfig` merged into Ramen's configuration · `maxRisk` the
 * ceiling of the run.
 */
export interface Scene {
  readonly hub: readonly JsonObject[];
  /** By cluster; one that does not answer is not there. */
  readonly managed: ReadonlyMap<string, readonly JsonObject[]>;
  readonly configured: readonly string[];
  /** Git as it was last applied, and as it is now. */
  readonly before: readonly JsonObject[];
  readonly git: readonly JsonObject[];
  readonly decisionsUnreadable: boolean;
  readonly maxRisk: Risk | undefined;
}

/** The commit that `before` was applied from is written into the base of each live object. */
export function readScene(live: string, git: string, commit: string): Scene {
  const world = { ...healthy, ...readWords(live, liveWords) };
  const asks = readWords(git, gitWords);
  const before = declared.map((object) => patchSpec(object, patchFor(world, object), world));
  const onHub = before
    .filter((object) => patchFor(world, object) !== 'none')
    .filter((object) => object.kind !== 'DRPlacementControl' || world.cart !== 'none')
    .map((object) => withBase(merge(object, patchFor(world, object)), commit))
    .map((object) => withStatus(object, world));
  const named = Object.keys(world).filter((key) => key.includes(' '));
  const unknown = [...named, ...Object.keys(asks).filter((key) => /^[A-Z]\w+ /.test(key))].find(
    (key) => !before.some((object) => nameOf(object) === key),
  );
  if (unknown !== undefined) throw new Error(`no scene: there is no ${unknown}`);
  return {
    hub: [...namespaces(), ...onHub, ...observed(world), ...others(world)],
    managed: managedObjects(world),
    configured: isArray(world.configured) ? world.configured.map(String) : ['dr1', 'dr2'],
    before,
    git: [
      ...before.filter((object) => asks[nameOf(object)] !== 'none').map((object) => patchGit(object, asks)),
      ...removals(before, asks),
    ],
    decisionsUnreadable: world.decisions === 'unreadable',
    maxRisk: riskClasses.find((risk) => risk === asks.maxRisk),
  };
}

type Words = Readonly<Record<string, Json>>;

const healthy: Words = {
  cart: { preferredCluster: 'dr1' },
  status: 'Deployed/Completed',
  conditions: {},
  decisions: ['dr1'],
  dr1: 'primary/Primary',
  dr2: 'secondary/Secondary',
  leases: { dr1: 'True', dr2: 'True' },
};
const liveWords =
  /^(cart|status|conditions|observed|decisions|dr1|dr2|works|leases|lastCluster|lastAction|configured|others|[A-Z]\w+ \S+)$/;
const gitWords = /^(cart|maxRisk|removes|RamenConfig|profile \S+|[A-Z]\w+ \S+)$/;

function readWords(text: string, known: RegExp): Words {
  const { value, error } = parseText(text);
  const words = isObject(value) ? value : text.trim() === '' ? {} : undefined;
  const odd = Object.keys(words ?? {}).find((key) => !known.test(key));
  if (words === undefined || odd !== undefined)
    throw new Error(`no scene: ${error?.message ?? odd ?? 'not a mapping'}\n${text}`);
  return words;
}

const files = [
  'hub/namespace',
  'hub/s3-secrets',
  'hub/ramen-config',
  'hub/dr-clusters',
  'hub/dr-policy',
  'apps/shop/cart',
];

/** The example repository without its second application and its storage classes. */
const declared: readonly JsonObject[] = files
  .flatMap((file) => {
    const path = resolve(import.meta.dirname, `../../examples/regional/${file}.yaml`);
    return parseFile({ path: `${file}.yaml`, text: readFileSync(path, 'utf8') }).manifests;
  })
  .map((manifest) => manifest.object)
  .filter((object) => object.kind !== 'ManagedClusterSetBinding');

function nameOf(object: JsonObject): string {
  const namespace = getString(object, ['metadata', 'namespace']);
  const name = getString(object, ['metadata', 'name']) ?? '';
  return `${String(object.kind)} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function patchFor(world: Words, object: JsonObject): Json | undefined {
  return world[nameOf(object)];
}

/** What Git had when it was last applied: the live spec and data, not the live metadata and status. */
function patchSpec(object: JsonObject, patch: Json | undefined, world: Words): JsonObject {
  const { spec, data } = isObject(patch) ? patch : {};
  const merged = merge(object, {
    ...(spec === undefined ? {} : { spec }),
    ...(data === undefined ? {} : { data }),
  });
  return object.kind === 'DRPlacementControl' && world.cart !== 'none'
    ? withRuntime(merged, world.cart)
    : merged;
}

function withRuntime(drpc: JsonObject, intent: Json | undefined): JsonObject {
  if (!isObject(drpc.spec) || !isObject(intent)) return drpc;
  const { action: _, failoverCluster: __, preferredCluster: ___, dryRun: ____, ...rest } = drpc.spec;
  return { ...drpc, spec: { ...rest, ...intent } };
}

function patchGit(object: JsonObject, asks: Words): JsonObject {
  const asked = object.kind === 'DRPlacementControl' ? withRuntime(object, asks.cart) : object;
  return patchConfig(merge(asked, asks[nameOf(object)]), asks);
}

/** A Removal names objects by UID: in a scene that is `objectId`, which API servers replace by their own. */
function removals(before: readonly JsonObject[], { removes }: Words): readonly JsonObject[] {
  if (!isArray(removes)) return [];
  const objects = removes.map((word) => {
    const object = before.find((candidate) => nameOf(candidate) === word);
    if (object === undefined) throw new Error(`no scene: there is no ${String(word)}`);
    const key = keyOf(object);
    const place = key.namespace === undefined ? {} : { namespace: key.namespace };
    return { kind: key.kind, ...place, name: key.name, uid: objectId(key) };
  });
  const spec = { objects, reason: 'retired', expires: '2999-12-31' };
  return [{ apiVersion: API_VERSION, kind: 'Removal', metadata: { name: 'retire' }, spec }];
}

const configPath = ['data', ramenKey.configKey] as const;

function patchConfig(object: JsonObject, asks: Words): JsonObject {
  const value = parseText(getString(object, configPath) ?? '').value;
  if (!isObject(value)) return object;
  const merged = merge(value, asks.RamenConfig);
  const profiles = getAt(merged, ['s3StoreProfiles']);
  const patched = (isArray(profiles) ? profiles : []).map((profile) =>
    isObject(profile) ? merge(profile, asks[`profile ${String(profile.s3ProfileName)}`]) : profile,
  );
  return setAt(object, configPath, dumpYaml({ ...merged, s3StoreProfiles: patched }));
}

/** JSON merge patch. */
function merge(object: JsonObject, patch: Json | undefined): JsonObject {
  if (!isObject(patch)) return object;
  const result: Record<string, Json> = { ...object };
  for (const [key, value] of Object.entries(patch)) {
    const before = result[key];
    if (value === null) delete result[key];
    else result[key] = isObject(value) ? merge(isObject(before) ? before : {}, value) : value;
  }
  return result;
}

function withBase(object: JsonObject, commit: string): JsonObject {
  const kind = kindOf(String(object.apiVersion), String(object.kind));
  if (kind === undefined) return object;
  const runtime = kind.runtime.length === 0 ? {} : { runtime: runtimeGroup(object, kind) };
  return merge(object, {
    metadata: { annotations: { [annotation.applied]: formatBase({ revision: commit, ...runtime }) } },
  });
}

function withStatus(object: JsonObject, world: Words): JsonObject {
  const status = statusOf(object, world);
  const annotated =
    object.kind === 'DRPlacementControl'
      ? merge(object, {
          metadata: {
            annotations: {
              ...(world.lastCluster === undefined ? {} : { [ramenKey.lastAppCluster]: world.lastCluster }),
              ...(world.lastAction === undefined ? {} : { [ramenKey.lastAction]: world.lastAction }),
            },
          },
        })
      : object;
  return status === undefined ? annotated : { ...annotated, status: merge(status, object.status) };
}

function statusOf({ kind }: JsonObject, world: Words): JsonObject | undefined {
  if (kind === 'DRPolicy')
    return { async: { peerClasses: [] }, conditions: conditions(['Validated'], {}, 1) };
  if (kind === 'DRCluster') return { phase: 'Available', conditions: conditions(['Validated'], {}, 1) };
  if (kind !== 'DRPlacementControl' || world.status === 'none') return undefined;
  const [phase = '', progression = ''] = String(world.status).split('/');
  const observed = world.observed === 'old' ? 0 : 1;
  return {
    ...(phase === '' ? {} : { phase }),
    ...(progression === '' ? {} : { progression }),
    observedGeneration: observed,
    lastGroupSyncTime: '2026-11-21T10:42:03Z',
    conditions: conditions(['Available', 'PeerReady', 'Protected'], world.conditions, observed),
  };
}

function conditions(
  types: readonly string[],
  others: Json | undefined,
  observedGeneration: number,
): readonly JsonObject[] {
  return types.map((type) => ({
    type,
    status: String(getAt(others, [type]) ?? 'True'),
    reason: 'Seen',
    message: '',
    lastTransitionTime: '2026-11-21T10:00:00Z',
    observedGeneration,
  }));
}

function namespaces(): readonly JsonObject[] {
  return ['dr1', 'dr2'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
}

/** What operators keep on the hub: decisions, ManifestWorks, leases. */
function observed(world: Words): readonly JsonObject[] {
  const decisions = isArray(world.decisions) ? world.decisions.map(String) : [];
  return [
    {
      apiVersion: 'cluster.open-cluster-management.io/v1beta1',
      kind: 'PlacementDecision',
      metadata: { name: 'cart-decision-1', namespace: 'shop', labels: { [ramenKey.placementLabel]: 'cart' } },
      status: {
        decisions: decisions.map((word) => {
          const [clusterName = '', retained] = word.split(' ');
          return { clusterName, reason: retained === undefined ? clusterName : ramenKey.retainedForFailover };
        }),
      },
    },
    ...['dr1', 'dr2'].flatMap((cluster) => manifestWork(cluster, world)),
    ...Object.entries(isObject(world.leases) ? world.leases : {}).map(([name, status]) => ({
      apiVersion: 'cluster.open-cluster-management.io/v1',
      kind: 'ManagedCluster',
      metadata: { name },
      spec: { hubAcceptsClient: true },
      status: {
        version: {},
        conditions: conditions(
          ['ManagedClusterConditionAvailable'],
          { ManagedClusterConditionAvailable: status },
          1,
        ),
      },
    })),
  ];
}

function others(world: Words): readonly JsonObject[] {
  return (isArray(world.others) ? world.others.map(String) : []).map((word) => {
    const [namespace = '', name = ''] = word.split('/');
    return {
      apiVersion: 'ramendr.openshift.io/v1alpha1',
      kind: 'DRPlacementControl',
      metadata: { name, namespace },
      spec: {
        preferredCluster: 'dr1',
        drPolicyRef: { name: 'p5m' },
        placementRef: { kind: 'Placement', name },
        pvcSelector: {},
      },
    };
  });
}

function manifestWork(cluster: string, world: Words): readonly JsonObject[] {
  const word = getString(world.works, [cluster]) ?? String(world[cluster]);
  if (/absent|no answer|none/.test(word)) return [];
  const { status: _, ...vrg } = groupOf(word);
  return [
    {
      apiVersion: 'work.open-cluster-management.io/v1',
      kind: 'ManifestWork',
      metadata: { name: 'cart-shop-vrg-mw', namespace: cluster },
      spec: { workload: { manifests: [vrg] } },
    },
  ];
}

/** Of Ramen 0.1, which writes it everywhere; later ones do not. */
function keepsVolumes(word: string): JsonObject {
  if (!word.includes('of 0.1')) return {};
  return { annotations: { [ramenKey.doNotDeletePvc]: /\btold\b/.test(word) ? 'true' : '' } };
}

/** `primary/Primary Failover`, `secondary/Unknown`, `primary/Primary Relocate final sync`, `secondary/Secondary old`. */
function groupOf(word: string): JsonObject {
  const [order = '', state = ''] = (word.split(' ')[0] ?? '').split('/');
  const action = /\b(Failover|Relocate)\b/.exec(word)?.[1];
  const observedGeneration = /\bold\b/.test(word) ? 0 : 1;
  return {
    apiVersion: 'ramendr.openshift.io/v1alpha1',
    kind: 'VolumeReplicationGroup',
    metadata: { name: 'cart', namespace: 'shop', ...keepsVolumes(word) },
    spec: {
      pvcSelector: {},
      replicationState: order,
      s3Profiles: ['minio-on-dr1', 'minio-on-dr2'],
      ...(action === undefined ? {} : { action }),
      ...(word.includes('final sync') ? { prepareForFinalSync: true, runFinalSync: true } : {}),
    },
    ...(state === ''
      ? {}
      : {
          status: {
            state,
            observedGeneration,
            ...(word.includes('VolSync')
              ? { protectedPVCs: [{ name: 'data', namespace: 'shop', protectedByVolSync: true }] }
              : {}),
            conditions: conditions(
              ['DataReady', 'ClusterDataProtected'],
              word.includes('not ready') ? { DataReady: 'False', ClusterDataProtected: 'False' } : {},
              observedGeneration,
            ),
          },
        }),
  };
}

function managedObjects(world: Words): ReadonlyMap<string, readonly JsonObject[]> {
  const found = new Map<string, readonly JsonObject[]>();
  for (const cluster of ['dr1', 'dr2']) {
    const word = String(world[cluster]);
    if (word === 'no answer') continue;
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
    found.set(cluster, word === 'absent' ? [] : [namespace, groupOf(word)]);
  }
  return found;
}
