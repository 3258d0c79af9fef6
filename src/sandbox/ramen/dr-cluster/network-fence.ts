import { getString } from '../../../model/field-path.ts';
import type { JsonObject } from '../../../model/json.ts';
import { annotationOf, isBeingDeleted } from '../../../model/live-object.ts';
import type { RamenContext } from '../context.ts';
import { listOf, nameOf } from '../metadata.ts';
import { drClusterNames, ensureWork } from './cluster-works.ts';

/** One NetworkFence, delivered to the peer: by class, or by what four annotations of the DRCluster say. */
export interface FenceTarget {
  readonly drCluster: JsonObject;
  readonly peer: string;
  readonly fenceClass: string | undefined;
}

function fenceNameOf({ drCluster, fenceClass }: FenceTarget): string {
  return ['network-fence', nameOf(drCluster), fenceClass].filter((part) => part !== undefined).join('-');
}

/** Writes the ManifestWork; the error's text where it cannot be written. (Ramen: createNFManifestWork, generateNF.) */
export function orderFence(context: RamenContext, target: FenceTarget): string | undefined {
  const cidrs = listOf(target.drCluster, ['spec', 'cidrs']);
  if (cidrs.length === 0) return 'failed to generate network fence resource: CIDRs has no values';
  const storage = storageOf(target);
  if (typeof storage === 'string') {
    return `failed to generate network fence resource: failed to create network fence resource with storage detai: ${storage}`;
  }
  const state = getString(target.drCluster, ['spec', 'clusterFence']) ?? '';
  const manifest: JsonObject = {
    apiVersion: 'csiaddons.openshift.io/v1alpha1',
    kind: 'NetworkFence',
    metadata: { name: fenceNameOf(target) },
    spec: { cidrs, fenceState: state, ...storage },
  };
  ensureWork(context, {
    cluster: target.peer,
    name: workNameOf(target),
    annotations: drClusterNames(nameOf(target.drCluster)),
    manifests: [manifest],
  });
  return undefined;
}

/** What the peer's view shows: the fence, that there is none, or that the peer does not answer. */
export function readFence(context: RamenContext, target: FenceTarget): JsonObject | 'none' | 'unreachable' {
  if (context.isLost(target.peer)) return 'unreachable';
  return (
    context.world.managed.get(target.peer)?.get('NetworkFence', undefined, fenceNameOf(target)) ?? 'none'
  );
}

export function hasFenceWork({ world }: RamenContext, target: FenceTarget): boolean {
  return world.hub.get('ManifestWork', target.peer, workNameOf(target)) !== undefined;
}

/** True while the work is there. */
export function removeFence({ world }: RamenContext, target: FenceTarget): boolean {
  const work = world.hub.get('ManifestWork', target.peer, workNameOf(target));
  if (work === undefined) return false;
  if (!isBeingDeleted(work)) world.hub.remove('ManifestWork', target.peer, workNameOf(target));
  return true;
}

function workNameOf({ drCluster, peer, fenceClass }: FenceTarget): string {
  return [nameOf(drCluster), fenceClass, peer, 'nf-mw'].filter((part) => part !== undefined).join('-');
}

/** The misspelt error and its order are Ramen's (fillStorageDetails). */
function storageOf({ drCluster, fenceClass }: FenceTarget): JsonObject | string {
  if (fenceClass !== undefined) return { networkFenceClassName: fenceClass };
  const read = (name: string): string | undefined =>
    annotationOf(drCluster, `drcluster.ramendr.openshift.io/storage-${name}`);
  const driver = read('driver');
  if (driver === undefined) return 'failed to find storage driver in annotations';
  const name = read('secret-name');
  if (name === undefined) return 'failed to find storage secret name in annotations';
  const namespace = read('secret-namespace');
  if (namespace === undefined) return 'failed to find storage secret namespace in annotations';
  const clusterID = read('clusterid');
  if (clusterID === undefined) return 'failed to find storage cluster id in annotations';
  return { driver, secret: { name, namespace }, parameters: { clusterID } };
}
