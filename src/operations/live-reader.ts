import type { LiveObject } from '../model/live-object.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import { keyOf, objectId } from '../model/object-ref.ts';
import type { ApiResource, Cluster } from '../ports/cluster.ts';

export type Sight =
  | { readonly seen: 'object'; readonly object: LiveObject }
  | { readonly seen: 'absent' }
  /** The cluster does not serve this kind: its CRD is not installed. */
  | { readonly seen: 'no-kind' };

/** Kinds whose neighbours are none of our business: read one by one, so that a right to `get` is enough. */
const readOneByOne = new Set(['Secret', 'ConfigMap']);

/** Reads live objects of one cluster: one list a kind and namespace, whoever asks and however often. */
export class LiveReader {
  private readonly cluster: Cluster;
  private readonly lists = new Map<string, Promise<ReadonlyMap<string, LiveObject>>>();
  private readonly wholeCluster: ReadonlySet<string>;

  /** `wholeCluster`: kinds that are listed across all namespaces, because the plan wants to know all of them. */
  constructor(cluster: Cluster, wholeCluster: ReadonlySet<string>) {
    this.cluster = cluster;
    this.wholeCluster = wholeCluster;
  }

  async read(ref: ObjectRef): Promise<Sight> {
    const resource = await this.cluster.resource(ref.apiVersion, ref.kind);
    if (resource === undefined) return { seen: 'no-kind' };
    const object = readOneByOne.has(ref.kind)
      ? await this.cluster.get(ref)
      : (await this.list(resource, ref.namespace)).get(objectId(ref));
    return object === undefined ? { seen: 'absent' } : { seen: 'object', object };
  }

  /** Bypasses what was read before. */
  async readAgain(ref: ObjectRef): Promise<Sight> {
    const object = await this.cluster.get(ref);
    return object === undefined ? { seen: 'absent' } : { seen: 'object', object };
  }

  async listKind(
    apiVersion: string,
    kind: string,
    namespace?: string,
  ): Promise<readonly LiveObject[] | undefined> {
    const resource = await this.cluster.resource(apiVersion, kind);
    if (resource === undefined) return undefined;
    return [...(await this.list(resource, namespace)).values()];
  }

  private list(
    resource: ApiResource,
    namespace: string | undefined,
  ): Promise<ReadonlyMap<string, LiveObject>> {
    const scope = resource.namespaced && !this.wholeCluster.has(resource.kind) ? (namespace ?? '') : '';
    const key = `${resource.apiVersion}/${resource.plural}/${scope}`;
    const known = this.lists.get(key);
    if (known !== undefined) return known;
    const reading = this.cluster
      .list(resource, scope === '' ? {} : { namespace: scope })
      .then((objects) => new Map(objects.map((object) => [objectId(keyOf(object)), object])));
    this.lists.set(key, reading);
    return reading;
  }
}
