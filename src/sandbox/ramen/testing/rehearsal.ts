import { getAt, getString, removeAt, setAt } from '../../../model/field-path.ts';
import type { Json, JsonObject } from '../../../model/json.ts';
import type { SandboxWorld } from '../../world.ts';
import { listOf } from '../metadata.ts';

/** Everything that `shop/cart` needs, on the hub and on the managed clusters. */
export function populate(world: SandboxWorld, options: { withDrpc?: boolean } = {}): void {
  const { hub } = world;
  for (const name of ['ramen-system', 'shop']) {
    hub.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, 'test');
  }
  const profile = (cluster: string): string => `
- s3ProfileName: s3-${cluster}
  s3Bucket: ramen
  s3CompatibleEndpoint: http://s3.${cluster}.example.com
  s3Region: r1
  s3SecretRef: { name: s3-${cluster} }`;
  hub.create(
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'ramen-hub-operator-config', namespace: 'ramen-system' },
      data: { 'ramen_manager_config.yaml': `s3StoreProfiles:${profile('dr1')}${profile('dr2')}\n` },
    },
    'test',
  );
  for (const [cluster, managed] of world.managed) {
    hub.create(
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: `s3-${cluster}`, namespace: 'ramen-system' } },
      'test',
    );
    hub.create(
      {
        apiVersion: ramen,
        kind: 'DRCluster',
        metadata: { name: cluster },
        spec: { s3ProfileName: `s3-${cluster}` },
      },
      'test',
    );
    for (const each of classes(cluster)) managed.create(each, 'test');
  }
  hub.create(
    {
      apiVersion: ramen,
      kind: 'DRPolicy',
      metadata: { name: 'policy' },
      spec: {
        drClusters: ['dr1', 'dr2'],
        schedulingInterval: '1m',
        replicationClassSelector: {},
        volumeSnapshotClassSelector: {},
      },
    },
    'test',
  );
  hub.create(placement(), 'test');
  if (options.withDrpc !== false) hub.create(drpc(), 'test');
}

const ramen = 'ramendr.openshift.io/v1alpha1';

export function placement(): JsonObject {
  return {
    apiVersion: 'cluster.open-cluster-management.io/v1beta1',
    kind: 'Placement',
    metadata: {
      name: 'cart',
      namespace: 'shop',
      annotations: { 'cluster.open-cluster-management.io/experimental-scheduling-disable': 'true' },
    },
    spec: { clusterSets: ['default'], numberOfClusters: 1 },
  };
}

export function drpc(spec: JsonObject = {}): JsonObject {
  return {
    apiVersion: ramen,
    kind: 'DRPlacementControl',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: {
      drPolicyRef: { name: 'policy' },
      placementRef: { kind: 'Placement', name: 'cart' },
      pvcSelector: { matchLabels: { app: 'cart' } },
      preferredCluster: 'dr1',
      ...spec,
    },
  };
}

export function classes(cluster: string): readonly JsonObject[] {
  const labels = {
    'ramendr.openshift.io/storageid': `storage-${cluster}`,
    'ramendr.openshift.io/replicationid': 'mirror-1',
  };
  return [
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'disk', labels },
      provisioner: 'disk.csi.example.com',
    },
    {
      apiVersion: 'replication.storage.openshift.io/v1alpha1',
      kind: 'VolumeReplicationClass',
      metadata: { name: 'disk-1m', labels },
      spec: { provisioner: 'disk.csi.example.com', parameters: { schedulingInterval: '1m' } },
    },
  ];
}

export function cart(world: SandboxWorld): JsonObject {
  return world.hub.get('DRPlacementControl', 'shop', 'cart') ?? {};
}

/** Sets fields of the spec as a merge patch does; null removes. */
export function patchCart(world: SandboxWorld, spec: Readonly<Record<string, Json>>): void {
  let object = cart(world);
  for (const [field, value] of Object.entries(spec)) {
    object = value === null ? removeAt(object, ['spec', field]) : setAt(object, ['spec', field], value);
  }
  world.hub.update(object, 'kubectl-patch');
}

