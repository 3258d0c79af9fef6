import { once } from 'node:events';
import { createServer } from 'node:http';

export interface EchoingProxy {
  readonly url: string;
  /** What writes of Secrets are answered with: a status, or text that is no JSON. Undefined: they go through. */
  answer: number | 'text' | undefined;
  close(): Promise<void>;
}

/** Stands before an API server, and refuses Secrets by quoting all that it was sent, as an admission webhook may. */
export async function startEchoingProxy(target: string): Promise<EchoingProxy> {
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const isSecret = incoming.method === 'PATCH' && /\/secrets\//.test(incoming.url ?? '');
    if (isSecret && proxy.answer !== undefined) {
      outgoing.writeHead(proxy.answer === 'text' ? 200 : proxy.answer, {
        'content-type': 'application/json',
      });
      outgoing.end(proxy.answer === 'text' ? `<p>${body}` : quoting(proxy.answer, body.toString()));
      return;
    }
    const { host: _, connection: __, 'content-length': ___, ...headers } = incoming.headers;
    const answer = await fetch(new URL(incoming.url ?? '', target), {
      method: incoming.method ?? 'GET',
      headers: Object.entries(headers).map(([key, value]): [string, string] => [key, String(value)]),
      ...(body.length === 0 ? {} : { body }),
    });
    outgoing.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    outgoing.end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const proxy: EchoingProxy = {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    answer: undefined,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return proxy;
}

function quoting(code: number, body: string): string {
  const { data } = JSON.parse(body);
  const causes = Object.entries(data ?? {}).map(([key, value]) => ({
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${JSON.stringify(value)}`,
    field: `data[${key}]`,
  }));
  const message = `admission webhook "deny.example.com" denied the request: ${body}`;
  return JSON.stringify({
    kind: 'Status',
    status: 'Failure',
    code,
    reason: 'Denied',
    message,
    details: { causes },
  });
}
