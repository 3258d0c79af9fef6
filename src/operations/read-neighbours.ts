import { preferredApiVersion } from '../kinds/define-kind.ts';
import { drCluster } from '../kinds/dr-cluster.ts';
import { drPlacementControl } from '../kinds/dr-placement-control.ts';
import { drPolicy } from '../kinds/dr-policy.ts';
import { manifestWork } from '../kinds/manifest-work.ts';
import { ramenKey } from '../model/annotations.ts';
import { isClusterError } from '../model/errors.ts';
import type { ObjectKey, ObjectRef } from '../model/object-ref.ts';
import type { Neighbours } from '../plan/referrers.ts';
import { S3_STORE_PROFILE } from '../topology/removals.ts';
import type { Topology } from '../topology/topology.ts';
import type { LiveReader } from './live-reader.ts';

const referring = [drPlacementControl, drPolicy, drCluster];

/** Everything on the hub that may name `target`; where something of it cannot be read, nobody knows. */
export async function readNeighbours(
  target: ObjectRef,
  hub: LiveReader,
  topology: Topology,
): Promise<Neighbours | { readonly unreadable: string }> {
  try {
    const [lists, works, config] = await Promise.all([
      Promise.all(referring.map((kind) => hub.listKind(preferredApiVersion(kind), kind.kind))),
      // What they order on managed clusters names S3 profiles, and nothing else that can be deleted.
      target.kind === S3_STORE_PROFILE
        ? hub.listKind(preferredApiVersion(manifestWork), manifestWork.kind)
        : undefined,
      target.kind === 'Secret' || target.kind === S3_STORE_PROFILE
        ? hub.read({ cluster: 'hub', ...hubConfigKey(topology) })
        : undefined,
    ]);
    return {
      objects: lists.flatMap((list) => list ?? []),
      works: works ?? [],
      config: config?.seen === 'object' ? config.object : undefined,
    };
  } catch (error) {
    if (isClusterError(error)) return { unreadable: error.message };
    throw error;
  }
}

/** The ConfigMap that Ramen's hub operator reads. */
export function hubConfigKey({ ramenConfigs, config }: Topology): ObjectKey {
  const declared = ramenConfigs.find(({ role }) => role === 'hub')?.key;
  return (
    declared ?? {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace: config.ramen.operatorNamespace,
      name: ramenKey.hubConfigName,
    }
  );
}
