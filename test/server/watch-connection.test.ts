import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createSecureServer, type Http2SecureServer, type ServerHttp2Session } from 'node:http2';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ClusterWatches, type WatchState } from '../../src/cluster/cluster-watches.ts';
import { connectCluster } from '../../src/cluster/connect.ts';
import { FollowedCollection } from '../../src/cluster/followed-collection.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { resourceVersionOf } from '../../src/model/live-object.ts';
import type { ApiResource, Cluster, WatchEvent } from '../../src/ports/cluster.ts';
import { type CutProxy, startCutProxy } from '../support/cut-proxy.ts';
import { writeKubeconfig } from '../support/http-fake.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { sharedServer } from '../support/shared-server.ts';
import { until } from '../support/until.ts';

const server = sharedServer();
const kinds = ['ConfigMap', 'Secret', 'ServiceAccount', 'Service'];

const moment = (): Promise<void> => new Promise((done) => setTimeout(done, 20));

function kubeconfigOf(
  folder: string,
  url: string,
  { certificate, token }: { readonly certificate: string; readonly token: string },
  cluster: JsonObject = {},
): string {
  const ca = Buffer.from(certificate).toString('base64');
  return writeKubeconfig(
    mkdtempSync(join(folder, 'user-')),
    url,
    { token },
    { 'certificate-authority-data': ca, ...cluster },
  );
}

/** What leads to the server, and what it takes of HTTP/2: as HTTPS_PROXY and `proxy-url` have it. */
interface Way {
  readonly cluster: JsonObject;
  readonly stop: () => void;
}

async function straight(): Promise<Way> {
  return { cluster: {}, stop: () => undefined };
}

async function throughProxy(): Promise<Way> {
  const proxy = createHttpServer();
  proxy.on('connect', (request, socket) => {
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const out = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      out.pipe(socket).pipe(out);
    });
    for (const [end, other] of [
      [socket, out],
      [out, socket],
    ] as const) {
      end.on('error', () => other.destroy());
    }
  });
  const port = await listen(proxy);
  return { cluster: { 'proxy-url': `http://127.0.0.1:${port}` }, stop: () => proxy.closeAllConnections() };
}

async function listen(listening: Server): Promise<number> {
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const bound = listening.address();
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}

