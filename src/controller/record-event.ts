import { isClusterError } from '../model/errors.ts';
import { type LiveObject, uidOf } from '../model/live-object.ts';
import { keyOf } from '../model/object-ref.ts';
import type { Cluster } from '../ports/cluster.ts';
import { rfc3339 } from './rfc3339.ts';
import { topologySyncKind } from './topology-sync.ts';

export interface Happening {
  /** Tells one from another: who records it again, from whatever process, records nothing. */
  readonly id: string;
  readonly type: 'Normal' | 'Warning';
  /** CamelCase, and stable. */
  readonly reason: string;
  readonly message: string;
}

/** An Event on the TopologySync. Throws ClusterError. */
export async function recordEvent(
  hub: Pick<Cluster, 'create'>,
  sync: LiveObject,
  { id, type, reason, message }: Happening,
  now: number,
): Promise<void> {
  const { name, namespace = '' } = keyOf(sync);
  const time = rfc3339(now);
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${id}.${reason.toLowerCase()}`, namespace },
    involvedObject: { ...topologySyncKind, name, namespace, uid: uidOf(sync) },
    type,
    reason,
    // The API server allows 1024 characters.
    message: message.length > 1000 ? `${message.slice(0, 999)}…` : message,
    source: { component: 'ramen-sync' },
    reportingComponent: 'ramen-sync.io/loop',
    reportingInstance: 'ramen-sync',
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  };
  try {
    await hub.create(event, { dryRun: false });
  } catch (error) {
    if (!isClusterError(error, 'already-exists')) throw error;
  }
}
