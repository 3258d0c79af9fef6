import { describe, expect, it } from 'vitest';
import { ClusterError } from '../model/errors.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { ApiResource } from '../ports/cluster.ts';
import { LiveReader, type ReadableCluster } from './live-reader.ts';

const count = 40;
const names = Array.from({ length: count }, (_, index) => `app-${index}`);

/** One Placement in each namespace. */
class ListingCluster implements ReadableCluster {
  readonly asked: (string | undefined)[] = [];
  readonly mayListAll: boolean;

  constructor(mayListAll: boolean) {
    this.mayListAll = mayListAll;
  }

  async resource(apiVersion: string, kind: string): Promise<ApiResource> {
    return { apiVersion, kind, plural: `${kind.toLowerCase()}s`, namespaced: true };
  }

  async get(): Promise<undefined> {
    return undefined;
  }

  async list(
    resource: ApiResource,
    { namespace }: { readonly namespace?: string } = {},
  ): Promise<readonly LiveObject[]> {
    this.asked.push(namespace);
    if (namespace === undefined && !this.mayListAll) throw new ClusterError('no', { reason: 'forbidden' });
    return (namespace === undefined ? names : [namespace]).map((name) => ({
      apiVersion: resource.apiVersion,
      kind: resource.kind,
      metadata: { name, namespace: name },
    }));
  }
}

function readAll(reader: LiveReader): Promise<readonly string[]> {
  return Promise.all(
    names.map(async (name) => {
      const sight = await reader.read({
        cluster: 'hub',
        apiVersion: 'v1',
        kind: 'Placement',
        namespace: name,
        name,
      });
      return sight.seen;
    }),
  );
}

describe('reading live objects', () => {
  it('asks for a few namespaces one by one, and for the whole cluster where there are many', async () => {
    const cluster = new ListingCluster(true);
    expect(await readAll(new LiveReader(cluster, new Set()))).toEqual(names.map(() => 'object'));
    expect(cluster.asked).toEqual([...names.slice(0, 16), undefined]);
  });

  it('goes on namespace by namespace where the whole cluster is none of our business', async () => {
    const cluster = new ListingCluster(false);
    expect(await readAll(new LiveReader(cluster, new Set()))).toEqual(names.map(() => 'object'));
    expect(cluster.asked.filter((namespace) => namespace === undefined)).toHaveLength(1);
    expect(cluster.asked).toHaveLength(count + 1);
  });

  it('lists from the start across all namespaces what the plan wants to know whole', async () => {
    const cluster = new ListingCluster(true);
    const reader = new LiveReader(cluster, new Set(['Placement']));
    expect(await readAll(reader)).toEqual(names.map(() => 'object'));
    expect(await reader.listKind('v1', 'Placement')).toHaveLength(count);
    expect(cluster.asked).toEqual([undefined]);
  });
});
