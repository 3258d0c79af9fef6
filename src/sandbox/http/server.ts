import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { JsonObject } from '../../model/json.ts';
import { callerOf } from '../access/caller.ts';
import type { SandboxApi } from '../api.ts';
import { ApiError } from '../store/api-error.ts';
import type { ApiAnswer } from './api-request.ts';
import { createFlowControl, type Turn } from './flow-control.ts';
import { handleRequest } from './handle.ts';
import { tableOf } from './table.ts';
import { bookmark, type WatchLine, watchObjects } from './watch.ts';

const MAX_BODY = 3 * 1024 * 1024;
/** Kubernetes: apiserver, storage/cacher/cache_watcher.go. */
const BOOKMARK_EVERY_MS = 60_000;
const BOOKMARK_BEFORE_END_MS = 2_000;

/**
 * Serves one cluster on loopback. kubectl sends no token over plain HTTP, so none is asked for; a wrong one is refused,
 * and so is a request for another host name, which a web page could have made up.
 */
export function serveApi(api: SandboxApi, token: string): Server {
  const takeTurn = createFlowControl(api);
  // Longer than clients keep idle connections, so that none is closed under a request.
  return createServer({ keepAliveTimeout: 90_000 }, (request, response) => {
    answer(api, token, takeTurn, request, response).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      if (!response.headersSent)
        sendStatus(response, new ApiError(500, 'InternalError', `Internal error occurred: ${why}`));
      else response.destroy();
    });
  });
}

async function answer(
  api: SandboxApi,
  token: string,
  takeTurn: ReturnType<typeof createFlowControl>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('Audit-Id', randomUUID());
  response.setHeader('Cache-Control', 'no-cache, private');
  let turn: Turn | undefined;
  try {
    checkCaller(token, request);
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const { accept = '', 'content-type': contentType = '', 'user-agent': userAgent = '' } = request.headers;
    const asked = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      accept,
      contentType: (contentType.split(';')[0] ?? '').trim(),
      userAgent,
      caller: callerOf(request.headers),
    };
    // Before the body is read: who sends it slowly holds the seat.
    turn = takeTurn(asked);
    if (turn !== undefined) tellTurn(response, turn);
    if (turn?.granted === false) {
      sendTooMany(response);
      return;
    }
    const body = await buffer(request);
    if (body.length > MAX_BODY)
      throw new ApiError(413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3145728');
    send(api, response, handleRequest(api, { ...asked, body }));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    sendStatus(response, error);
  } finally {
    turn?.end();
  }
}

function tellTurn(response: ServerResponse, { schemaUid, levelUid }: Turn): void {
  response.setHeader('X-Kubernetes-Pf-Flowschema-Uid', schemaUid);
  response.setHeader('X-Kubernetes-Pf-Prioritylevel-Uid', levelUid);
}

/** Kubernetes: apiserver, server/filters/priority-and-fairness.go. No `Status`, unlike all other refusals. */
function sendTooMany(response: ServerResponse): void {
  response.writeHead(429, { 'Content-Type': 'text/plain; charset=utf-8', 'Retry-After': '1' });
  response.end('Too many requests, please try again later.\n');
}

function checkCaller(token: string, request: IncomingMessage): void {
  const { host = '', authorization } = request.headers;
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host)) {
    throw new ApiError(403, 'Forbidden', 'forbidden: the sandbox answers on loopback only');
  }
  if (authorization !== undefined && authorization !== `Bearer ${token}`) {
    throw new ApiError(401, 'Unauthorized', 'Unauthorized');
  }
}

function send(api: SandboxApi, response: ServerResponse, result: ApiAnswer): void {
  if (result.type === 'watch') stream(api, response, result);
  else if (result.type === 'text') {
    response.writeHead(result.code, { 'Content-Type': 'text/plain; charset=utf-8' }).end(result.body);
  } else sendJson(response, result);
}

function sendJson(response: ServerResponse, result: Extract<ApiAnswer, { type: 'json' }>): void {
  setWarnings(response, result.warnings ?? []);
  response.writeHead(result.code, { 'Content-Type': 'application/json' }).end(JSON.stringify(result.body));
}

function setWarnings(response: ServerResponse, warnings: readonly string[]): void {
  if (warnings.length === 0) return;
  response.setHeader(
    'Warning',
    warnings.map((text) => `299 - ${JSON.stringify(text)}`),
  );
}

function sendStatus(response: ServerResponse, error: ApiError): void {
  setWarnings(response, error.warnings);
  response.writeHead(error.code, { 'Content-Type': 'application/json' }).end(JSON.stringify(error.status));
}

function stream(
  api: SandboxApi,
  response: ServerResponse,
  { watch, asTable, timeoutSeconds }: Extract<ApiAnswer, { type: 'watch' }>,
): void {
  let isFirst = true;
  const body = ({ type, object }: WatchLine): JsonObject => {
    if (!asTable || type === 'ERROR') return { type, object };
    const table = tableOf(watch.resource, [object], api.now(), { withColumns: isFirst });
    isFirst = false;
    return { type, object: table };
  };
  response.writeHead(200, { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' });
  response.flushHeaders();
  let isOver = false;
  const stop = watchObjects(api.store, watch, (line) => {
    response.write(`${JSON.stringify(body(line))}\n`);
    if (line.type === 'ERROR') isOver = true;
  });
  const start = api.store.revision();
  const mark = (): void => {
    const revision = api.store.revision();
    if (revision > start) response.write(`${JSON.stringify(body(bookmark(watch.resource, revision)))}\n`);
  };
  const lifeMs = timeoutSeconds * 1000;
  const beat = watch.bookmarks ? setInterval(mark, BOOKMARK_EVERY_MS) : undefined;
  const last =
    watch.bookmarks && lifeMs > BOOKMARK_BEFORE_END_MS
      ? setTimeout(mark, lifeMs - BOOKMARK_BEFORE_END_MS)
      : undefined;
  const end = lifeMs > 0 ? setTimeout(() => response.end(), lifeMs) : undefined;
  response.on('close', () => {
    stop();
    clearInterval(beat);
    clearTimeout(last);
    clearTimeout(end);
  });
  if (isOver) response.end();
}
