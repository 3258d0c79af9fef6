import { createServer, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** One request on its way to an API server. */
export interface PassedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
}

/** Stands between the command line and one sandbox server, and can stop the world at any request. */
export interface KillingProxy {
  readonly url: string;
  /** Called before a request is passed on, and again when it was answered but the answer is not sent yet. */
  onRequest: (passed: PassedRequest, answered: boolean) => void;
  stop(): Promise<void>;
}

export async function startKillingProxy(upstream: string): Promise<KillingProxy> {
  const proxy: Pick<KillingProxy, 'onRequest'> = { onRequest: () => undefined };
  const server = createServer((incoming, response) => {
    response.on('error', () => undefined);
    passOn(incoming).catch(() => response.destroy());
    async function passOn({ method = 'GET', url: path = '/', headers }: IncomingMessage): Promise<void> {
      const body = await buffer(incoming);
      proxy.onRequest({ method, path }, false);
      const { host: _, connection: __, ...passed } = headers;
      const answer = await send(`${upstream}${path}`, method, passed, body);
      proxy.onRequest({ method, path }, true);
      response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
    }
  });
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

function send(
  url: string,
  method: string,
  headers: IncomingMessage['headers'],
  body: Buffer,
): Promise<{ readonly status: number; readonly type: string; readonly body: Buffer }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers }, (answer) => {
      const type = answer.headers['content-type'] ?? 'application/json';
      buffer(answer).then((bytes) => resolve({ status: answer.statusCode ?? 0, type, body: bytes }), reject);
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
