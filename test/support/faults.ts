import type { ServerResponse } from 'node:http';
import { type Answer, type Fault, reply } from './fault-proxy.ts';
import { statusOf } from './http-fake.ts';

/** What networks, load balancers, proxies and API servers do to a request. `reaches`: the server gets it. */
export interface NamedFault {
  readonly name: string;
  readonly reaches: boolean;
  readonly fault: Fault;
}

export const faults: readonly NamedFault[] = [
  {
    name: 'reset before it is forwarded',
    reaches: false,
    fault: ({ request }) => void request.socket.resetAndDestroy(),
  },
  {
    name: 'closed, as an idle connection is',
    reaches: false,
    fault: ({ request }) => void request.socket.destroy(),
  },
  { name: 'never answered', reaches: false, fault: () => undefined },
  { name: 'header by header, for ever', reaches: false, fault: ({ response }) => drip(response) },
  {
    name: 'held back until everything is over',
    reaches: true,
    fault: ({ forward, later, request }) => {
      request.socket.resetAndDestroy();
      later(forward);
    },
  },
  {
    name: 'forwarded, but never answered',
    reaches: true,
    fault: async ({ forward }) => void (await forward()),
  },
  {
    name: 'forwarded, then reset before the answer',
    reaches: true,
    fault: async ({ forward, request }) => {
      await forward();
      request.socket.resetAndDestroy();
    },
  },
  {
    name: 'forwarded, then cut in the middle of the answer',
    reaches: true,
    fault: async ({ forward, response }) => {
      const { status, body } = await forward();
      response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
      response.write(body.subarray(0, body.length >> 1), () => response.destroy());
    },
  },
  {
    name: 'forwarded twice',
    reaches: true,
    fault: async ({ forward, response }) => {
      const first = await forward();
      await forward();
      reply(response, first);
    },
  },
  {
    name: 'forwarded twice, the second answer counts',
    reaches: true,
    fault: async ({ forward, response }) => {
      await forward();
      reply(response, await forward());
    },
  },
  {
    name: 'late',
    reaches: true,
    fault: async ({ forward, response }) => {
      await new Promise((done) => setTimeout(done, 20));
      reply(response, await forward());
    },
  },
  {
    name: '500',
    reaches: false,
    fault: ({ response }) => say(response, 500, 'InternalError', 'etcdserver: leader changed'),
  },
  {
    name: '500 after it was done',
    reaches: true,
    fault: async ({ forward, response }) => {
      await forward();
      say(response, 500, 'InternalError', 'etcdserver: request timed out');
    },
  },
  { name: '502 of a load balancer', reaches: false, fault: ({ response }) => html(response, 502) },
  {
    name: '504 of a load balancer after it was done',
    reaches: true,
    fault: async ({ forward, response }) => {
      await forward();
      html(response, 504);
    },
  },
  {
    name: '503',
    reaches: false,
    fault: ({ response }) => say(response, 503, 'ServiceUnavailable', 'shutting down'),
  },
  {
    name: '429 with seconds to wait',
    reaches: false,
    fault: ({ response }) =>
      say(response, 429, 'TooManyRequests', 'too many requests', { 'retry-after': '1' }),
  },
  {
    name: '429 with a time to wait for',
    reaches: false,
    fault: ({ response }) =>
      say(response, 429, 'TooManyRequests', 'too many requests', {
        'retry-after': new Date(Date.now() + 1000).toUTCString(),
      }),
  },
  {
    name: 'redirected',
    reaches: false,
    fault: ({ response }) => void response.writeHead(307, { location: 'https://sso.example/login' }).end(),
  },
  {
    name: '401',
    reaches: false,
    fault: ({ response }) => say(response, 401, 'Unauthorized', 'Unauthorized'),
  },
  {
    name: '403',
    reaches: false,
    fault: ({ response }) => say(response, 403, 'Forbidden', 'forbidden by a test'),
  },
  { name: '404', reaches: false, fault: ({ response }) => say(response, 404, 'NotFound', 'not found') },
  {
    name: '409',
    reaches: false,
    fault: ({ response }) => say(response, 409, 'Conflict', 'the object has been modified'),
  },
  {
    name: '410',
    reaches: false,
    fault: ({ response }) => say(response, 410, 'Expired', 'the continue token has expired'),
  },
  {
    name: '200 with half of the JSON',
    reaches: true,
    fault: changed((body) => body.subarray(0, body.length >> 1)),
  },
  { name: '200 with nothing', reaches: true, fault: changed(() => Buffer.alloc(0)) },
  { name: '200 with an empty object', reaches: true, fault: changed(() => Buffer.from('{}')) },
  { name: '200 of a login page', reaches: false, fault: ({ response }) => html(response, 200) },
  {
    name: 'called text, though it is JSON',
    reaches: true,
    fault: async ({ forward, response }) => {
      const answer = await forward();
      reply(response, { ...answer, headers: { 'content-type': 'text/html' } });
    },
  },
];

function say(
  response: ServerResponse,
  code: number,
  reason: string,
  message: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(code, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(statusOf(code, reason, message)));
}

function html(response: ServerResponse, code: number): void {
  response.writeHead(code, { 'content-type': 'text/html' }).end('<html><body>sign in</body></html>');
}

function changed(change: (body: Buffer) => Buffer): Fault {
  return async ({ forward, response }) => {
    const answer: Answer = await forward();
    reply(response, { ...answer, body: change(answer.body) });
  };
}

function drip(response: ServerResponse): void {
  const { socket } = response;
  socket?.write('HTTP/1.1 200 OK\r\nX-Slow: ');
  const timer = setInterval(() => socket?.write('z'), 50);
  socket?.once('close', () => clearInterval(timer));
  socket?.on('error', () => undefined);
}
