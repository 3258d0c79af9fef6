import { getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { listOf, nameOf } from '../ramen/metadata.ts';
import { isMetroInterval } from '../ramen/metro-interval.ts';
import { type Ground, type Invention, objectsOn } from './ground.ts';

const provisioner = 'sandbox.csi.example.com';

/**
 * Storage that fits a policy, where Git says nothing of storage on any of its clusters: replicated on the policy's
 * interval, or one storage for both where it has none. Storage that is declared and does not fit is the repository's own affair.
 */
export function inventStorage(ground: Ground): readonly Invention[] {
  const made = new Map<string, Invention>();
  for (const policy of objectsOn(ground, 'hub', 'DRPolicy')) {
    const clusters = listOf(policy, ['spec', 'drClusters'])
      .map(String)
      .filter((name) => ground.managedClusters.includes(name));
    if (clusters.some((cluster) => objectsOn(ground, cluster, 'StorageClass').length > 0)) continue;
    const interval = getString(policy, ['spec', 'schedulingInterval']) ?? '';
    for (const cluster of clusters) {
      for (const object of storageFor(cluster, interval)) {
        const key = `${cluster}/${String(object.kind)}/${nameOf(object)}`;
        if (!made.has(key))
          made.set(key, {
            cluster,
            object,
            because: `policy ${nameOf(policy)} needs storage, and Git has none`,
          });
      }
    }
  }
  return [...made.values()];
}

function storageFor(cluster: string, interval: string): readonly JsonObject[] {
  const isMetro = isMetroInterval(interval);
  const kind = isMetro ? 'metro' : 'block';
  const labels = {
    'ramendr.openshift.io/storageid': isMetro ? 'sandbox' : `sandbox-${cluster}`,
    'ramendr.openshift.io/replicationid': 'sandbox',
  };
  const storage: JsonObject = {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: `sandbox-${kind}`, labels },
    provisioner,
  };
  if (isMetro) return [storage];
  return [
    storage,
    {
      apiVersion: 'replication.storage.openshift.io/v1alpha1',
      kind: 'VolumeReplicationClass',
      metadata: { name: `sandbox-${interval}`, labels },
      spec: { provisioner, parameters: { schedulingInterval: interval } },
    },
  ];
}
