import { once } from 'node:events';
import type { Server } from 'node:http';
import { getString } from '../../src/model/field-path.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { SandboxApi, SandboxWrite } from '../../src/sandbox/api.ts';
import { createCluster } from '../../src/sandbox/cluster.ts';
import { serveApi } from '../../src/sandbox/http/server.ts';
import { crdsFor } from '../../src/sandbox/resources/shipped-crds.ts';
import type { SandboxCluster } from '../../src/sandbox/world.ts';
import type { Mutation } from './laws-of-writing.ts';

/** Hub, dr1 and dr2 without Ramen, every change of which is noted, and which can be put back to where they were. */
export interface WatchedClusters {
  readonly token: string;
  readonly urls: ReadonlyMap<string, string>;
  readonly clusters: ReadonlyMap<string, SandboxCluster>;
  readonly mutations: Mutation[];
  /** Dry runs too. */
  readonly writes: SandboxWrite[];
  /** Remembers this state for `restore`. */
  keep(): void;
  restore(): void;
  /** Everything but the bookkeeping of the server, by `cluster/kind/namespace/name`. */
  content(): ReadonlyMap<string, JsonObject>;
  close(): Promise<void>;
}

const token = 'watched';

export async function startWatchedClusters(): Promise<WatchedClusters> {
  const mutations: Mutation[] = [];
  const writes: SandboxWrite[] = [];
  const apis = ['hub', 'dr1', 'dr2'].map((name) =>
    createCluster({
      name,
      crds: crdsFor(name === 'hub' ? 'hub' : 'managed'),
      now: Date.now,
      onWrite: (write) => writes.push(write),
    }),
  );
  let isRestoring = false;
  const servers: Server[] = [];
  const urls = new Map<string, string>();
  for (const { api } of apis) {
    api.store.onEvent(({ type, object, before }) => {
      if (isRestoring) return;
      mutations.push({ cluster: api.name, type, object, ...(before === undefined ? {} : { before }) });
    });
    const server = serveApi(api, token);
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    urls.set(
      api.name,
      `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    );
  }
  let kept: ReadonlyMap<string, ReadonlyMap<string, JsonObject>>[] = [];
  return {
    token,
    urls,
    clusters: new Map(apis.map(({ cluster }) => [cluster.name, cluster])),
    mutations,
    writes,
    keep: () => {
      kept = apis.map(({ api }) => objectsOf(api));
    },
    restore: () => {
      isRestoring = true;
      kept = apis.map(({ api }, index) => putBack(api, kept[index] ?? new Map()));
      isRestoring = false;
    },
    content: () =>
      new Map(
        apis.flatMap(({ api }) =>
          api
            .resources()
            .flatMap((resource) => api.store.list(resource))
            .map((object) => [`${api.name}/${nameOf(object)}`, object] as const),
        ),
      ),
    close: async () => {
      await Promise.all(
        servers.map(async (server) => {
          const closed = once(server, 'close');
          server.close();
          server.closeAllConnections();
          await closed;
        }),
      );
    },
  };
}

function objectsOf(api: SandboxApi): ReadonlyMap<string, ReadonlyMap<string, JsonObject>> {
  return new Map(
    api
      .resources()
      .map((resource) => [
        `${resource.group}/${resource.version}/${resource.plural}`,
        new Map(api.store.list(resource).map((object) => [nameOf(object), object])),
      ]),
  );
}

/** As it was, UIDs and managedFields included; only the versions go on. */
function putBack(
  api: SandboxApi,
  kept: ReadonlyMap<string, ReadonlyMap<string, JsonObject>>,
): ReadonlyMap<string, ReadonlyMap<string, JsonObject>> {
  for (const resource of api.resources()) {
    const wanted = kept.get(`${resource.group}/${resource.version}/${resource.plural}`) ?? new Map();
    for (const object of api.store.list(resource)) {
      if (!wanted.has(nameOf(object))) api.store.drop(resource, object);
    }
    for (const [name, object] of wanted) {
      const now = api.store.list(resource).find((candidate) => nameOf(candidate) === name);
      if (now !== object) api.store.put(resource, object);
    }
  }
  return objectsOf(api);
}

function nameOf(object: JsonObject): string {
  const { kind = '' } = object;
  return `${String(kind)}/${getString(object, ['metadata', 'namespace']) ?? ''}/${getString(object, ['metadata', 'name']) ?? ''}`;
}
