import { writeFileSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { connectCluster } from '../../../src/cluster/connect.ts';
import { systemClock } from '../../../src/cluster/system-clock.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';
import { sha256 } from '../../../src/files/sha256.ts';
import type { ApplyEvent } from '../../../src/model/apply-event.ts';
import { getString } from '../../../src/model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { LiveObject } from '../../../src/model/live-object.ts';
import { keyOf, objectId } from '../../../src/model/object-ref.ts';
import type { Change } from '../../../src/model/plan.ts';
import { applyOutcome } from '../../../src/operations/apply.ts';
import { openClusters } from '../../../src/operations/open-clusters.ts';
import { planRepository } from '../../../src/operations/plan.ts';
import type { Permission } from '../../../src/operations/planner.ts';
import type { Cluster } from '../../../src/ports/cluster.ts';
import type { Repository } from '../../../src/ports/repository.ts';
import { buildTopology } from '../../../src/topology/build-topology.ts';
import { parseFile } from '../../../src/yaml/parse-file.ts';
import { memoryRepository } from '../memory-repository.ts';
import { type RecordingProxy, startRecordingProxy } from '../recording-proxy.ts';
import { namespace } from './objects.ts';

/** An API server, real or not. */
export interface ApiUnderTest {
  readonly url: string;
  readonly token: string;
  readonly certificate?: string;
  /** A folder for a kubeconfig. */
  readonly folder: string;
  /** Where it is, people's objects are made by the real one. */
  readonly kubectl?: (args: readonly string[], options?: { readonly input?: string }) => string;
}

/** A hub and a managed cluster; one server that serves all kinds may be both. */
export interface Apis {
  readonly hub: ApiUnderTest;
  readonly managed: ApiUnderTest;
}

export interface PlanOptions {
  readonly allow?: readonly Permission[];
  readonly takeOver?: readonly string[];
  readonly dryRun?: 'all' | 'none';
  /** Absent: one commit that holds what is planned. */
  readonly repository?: Repository;
  /** What else Git holds, in files of their own. */
  readonly beside?: readonly JsonObject[];
}

export interface Planned {
  readonly change: Change;
  /** Carries it out; the last event tells how it ended. */
  apply(): Promise<readonly ApplyEvent[]>;
}

/** Plans and applies one object of Git on one API server, through a proxy that writes down every request. */
export interface Room {
  readonly api: ApiUnderTest;
  readonly proxy: RecordingProxy;
  plan(git: JsonObject, options?: PlanOptions): Promise<Planned>;
  live(object: JsonObject): Promise<LiveObject>;
  /** Somebody else's request; throws where it is refused. */
  send(method: string, path: string, body: Json, type?: string): Promise<JsonObject>;
  close(): Promise<void>;
}

/** The file of a repository that holds just this object. */
export const manifestFile = 'object.yaml';

export type Rooms = Readonly<Record<keyof Apis, Room>>;

export async function openRooms({ hub, managed }: Apis): Promise<Rooms> {
  const onHub = await openRoom(hub);
  const rooms = { hub: onHub, managed: managed.url === hub.url ? onHub : await openRoom(managed) };
  const made = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  for (const room of new Set(Object.values(rooms))) await room.send('POST', '/api/v1/namespaces', made);
  return rooms;
}

export async function closeRooms(rooms: Rooms | undefined): Promise<void> {
  for (const room of new Set(Object.values(rooms ?? {}))) await room.close();
}

async function openRoom(api: ApiUnderTest): Promise<Room> {
  const proxy = await startRecordingProxy(api);
  const kubeconfig = `${api.folder}/kubeconfig-${proxy.url.split(':').at(-1)}`;
  writeFileSync(kubeconfig, JSON.stringify(kubeconfigFor(proxy.url, api.token)));
  const connect = (): Promise<Cluster> =>
    connectCluster({ name: 'hub', access: { kubeconfig, context: 'hub' }, requestTimeoutMs: 5_000 });
  const hub = await connect();
  const send: Room['send'] = (method, path, body, type) => request(api, method, path, body, type);
  return {
    api,
    proxy,
    send,
    plan: async (git, options = {}) => plan(git, options, connect),
    live: async (object) => {
      const found = await hub.get(keyOf(object));
      if (found === undefined) throw new Error(`${getString(object, ['metadata', 'name'])} is gone`);
      return found;
    },
    close: async () => {
      hub.close();
      await proxy.close();
    },
  };
}

async function plan(
  git: JsonObject,
  { allow = [], takeOver, dryRun = 'all', repository, beside = [] }: PlanOptions,
  connect: () => Promise<Cluster>,
): Promise<Planned> {
  const text = JSON.stringify(git);
  const defaults = parseConfig(undefined, 'ramen-sync.yaml', {});
  const config = { ...defaults, hub: { context: 'hub' }, takeOver: takeOver ?? defaults.takeOver };
  const files = [text, ...beside.map((object) => JSON.stringify(object))];
  const manifests = files.flatMap(
    (each, index) =>
      parseFile({ path: index === 0 ? manifestFile : `beside-${index}.yaml`, text: each }).manifests,
  );
  const topology = buildTopology(manifests, config);
  const commits = [{ id: sha256(text), files: { [manifestFile]: text } }];
  const deps = {
    clusters: await openClusters(config, connect, systemClock),
    repository: repository ?? memoryRepository(commits),
    digest: sha256,
    clock: systemClock,
  };
  const asked = {
    config,
    topology,
    errors: [],
    allow,
    maxRisk: undefined,
    dryRun,
    now: Date.now(),
    only: [],
  };
  const outcome = await planRepository(asked, deps);
  const id = objectId(keyOf(git));
  const planned = outcome.result.changes.find(({ change }) => objectId(change.object) === id);
  if (planned === undefined) throw new Error('nothing was planned');
  return {
    change: planned.change,
    apply: async () => {
      const events: ApplyEvent[] = [];
      const options = { wait: { enabled: false, timeoutMs: 1000 }, signal: new AbortController().signal };
      for await (const event of applyOutcome(outcome, options, deps)) events.push(event);
      return events;
    },
  };
}

function kubeconfigFor(server: string, token: string): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'hub', cluster: { server } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'hub', context: { cluster: 'hub', user: 'admin' } }],
    'current-context': 'hub',
  };
}

function request(
  api: ApiUnderTest,
  method: string,
  path: string,
  body: Json,
  type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
): Promise<JsonObject> {
  const send = api.url.startsWith('https:') ? tlsRequest : plainRequest;
  const headers = { authorization: `Bearer ${api.token}`, 'content-type': type };
  const options = { method, headers, ...(api.certificate === undefined ? {} : { ca: api.certificate }) };
  return new Promise((resolve, reject) => {
    const sent = send(new URL(path, api.url), options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.once('end', () => {
        if ((response.statusCode ?? 500) < 300) resolve(objectOf(JSON.parse(text)));
        else reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
      });
    });
    sent.once('error', reject);
    sent.end(method === 'GET' ? undefined : JSON.stringify(body));
  });
}

function objectOf(value: Json): JsonObject {
  return isObject(value) && !isArray(value) ? value : {};
}
