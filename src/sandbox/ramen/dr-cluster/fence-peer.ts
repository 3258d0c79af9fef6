import { getAt, getString } from '../../../model/field-path.ts';
import { isArray, isObject, type JsonObject } from '../../../model/json.ts';
import { isBeingDeleted } from '../../../model/live-object.ts';
import type { SandboxCluster } from '../../world.ts';
import { listOf, nameOf } from '../metadata.ts';

/**
 * The cluster from which another is fenced: its partner in the first policy that lists it and has synchronous peers, or
 * whose two DRClusters have one region; two without a region have the same. (Ramen: getPeerCluster, getPeerFromPolicy.)
 */
export function fencePeerOf(hub: SandboxCluster, drCluster: JsonObject): JsonObject | undefined {
  const name = nameOf(drCluster);
  for (const policy of hub.list('DRPolicy')) {
    const clusters = listOf(policy, ['spec', 'drClusters']).map(String);
    if (!clusters.includes(name)) continue;
    const peer = clusters
      .filter((each) => each !== name)
      .map((each) => hub.get('DRCluster', undefined, each))
      .find((each) => each !== undefined && !isBeingDeleted(each) && canFence(policy, drCluster, each));
    if (peer !== undefined) return peer;
  }
  return undefined;
}

function canFence(policy: JsonObject, drCluster: JsonObject, peer: JsonObject): boolean {
  const sync = getAt(policy, ['status', 'sync', 'peerClasses']);
  if (isArray(sync) && sync.length > 0) return true;
  const region = (each: JsonObject): string => getString(each, ['spec', 'region']) ?? '';
  return region(drCluster) === region(peer);
}

/** NetworkFenceClasses of the peer that fit a StorageClass there: its provisioner, and its storage ID in the annotation's list. */
export function fenceClassesOn(managed: SandboxCluster): readonly string[] {
  const [config] = managed.list('DRClusterConfig');
  if (config === undefined) return [];
  const named = (kind: string, field: string): readonly JsonObject[] =>
    listOf(config, ['status', field])
      .map((name) => managed.get(kind, undefined, String(name)))
      .filter(isObject);
  const storage = named('StorageClass', 'storageClasses');
  return named('NetworkFenceClass', 'networkFenceClasses')
    .filter((fence) => storage.some((each) => fits(fence, each)))
    .map(nameOf);
}

const storageId = 'ramendr.openshift.io/storageid';

function fits(fence: JsonObject, storage: JsonObject): boolean {
  const ids = (getString(fence, ['metadata', 'annotations', storageId]) ?? '').split(',');
  return (
    getString(fence, ['spec', 'provisioner']) === getString(storage, ['provisioner']) &&
    ids.includes(getString(storage, ['metadata', 'labels', storageId]) ?? '')
  );
}
