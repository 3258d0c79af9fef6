import type { IncomingMessage, ServerResponse } from 'node:http';
import { OPENMETRICS_TYPE } from '../metrics/exposition.ts';
import { answer, type Handler } from './http-server.ts';
import type { Readiness } from './readiness.ts';

type Page = (response: ServerResponse) => void;

/** `/metrics`. */
export function metricsHandler(render: () => string): Handler {
  return pages({
    '/metrics': (response) => {
      const text = render();
      response.writeHead(200, {
        'Content-Type': OPENMETRICS_TYPE,
        'Content-Length': Buffer.byteLength(text),
        'Cache-Control': 'no-store',
      });
      response.end(text);
    },
  });
}

/** `/healthz`: the process answers. `/readyz`: it sees what it works on. */
export function healthHandler(readiness: Readiness): Handler {
  return pages({
    '/healthz': (response) => answer(response, 200, 'ok\n'),
    '/readyz': (response) => {
      const { isReady, text } = readiness.state();
      answer(response, isReady ? 200 : 503, `${text}\n${isReady ? 'ready' : 'not ready'}\n`);
    },
  });
}

/** Exactly these paths, read only. */
function pages(known: Readonly<Record<string, Page>>): Handler {
  return (request: IncomingMessage, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const page = Object.hasOwn(known, path) ? known[path] : undefined;
    if (page === undefined) answer(response, 404, 'not found\n');
    else if (request.method !== 'GET' && request.method !== 'HEAD') answer(response, 405, 'GET only\n');
    else page(response);
  };
}
