import { isClusterError } from '../model/errors.ts';
import { getAt } from '../model/field-path.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import { type LiveObject, resourceVersionOf, uidOf } from '../model/live-object.ts';
import { keyOf, type ObjectKey } from '../model/object-ref.ts';
import type { Cluster } from '../ports/cluster.ts';
import { mergeDiff } from './merge-diff.ts';
import { topologySyncKind } from './topology-sync.ts';

const ATTEMPTS = 5;

/**
 * Writes a new status where it differs from the live one, and answers whether it did. The write carries UID and
 * resourceVersion; on a conflict `build` is asked again. An object that has gone, or is another one by now, is left alone.
 * Throws ClusterError.
 */
export async function writeStatus(
  object: LiveObject,
  hub: Pick<Cluster, 'get' | 'mergePatch'>,
  build: (before: JsonObject) => JsonObject,
): Promise<boolean> {
  const key: ObjectKey = { ...keyOf(object), ...topologySyncKind };
  for (let attempt = 1; ; attempt += 1) {
    const live = await hub.get(key);
    if (live === undefined || uidOf(live) !== uidOf(object)) return false;
    const before = getAt(live, ['status']);
    const patch = mergeDiff(isObject(before) ? before : {}, build(isObject(before) ? before : {}));
    if (patch === undefined) return false;
    const metadata = { uid: uidOf(live), resourceVersion: resourceVersionOf(live) };
    try {
      await hub.mergePatch(key, { metadata, status: patch }, { dryRun: false, subresource: 'status' });
      return true;
    } catch (error) {
      if (isClusterError(error, 'not-found')) return false;
      if (!isClusterError(error, 'conflict') || attempt >= ATTEMPTS) throw error;
    }
  }
}
