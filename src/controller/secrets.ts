import { getAt } from '../model/field-path.ts';
import { isObject } from '../model/json.ts';
import type { Cluster } from '../ports/cluster.ts';

/** Reads a Secret of one namespace: its keys as text, or undefined where there is none. Throws ClusterError. */
export type ReadSecret = (name: string) => Promise<ReadonlyMap<string, string> | undefined>;

export function secretReader(hub: Pick<Cluster, 'get'>, namespace: string): ReadSecret {
  return async (name) => {
    const secret = await hub.get({ apiVersion: 'v1', kind: 'Secret', namespace, name });
    if (secret === undefined) return undefined;
    const data = getAt(secret, ['data']);
    const entries = Object.entries(isObject(data) ? data : {}).map(
      ([key, value]) => [key, Buffer.from(String(value), 'base64').toString('utf8')] as const,
    );
    return new Map(entries);
  };
}
