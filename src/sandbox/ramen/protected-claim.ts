import { getAt, getString } from '../../model/field-path.ts';
import { isArray, isObject, type JsonObject } from '../../model/json.ts';
import { generationOf } from '../../model/live-object.ts';
import type { SandboxCluster } from '../world.ts';
import type { Site } from './applications.ts';
import { type ConditionDraft, conditionList, timestamp } from './conditions.ts';
import { labelOf, listOf, nameOf, namespaceOf } from './metadata.ts';

/** The one claim of every application here. */
const claimName = 'data';

interface ClaimState {
  readonly ready: boolean;
  /** The profile whose store does not take it. */
  readonly failing: string | undefined;
}

/** What a primary VRG tells of its claim, its storage by the first peer class. (Ramen: status.protectedPVCs.) */
export function protectedClaim(
  managed: SandboxCluster,
  vrg: JsonObject,
  site: Site,
  state: ClaimState,
  now: string,
): JsonObject {
  const before = listOf(vrg, ['status', 'protectedPVCs']).find(isObject);
  const selected = getAt(vrg, ['spec', 'pvcSelector', 'matchLabels']);
  return {
    name: claimName,
    namespace: namespaceOf(vrg),
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
    volumeMode: 'Filesystem',
    labels: {
      ...(isObject(selected) ? selected : {}),
      'ramendr.openshift.io/owner-name': nameOf(vrg),
      'ramendr.openshift.io/owner-namespace-name': namespaceOf(vrg),
    },
    ...storageOf(managed, vrg),
    ...(site.lastSync === undefined ? {} : { lastSyncTime: timestamp(site.lastSync) }),
    conditions: conditionList(
      claimConditions(state),
      before === undefined ? undefined : { conditions: listOf(before, ['conditions']) },
      generationOf(vrg) ?? 0,
      now,
    ),
  };
}

function storageOf(managed: SandboxCluster, vrg: JsonObject): JsonObject {
  const peers = getAt(vrg, ['spec', 'async', 'peerClasses']) ?? getAt(vrg, ['spec', 'sync', 'peerClasses']);
  const peer = isArray(peers) ? peers[0] : undefined;
  const name = getString(peer, ['storageClassName']);
  const storage = managed.get('StorageClass', undefined, name ?? '');
  if (name === undefined || storage === undefined) return {};
  const id = labelOf(storage, 'ramendr.openshift.io/storageid');
  const replication = getString(peer, ['replicationID']);
  return {
    storageClassName: name,
    csiProvisioner: getString(storage, ['provisioner']) ?? '',
    ...(id === undefined ? {} : { storageID: { id } }),
    ...(replication === undefined ? {} : { replicationID: { id: replication } }),
  };
}

function claimConditions({ ready, failing }: ClaimState): readonly ConditionDraft[] {
  const type = 'ClusterDataProtected';
  const stored: ConditionDraft =
    failing === undefined
      ? {
          type,
          status: 'True',
          reason: 'Uploaded',
          message: `PV cluster data already protected for PVC ${claimName}`,
        }
      : {
          type,
          status: 'False',
          reason: 'UploadError',
          message: `error uploading PV to s3Profile ${failing}, failed to protect cluster data for PVC ${claimName}`,
        };
  if (!ready) {
    const message = 'VolumeReplication generation not updated in status';
    return [{ type: 'DataReady', status: 'False', reason: 'Progressing', message }, stored];
  }
  const message = 'PVC in the VolumeReplicationGroup is ready for use';
  return [
    { type: 'DataReady', status: 'True', reason: 'Ready', message },
    stored,
    { type: 'DataProtected', status: 'False', reason: 'Replicating', message },
  ];
}