export function phaseOf(world: SandboxWorld): string {
  const status = cart(world).status;
  return `${getString(status, ['phase']) || "''"}/${getString(status, ['progression']) || "''"}`;
}

/** `Available+Deployed PeerReady-NotStarted Protected?Unknown` */
export function conditionsOf(world: SandboxWorld): string {
  const signs: Readonly<Record<string, string>> = { True: '+', False: '-', Unknown: '?' };
  return listOf(cart(world), ['status', 'conditions'])
    .map(
      (each) =>
        `${getString(each, ['type'])}${signs[getString(each, ['status']) ?? '']}${getString(each, ['reason'])}`,
    )
    .join(' ');
}

/** `dr1(RetainedForFailover)+dr2(dr2)` */
export function decisionOf(world: SandboxWorld): string {
  const found = world.hub.get('PlacementDecision', 'shop', 'cart-decision-1');
  const decisions = found === undefined ? [] : listOf(found, ['status', 'decisions']);
  const text = decisions
    .map((each) => `${getString(each, ['clusterName'])}(${getString(each, ['reason'])})`)
    .join('+');
  return text || 'none';
}

/** `primary|secondary`: what the ManifestWorks of dr1 and dr2 ask for. */
export function worksOf(world: SandboxWorld): string {
  return ['dr1', 'dr2']
    .map((cluster) => {
      const work = world.hub.get('ManifestWork', cluster, 'cart-shop-vrg-mw');
      const state = getString(work, ['spec', 'workload', 'manifests', 0, 'spec', 'replicationState']);
      return (
        (state ?? 'none') + (getAt(work, ['metadata', 'deletionTimestamp']) === undefined ? '' : '/deleting')
      );
    })
    .join('|');
}

/** `secondary(Failover)/Secondary|primary/Primary`: the VRGs of dr1 and dr2, asked and reached. */
export function vrgsOf(world: SandboxWorld): string {
  return ['dr1', 'dr2']
    .map((cluster) => {
      const vrg = world.managed.get(cluster)?.get('VolumeReplicationGroup', 'shop', 'cart');
      if (vrg === undefined) return 'none';
      const action = getString(vrg, ['spec', 'action']);
      const asked = getString(vrg, ['spec', 'replicationState']) ?? '';
      const deleting = getAt(vrg, ['metadata', 'deletionTimestamp']) === undefined ? '' : '/deleting';
      return `${asked}${action === undefined ? '' : `(${action})`}/${getString(vrg, ['status', 'state']) ?? '·'}${deleting}`;
    })
    .join('|');
}

export interface Timeline {
  readonly phases: readonly string[];
  readonly decisions: readonly string[];
  readonly works: readonly string[];
  readonly vrgs: readonly string[];
  readonly conditions: readonly string[];
  /** In one list, as the recordings print them: `phase: …`, `decision: …`. */
  readonly lines: readonly string[];
}

/** Writes down every change of the five from now on. */
export function watchCart(world: SandboxWorld): Timeline {
  const sources = {
    phase: phaseOf,
    decision: decisionOf,
    work: worksOf,
    vrg: vrgsOf,
    condition: conditionsOf,
  } as const;
  const seen: Record<keyof typeof sources, string[]> = {
    phase: [],
    decision: [],
    work: [],
    vrg: [],
    condition: [],
  };
  const last: Record<string, string> = {};
  const lines: string[] = [];
  const look = (): void => {
    for (const [name, read] of Object.entries(sources) as [keyof typeof sources, typeof phaseOf][]) {
      const value = read(world);
      if (last[name] === value) continue;
      if (last[name] !== undefined) {
        seen[name].push(value);
        lines.push(`${name}: ${value}`);
      }
      last[name] = value;
    }
  };
  look();
  for (const cluster of [world.hub, ...world.managed.values()]) cluster.onChange(look);
  return {
    phases: seen.phase,
    decisions: seen.decision,
    works: seen.work,
    vrgs: seen.vrg,
    conditions: seen.condition,
    lines,
  };
}
