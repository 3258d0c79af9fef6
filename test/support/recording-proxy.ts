import { once } from 'node:events';
import { createServer, type IncomingMessage, request as plainRequest, type Server } from 'node:http';
import { request as tlsRequest } from 'node:https';

export interface SeenRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Content type. */
  readonly type: string;
  readonly body: string;
  /** Of the answer, once it is there. */
  status?: number;
}

export interface RecordingProxy {
  readonly url: string;
  /** Everything that was asked, in the order of arrival. */
  readonly seen: SeenRequest[];
  /** Called before a request goes on: the place to change the object under the writer's feet. `drop` cuts the line instead. */
  before: (request: SeenRequest) => Promise<'drop' | undefined>;
  close(): Promise<void>;
}

/** Stands before an API server, real or not, and writes down what is asked of it. */
export async function startRecordingProxy(target: {
  readonly url: string;
  readonly certificate?: string;
}): Promise<RecordingProxy> {
  const seen: SeenRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    void readBody(incoming).then(async (body) => {
      const type = incoming.headers['content-type'] ?? '';
      const asked: SeenRequest = { method: incoming.method ?? '', path: incoming.url ?? '', type, body };
      seen.push(asked);
      if ((await proxy.before(asked)) === 'drop') {
        incoming.destroy();
        return;
      }
      const { host: _, connection: __, ...headers } = incoming.headers;
      const send = target.url.startsWith('https:') ? tlsRequest : plainRequest;
      const options = {
        method: asked.method,
        headers,
        ...(target.certificate === undefined ? {} : { ca: target.certificate }),
      };
      const onward = send(new URL(asked.path, target.url), options, (answer) => {
        asked.status = answer.statusCode ?? 500;
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        // A watch has begun before there is anything to tell.
        outgoing.flushHeaders();
        answer.pipe(outgoing);
      });
      onward.once('error', () => outgoing.destroy());
      onward.end(body);
    });
  });
  const proxy: RecordingProxy = {
    url: await listen(server),
    seen,
    before: async () => undefined,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return proxy;
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
