import { getAt, getString } from '../../../model/field-path.ts';
import { isArray, isObject, type JsonObject } from '../../../model/json.ts';
import type { SandboxCluster } from '../../world.ts';
import { listOf, nameOf } from '../metadata.ts';
import { isMetroInterval } from '../metro-interval.ts';
import type { PeerClasses } from './peer-classes.ts';

/** Why the policy cannot stand beside its own peers or an older policy. (Ramen: validatePolicyConflicts.) */
export function conflictOf(hub: SandboxCluster, policy: JsonObject, peers: PeerClasses): string | undefined {
  if (peers.async.length > 0 && peers.sync.length > 0) {
    return 'invalid DRPolicy: a policy cannot contain both sync and async configurations';
  }
  const older = hub.list('DRPolicy').find((each) => isOlder(each, policy) && overlap(each, policy, peers));
  if (older === undefined) return undefined;
  return `validate managed cluster in drpolicy failed: drpolicy: ${nameOf(policy)} has overlapping clusters with another drpolicy ${nameOf(older)}`;
}

/** Only the newer of two is refused; the age is a time in seconds. */
function isOlder(policy: JsonObject, than: JsonObject): boolean {
  const created = (each: JsonObject): string => getString(each, ['metadata', 'creationTimestamp']) ?? '';
  return nameOf(policy) !== nameOf(than) && created(policy) < created(than);
}

function overlap(older: JsonObject, policy: JsonObject, peers: PeerClasses): boolean {
  const clusters = listOf(older, ['spec', 'drClusters']);
  const shared = listOf(policy, ['spec', 'drClusters']).some((each) => clusters.includes(each));
  const known: PeerClasses = { async: peersOf(older, 'async'), sync: peersOf(older, 'sync') };
  return shared && (isMetro(policy, peers) || isMetro(older, known));
}

/** By its peers; without any, by its interval. */
function isMetro(policy: JsonObject, { async, sync }: PeerClasses): boolean {
  if (sync.length > 0 || async.length > 0) return sync.length > 0;
  return isMetroInterval(getString(policy, ['spec', 'schedulingInterval']));
}

export function peersOf(policy: JsonObject, mode: 'async' | 'sync'): readonly JsonObject[] {
  const found = getAt(policy, ['status', mode, 'peerClasses']);
  return isArray(found) ? found.filter(isObject) : [];
}
