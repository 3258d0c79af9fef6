import {
  type ClientRequest,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import { request as tlsRequest } from 'node:https';
import { buffer } from 'node:stream/consumers';

/** What stands in for the network between us and one API server. */
export interface FaultProxy {
  readonly cluster: string;
  /** Plain HTTP on loopback. */
  readonly url: string;
  /** Each request as it came, in order. */
  readonly seen: ProxiedRequest[];
  /** Asked for each request; undefined lets it pass untouched. */
  decide: (request: ProxiedRequest) => Fault | undefined;
  /** What a fault keeps for when everything is over. */
  readonly late: (() => Promise<unknown>)[];
  stop(): Promise<void>;
}

export interface ProxiedRequest {
  readonly cluster: string;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly kind: RequestKind;
  readonly body: string;
}

export type RequestKind =
  /** May I? It stores nothing. */
  'review' | 'discovery' | 'identity' | 'list' | 'watch' | 'get' | 'dry-run' | 'apply' | 'patch' | 'delete';

export interface Upstream {
  readonly url: string;
  /** PEM; the server's certificate where it speaks TLS. */
  readonly certificate?: string;
}

/** One request on its way, for a fault to mishandle. */
export interface Passing {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Sends it to the real server, as often as it is called. */
  forward(): Promise<Answer>;
  /** Sends it to the real server and passes on the answer as it comes, each piece as `alter` makes it. */
  stream(alter?: (piece: string) => string): void;
  /** Has it done when everything is over. */
  later(task: () => Promise<unknown>): void;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export type Fault = (passing: Passing) => void | Promise<void>;

export async function startFaultProxy(cluster: string, upstream: Upstream): Promise<FaultProxy> {
  const seen: ProxiedRequest[] = [];
  const late: (() => Promise<unknown>)[] = [];
  const server = createServer({ keepAliveTimeout: 90_000 }, (incoming, response) => {
    handle(incoming, response).catch(() => response.destroy());
  });
  const proxy: Pick<FaultProxy, 'cluster' | 'seen' | 'late' | 'decide'> = {
    cluster,
    seen,
    late,
    decide: () => undefined,
  };
  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    const body = await buffer(incoming);
    const { method = 'GET', url: path = '/' } = incoming;
    const passed = {
      cluster,
      method,
      path,
      kind: kindOf(method, path, incoming),
      body: body.toString('utf8'),
    };
    seen.push(passed);
    const forward = () => forwardTo(upstream, incoming, body);
    const fault = proxy.decide(passed) ?? passOn;
    const stream = (alter = (piece: string) => piece) => streamFrom(upstream, incoming, response, alter);
    await fault({ request: incoming, response, forward, stream, later: (task) => void late.push(task) });
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  });
}

/** No fault at all. */
const passOn: Fault = async ({ request: incoming, forward, stream, response }) => {
  if (isWatch(incoming.url ?? '')) stream();
  else reply(response, await forward());
};

export function reply(response: ServerResponse, { status, headers, body }: Answer): void {
  const type = headers['content-type'] ?? 'application/json';
  response.writeHead(status, { 'content-type': type }).end(body);
}

function kindOf(method: string, path: string, { headers }: IncomingMessage): RequestKind {
  const [place = '', query = ''] = path.split('?');
  if (method === 'DELETE') return 'delete';
  if (place.endsWith('/selfsubjectaccessreviews')) return 'review';
  if (method !== 'GET') {
    if (query.includes('dryRun=All')) return 'dry-run';
    return headers['content-type']?.startsWith('application/apply-patch') ? 'apply' : 'patch';
  }
  if (place === '/version' || place.endsWith('/namespaces/kube-system')) return 'identity';
  const [, root, ...rest] = place.split('/');
  if (isWatch(path)) return 'watch';
  const below = rest.slice(root === 'api' ? 1 : 2);
  if (below.length === 0) return 'discovery';
  const inNamespace = below[0] === 'namespaces' && below.length > 2;
  return (inNamespace ? below.length - 2 : below.length) === 1 ? 'list' : 'get';
}

function isWatch(path: string): boolean {
  return path.includes('watch=true');
}

function forwardTo(upstream: Upstream, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = ask(upstream, incoming, (answer) => {
      buffer(answer).then(
        (bytes) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: bytes }),
        reject,
      );
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

function streamFrom(
  upstream: Upstream,
  incoming: IncomingMessage,
  response: ServerResponse,
  alter: (piece: string) => string,
): void {
  const outgoing = ask(upstream, incoming, (answer) => {
    response.writeHead(answer.statusCode ?? 0, { 'content-type': 'application/json' });
    response.flushHeaders();
    answer.setEncoding('utf8').on('data', (piece: string) => {
      if (!response.destroyed) response.write(alter(piece));
    });
    answer.on('close', () => response.end());
  });
  outgoing.on('error', () => response.destroy());
  response.on('close', () => outgoing.destroy());
  outgoing.end();
}

function ask(
  upstream: Upstream,
  incoming: IncomingMessage,
  answered: (answer: IncomingMessage) => void,
): ClientRequest {
  const url = new URL(`${upstream.url}${incoming.url ?? '/'}`);
  const { host: _host, connection: _connection, ...headers } = incoming.headers;
  const options = {
    method: incoming.method,
    headers,
    ...(upstream.certificate === undefined ? {} : { ca: upstream.certificate }),
  };
  return (url.protocol === 'https:' ? tlsRequest : request)(url, options, answered);
}