describe.skipIf(server === undefined).each([
  { way: 'straight', namespace: 'watch-straight', take: straight, connectionsOf: () => 1 },
  {
    way: 'through a proxy',
    namespace: 'watch-through-proxy',
    take: throughProxy,
    connectionsOf: (watched: number) => watched,
  },
])('what the watches hang on, $way to a real kube-apiserver', ({ namespace, take, connectionsOf }) => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-watch-connection-'));
  let proxy: CutProxy;
  let through: Cluster;
  let watches: ClusterWatches;
  let clock: ManualClock;
  let states: string[];
  let told: string[];
  let asked: string[];
  let forWatches: number;
  let way: Way;

  const create = (name: string): Json =>
    server?.kubectl(['create', 'configmap', name, '-n', namespace]) ?? null;

  function follow(resource: ApiResource): FollowedCollection<string> {
    const collection = new FollowedCollection<string>({
      resource,
      namespace,
      metadataOnly: true,
      markOf: resourceVersionOf,
      isSame: (a, b) => a === b,
      moved: ({ id }) => told.push(id.split('/').at(-1) ?? ''),
    });
    watches.follow(collection);
    return collection;
  }

  beforeAll(() => {
    server?.kubectl(['create', 'namespace', namespace]);
  });
  beforeEach(async () => {
    const { hostname, port } = new URL(server?.url ?? '');
    proxy = await startCutProxy({ host: hostname, port: Number(port) });
    way = await take();
    const kubeconfig = kubeconfigOf(
      folder,
      `https://${proxy.address}`,
      { certificate: server?.certificate ?? '', token: server?.token ?? '' },
      way.cluster,
    );
    [states, told, asked, clock] = [[], [], [], new ManualClock()];
    through = await connectCluster({
      name: 'hub',
      access: { kubeconfig },
      requestTimeoutMs: 5_000,
      clock,
      verbose: (line) => asked.push(line),
    });
    watches = new ClusterWatches({
      cluster: through,
      clock,
      random: () => 0.5,
      stateChanged: ({ state, lastError }: WatchState) => states.push(lastError ?? state),
      troubleChanged: (_, why) => states.push(why ?? 'no trouble'),
    });
    const found = await Promise.all(kinds.map((kind) => through.resource('v1', kind)));
    const resources = found.filter((resource) => resource !== undefined);
    const before = proxy.connections();
    const collections = resources.map(follow);
    await until(() => collections.every(({ isSynced }) => isSynced));
    expect(collections).toHaveLength(kinds.length);
    forWatches = proxy.connections() - before;
  });
  afterEach(async () => {
    watches.close();
    through.close();
    await proxy.stop();
    way.stop();
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('is asked whether it is alive: one connection for all over HTTP/2, else a WebSocket each', () => {
    // A WebSocket may take over a connection that discovery was made by.
    expect(forWatches > 1).toBe(connectionsOf(kinds.length) > 1);
    expect(through.areWatchesAsked()).toBe(true);
  });

  it('is known to be mute within half a minute, and nothing is missed', async () => {
    proxy.mute();
    const before = proxy.connections();
    create('unheard');
    await clock.pass(30, moment);
    await until(
      () => told.includes('unheard'),
      () => states.join(),
    );
    expect(proxy.connections()).toBe(before + connectionsOf(kinds.length));
    expect(states).toEqual(['reachable']);
  });

  it('is made anew when it breaks off, for all of them at once', async () => {
    await clock.pass(6, moment);
    proxy.reset();
    const before = proxy.connections();
    create('reset');
    await until(
      () => told.includes('reset'),
      () => states.join(),
    );
    expect(proxy.connections()).toBe(before + connectionsOf(kinds.length));
    expect(states).toEqual(['reachable']);
  });

  it('costs a request for a kind every ten minutes', async () => {
    await clock.pass(60, moment);
    asked.length = 0;
    await clock.pass(600, () => new Promise((done) => setTimeout(done, 10)));
    expect(asked.filter((line) => line.includes('sendInitialEvents=true'))).toHaveLength(kinds.length);
    expect(asked).toHaveLength(kinds.length);
    expect(states).toEqual(['reachable']);
  });
});

describe.skipIf(server === undefined)('the connection of the watches, to servers of other habits', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-watch-habits-'));
  let key = '';
  let cert = '';
  let clusters: Cluster[] = [];
  let stop: (() => void)[] = [];

  beforeAll(() => {
    const paths = ['-keyout', join(folder, 'key'), '-out', join(folder, 'cert')];
    const name = ['-subj', '/CN=test', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...name, ...paths],
      {
        stdio: 'pipe',
      },
    );
    [key, cert] = [readFileSync(join(folder, 'key'), 'utf8'), readFileSync(join(folder, 'cert'), 'utf8')];
  });
  afterEach(() => {
    for (const cluster of clusters) cluster.close();
    for (const end of stop) end();
    [clusters, stop] = [[], []];
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  async function clientOf(listening: Server): Promise<Cluster> {
    const url = `https://127.0.0.1:${await listen(listening)}`;
    const kubeconfig = kubeconfigOf(folder, url, { certificate: cert, token: 'token' });
    const cluster = await connectCluster({ name: 'hub', access: { kubeconfig }, requestTimeoutMs: 5_000 });
    clusters.push(cluster);
    return cluster;
  }

  /** Resolves with the first event; the watch goes on. */
  async function begin(cluster: Cluster): Promise<{ next: () => Promise<IteratorResult<WatchEvent>> }> {
    const resource = { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
    const aborted = new AbortController();
    stop.push(() => aborted.abort());
    const events = cluster
      .watch(resource, { resourceVersion: '1', signal: aborted.signal })
      [Symbol.asyncIterator]();
    expect((await events.next()).value?.type).toBe('BOOKMARK');
    return { next: () => events.next() };
  }

  function http2Server(maxConcurrentStreams: number): {
    readonly server: Http2SecureServer;
    readonly sessions: ServerHttp2Session[];
  } {
    const sessions: ServerHttp2Session[] = [];
    const listening = createSecureServer({ key, cert, settings: { maxConcurrentStreams } });
    listening.on('session', (session) => sessions.push(session));
    listening.on('stream', (stream) => {
      stream.on('error', () => undefined);
      stream.respond({ ':status': 200 });
    });
    stop.push(() => {
      for (const session of sessions) session.destroy();
      listening.close();
    });
    return { server: listening, sessions };
  }

  /** Speaks HTTP/1.1 only; answers of watches, in order, with what was asked by. */
  function http1Server(refuse?: (socket: Duplex) => void): {
    readonly server: HttpsServer;
    readonly answers: { readonly socket: unknown; readonly upgrade: string | undefined }[];
  } {
    const answers: { readonly socket: unknown; readonly upgrade: string | undefined }[] = [];
    const listening = createHttpsServer({ key, cert }, (request, response) => {
      answers.push({ socket: request.socket, upgrade: request.headers.upgrade });
      response.flushHeaders();
    });
    if (refuse !== undefined) listening.on('upgrade', (_, socket) => refuse(socket));
    stop.push(
      () => listening.closeAllConnections(),
      () => listening.close(),
    );
    return { server: listening, answers };
  }

  it('is an answer each where the server takes no WebSocket for what it is, and it is asked for one once', async () => {
    const { server: listening, answers } = http1Server();
    const cluster = await clientOf(listening);
    for (let each = 0; each < 3; each += 1) await begin(cluster);
    expect(new Set(answers.map(({ socket }) => socket)).size).toBe(3);
    expect(answers.map(({ upgrade }) => upgrade)).toEqual(['websocket', undefined, undefined]);
    expect(cluster.areWatchesAsked()).toBe(false);
  });

  it.each([
    ['refuses', (socket: Duplex) => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')],
    ['hangs up on', (socket: Duplex) => socket.destroy()],
  ])('is an answer each where the server %s WebSockets', async (_, refuse) => {
    const { server: listening, answers } = http1Server(refuse);
    const cluster = await clientOf(listening);
    for (let each = 0; each < 3; each += 1) await begin(cluster);
    expect(answers.map(({ upgrade }) => upgrade)).toEqual([undefined, undefined, undefined]);
    expect(cluster.areWatchesAsked()).toBe(false);
  });

  it('is another one where no more streams are allowed on it', async () => {
    const { server: listening, sessions } = http2Server(2);
    const cluster = await clientOf(listening);
    for (let each = 0; each < 5; each += 1) await begin(cluster);
    expect(sessions).toHaveLength(3);
  });

  it('is given up where the server closes every one of them', async () => {
    const listening = createSecureServer({ key, cert });
    let made = 0;
    listening.on('session', (session) => {
      made += 1;
      session.close();
    });
    stop.push(() => listening.close());
    const cluster = await clientOf(listening);
    await expect(begin(cluster)).rejects.toThrow(/no connection to|broke/);
    const before = made;
    await new Promise((done) => setTimeout(done, 200));
    expect(made).toBe(before);
  });

  it('goes on to its end when the server says that it will close it, and what begins then has another', async () => {
    const { server: listening, sessions } = http2Server(100);
    const cluster = await clientOf(listening);
    const first = await begin(cluster);
    let isOver = false;
    void first.next().then(() => {
      isOver = true;
    });
    sessions[0]?.goaway();
    await moment();
    await begin(cluster);
    expect(sessions).toHaveLength(2);
    expect(isOver).toBe(false);
    sessions[0]?.destroy();
    await until(() => isOver);
  });
});
