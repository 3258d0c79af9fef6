import { getAt, getString, setAt } from '../../../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject, jsonEquals } from '../../../model/json.ts';
import { isBeingDeleted } from '../../../model/live-object.ts';
import { createdByRamen, drpcAnnotation, listOf, nameOf, namespaceOf } from '../metadata.ts';
import { isMetroInterval } from '../metro-interval.ts';
import type { DrpcRun } from './drpc-run.ts';

/** What a VRG ManifestWork on the hub asks of its cluster. */
export interface VrgOrder {
  readonly state: 'primary' | 'secondary';
  readonly action?: string;
  readonly prepareForFinalSync?: boolean;
  readonly runFinalSync?: boolean;
  /** A test failover: the VRG stores nothing. */
  readonly dryRun?: boolean;
}

export function vrgWorkOf(run: DrpcRun, cluster: string): JsonObject | undefined {
  return run.context.world.hub.get('ManifestWork', cluster, workName(run, 'vrg'));
}

/** The order in force; undefined where there is no work, or it is being deleted. */
export function orderOf(run: DrpcRun, cluster: string): VrgOrder | undefined {
  const work = vrgWorkOf(run, cluster);
  if (work === undefined || isBeingDeleted(work)) return undefined;
  const spec = getAt(work, ['spec', 'workload', 'manifests', 0, 'spec']);
  const action = getString(spec, ['action']);
  return {
    state: getString(spec, ['replicationState']) === 'primary' ? 'primary' : 'secondary',
    ...(action === undefined ? {} : { action }),
    ...(getAt(spec, ['prepareForFinalSync']) === true ? { prepareForFinalSync: true } : {}),
    ...(getAt(spec, ['runFinalSync']) === true ? { runFinalSync: true } : {}),
    ...(getAt(spec, ['dryRun']) === true ? { dryRun: true } : {}),
  };
}

/** Writes the VRG's ManifestWork, and the namespace's before the first one. */
export function giveOrder(run: DrpcRun, cluster: string, order: VrgOrder): void {
  const { hub } = run.context.world;
  if (hub.get('ManifestWork', cluster, workName(run, 'ns')) === undefined) {
    hub.create(
      newWork(run, cluster, 'ns', namespaceManifest(run), { propagationPolicy: 'Orphan' }),
      'manager',
    );
  }
  const manifest = vrgManifest(run, cluster, order);
  const work = vrgWorkOf(run, cluster);
  if (work === undefined) {
    hub.create(newWork(run, cluster, 'vrg', manifest, undefined), 'manager');
    return;
  }
  const after = setAt(work, ['spec', 'workload', 'manifests'], [manifest]);
  if (!jsonEquals(after, work)) hub.update(after, 'manager');
}

export function removeWork(run: DrpcRun, cluster: string, part: 'vrg' | 'ns'): void {
  const { hub } = run.context.world;
  const work = hub.get('ManifestWork', cluster, workName(run, part));
  if (work !== undefined && !isBeingDeleted(work)) hub.remove('ManifestWork', cluster, workName(run, part));
}

function workName(run: DrpcRun, part: 'vrg' | 'ns'): string {
  return `${nameOf(run.drpc)}-${run.vrgNamespace}-${part}-mw`;
}

function newWork(
  run: DrpcRun,
  cluster: string,
  part: 'vrg' | 'ns',
  manifest: JsonObject,
  deleteOption: JsonObject | undefined,
): JsonObject {
  return {
    apiVersion: 'work.open-cluster-management.io/v1',
    kind: 'ManifestWork',
    metadata: {
      name: workName(run, part),
      namespace: cluster,
      annotations: drpcNames(run),
      labels: createdByRamen,
    },
    spec: { ...(deleteOption === undefined ? {} : { deleteOption }), workload: { manifests: [manifest] } },
  };
}

function drpcNames(run: DrpcRun): JsonObject {
  return {
    [drpcAnnotation('drpc-name')]: nameOf(run.drpc),
    [drpcAnnotation('drpc-namespace')]: namespaceOf(run.drpc),
  };
}

