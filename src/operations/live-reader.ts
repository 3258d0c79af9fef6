import { isClusterError } from '../model/errors.ts';
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
export const readOneByOne: ReadonlySet<string> = new Set(['Secret', 'ConfigMap']);

/** Whoever asks for more namespaces of a kind than this is served from one list of the whole cluster. */
const manyNamespaces = 16;

export type ReadableCluster = Pick<Cluster, 'resource' | 'get' | 'list'>;

type Objects = ReadonlyMap<string, LiveObject>;

/** Reads live objects of one cluster: one list a kind and namespace, whoever asks and however often. */
export class LiveReader {
  private readonly cluster: ReadableCluster;
  private readonly lists = new Map<string, Promise<Objects>>();
  private readonly namespaces = new Map<string, Set<string>>();
  private readonly wholeCluster: ReadonlySet<string>;
  private readonly alone: boolean;
  private readonly gets = new Map<string, Promise<LiveObject | undefined>>();

  /**
   * `wholeCluster`: kinds that are listed across all namespaces, because the plan wants to know all of them. `alone`: so few
   * objects are wanted that each is read by its name.
   */
  constructor(cluster: ReadableCluster, wholeCluster: ReadonlySet<string>, alone = false) {
    this.cluster = cluster;
    this.wholeCluster = wholeCluster;
    this.alone = alone;
  }

  async read(ref: ObjectRef): Promise<Sight> {
    const resource = await this.cluster.resource(ref.apiVersion, ref.kind);
    if (resource === undefined) return { seen: 'no-kind' };
    const object =
      this.alone || readOneByOne.has(ref.kind)
        ? await this.get(ref)
        : (await this.list(resource, ref.namespace)).get(objectId(ref));
    return object === undefined ? { seen: 'absent' } : { seen: 'object', object };
  }

  /** Bypasses what was read before. */
  async readAgain(ref: ObjectRef): Promise<Sight> {
    const object = await this.cluster.get(ref);
    return object === undefined ? { seen: 'absent' } : { seen: 'object', object };
  }

  /** Begins the list that `read` will want of this object's kind; whatever goes wrong is told to who reads. */
  prefetch(ref: ObjectRef): void {
    if (readOneByOne.has(ref.kind) || !this.wholeCluster.has(ref.kind)) return;
    this.read(ref).catch(() => undefined);
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

  private get(ref: ObjectRef): Promise<LiveObject | undefined> {
    const id = objectId(ref);
    const known = this.gets.get(id) ?? this.cluster.get(ref);
    this.gets.set(id, known);
    return known;
  }

  private async list(resource: ApiResource, namespace: string | undefined): Promise<Objects> {
    if (!resource.namespaced || namespace === undefined) return this.listScope(resource, '');
    if (!this.wholeCluster.has(resource.kind) && !this.isSpread(resource, namespace)) {
      return this.listScope(resource, namespace);
    }
    try {
      return await this.listScope(resource, '');
    } catch (error) {
      // Rights may end at the namespaces of the applications.
      if (!isClusterError(error, 'forbidden')) throw error;
      return this.listScope(resource, namespace);
    }
  }

  /** The first namespaces have their lists already; everything after them shares one. */
  private isSpread(resource: ApiResource, namespace: string): boolean {
    const key = `${resource.apiVersion}/${resource.plural}`;
    const asked = this.namespaces.get(key) ?? new Set();
    this.namespaces.set(key, asked);
    if (asked.size < manyNamespaces) asked.add(namespace);
    return !asked.has(namespace);
  }

  private listScope(resource: ApiResource, scope: string): Promise<Objects> {
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