/** What Go writes of fields that nobody has set; the agents leave status out. */
const untouched = {
  namespace: { spec: {}, status: {} },
  vrg: { status: { kubeObjectProtection: {}, lastUpdateTime: null } },
} as const;

function namespaceManifest(run: DrpcRun): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: run.vrgNamespace, annotations: drpcNames(run) },
    ...untouched.namespace,
  };
}

function vrgManifest(run: DrpcRun, cluster: string, order: VrgOrder): JsonObject {
  const passed = ['pvcSelector', 'kubeObjectProtection', 'protectedNamespaces'] as const;
  const fromDrpc = passed.flatMap((field) => {
    const value = getAt(run.drpc, ['spec', field]);
    return value === undefined ? [] : [[field, value] as const];
  });
  return {
    apiVersion: 'ramendr.openshift.io/v1alpha1',
    kind: 'VolumeReplicationGroup',
    metadata: {
      name: nameOf(run.drpc),
      namespace: run.vrgNamespace,
      annotations: vrgAnnotations(run, cluster),
      labels: createdByRamen,
    },
    spec: {
      ...Object.fromEntries(fromDrpc),
      replicationState: order.state,
      ...(order.action === undefined || order.action === '' ? {} : { action: order.action }),
      ...(order.prepareForFinalSync === true ? { prepareForFinalSync: true } : {}),
      ...(order.runFinalSync === true ? { runFinalSync: true } : {}),
      ...(order.dryRun === true ? { dryRun: true } : {}),
      ...replicationMode(run),
      s3Profiles: s3Profiles(run),
      volSync: { disabled: true },
    },
    ...untouched.vrg,
  };
}

function vrgAnnotations(run: DrpcRun, cluster: string): JsonObject {
  const copied = ['enable-diff', 'is-cg-enabled', 'is-submariner-enabled', 'use-volsync-for-pvc-protection'];
  return {
    [drpcAnnotation('destination-cluster')]: cluster,
    [drpcAnnotation('drpc-uid')]: getString(run.drpc, ['metadata', 'uid']) ?? '',
    ...Object.fromEntries(
      copied.map((name) => [
        drpcAnnotation(name),
        getString(run.drpc, ['metadata', 'annotations', drpcAnnotation(name)]) ?? '',
      ]),
    ),
  };
}

/** True for a Metro policy: synchronous peers, or no interval at all. */
export function isMetro(run: DrpcRun): boolean {
  const sync = getAt(run.policy, ['status', 'sync', 'peerClasses']);
  if (isArray(sync) && sync.length > 0) return true;
  return isMetroInterval(getString(run.policy, ['spec', 'schedulingInterval']));
}

function replicationMode(run: DrpcRun): JsonObject {
  const mode = isMetro(run) ? 'sync' : 'async';
  const peerClasses = getAt(run.policy, ['status', mode, 'peerClasses']);
  const peers = isArray(peerClasses) ? { peerClasses } : {};
  if (mode === 'sync') return { sync: peers };
  const selectors = [
    'replicationClassSelector',
    'volumeGroupSnapshotClassSelector',
    'volumeSnapshotClassSelector',
  ];
  const fields: [string, Json][] = selectors.map((field) => {
    const value = getAt(run.policy, ['spec', field]);
    return [field, isObject(value) ? value : {}];
  });
  return {
    async: {
      ...peers,
      ...Object.fromEntries(fields),
      schedulingInterval: getString(run.policy, ['spec', 'schedulingInterval']) ?? '',
    },
  };
}

function s3Profiles(run: DrpcRun): readonly string[] {
  const profiles = listOf(run.policy, ['spec', 'drClusters']).flatMap((cluster) => {
    const found = run.context.world.hub.get('DRCluster', undefined, String(cluster));
    const profile = found === undefined ? undefined : getString(found, ['spec', 's3ProfileName']);
    return profile === undefined ? [] : [profile];
  });
  return [...new Set(profiles)];
}
