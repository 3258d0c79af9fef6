import type { Readable } from 'node:stream';
import type { Clock } from '../ports/clock.ts';
import type { Authorization, Credentials } from './credentials.ts';
import { keepAsking } from './keep-asking.ts';
import { type HttpRequest, headersOf, keepAlive, targetOf } from './transport.ts';

export interface WebSocketAnswer {
  /** 101 where it is one; anything else is what an ordinary request would have been answered. */
  readonly status: number;
  readonly body: Readable;
}

/**
 * Asks for a watch as a WebSocket, as the API server serves them (apiserver: endpoints/handlers/watch.go), because a WebSocket
 * can be asked whether it is alive. Rejects with Node's own error, or the signal's abort.
 */
export async function openWebSocket(
  credentials: Credentials,
  authorization: Authorization,
  request: HttpRequest,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<WebSocketAnswer> {
  // Only what HTTP/2 does not reach needs it.
  const { WebSocket, createWebSocketStream } = await import('ws');
  const { server, names } = credentials;
  signal.throwIfAborted();
  const address = new URL(`${targetOf(server).path}${request.path}`, server);
  address.protocol = server.protocol === 'http:' ? 'ws:' : 'wss:';
  const socket = new WebSocket(address, [], {
    agent: authorization.agent,
    headers: headersOf(authorization, request),
    lookup: names.lookup,
    // The server takes none without: golang.org/x/net/websocket, checkOrigin.
    origin: server.origin,
    perMessageDeflate: false,
  });
  const body = createWebSocketStream(socket);
  let end = (): void => socket.terminate();
  signal.addEventListener('abort', () => end(), { once: true });
  return await new Promise((resolve, reject) => {
    body.once('error', (error) => reject(signal.aborted ? signal.reason : error));
    socket.once('unexpected-response', (_, response) => {
      if (response.statusCode === 401) credentials.refused(authorization);
      end = () => response.destroy();
      keepAlive(response);
      resolve({ status: response.statusCode ?? 0, body: response });
    });
    socket.once('open', () => {
      const closed = new AbortController();
      socket.once('close', () => closed.abort());
      const connection = {
        isOver: () => socket.readyState !== socket.OPEN,
        ping: (answered: () => void) => socket.once('pong', answered).ping(),
        end: (error: Error) => body.destroy(error),
      };
      void keepAsking(connection, clock, closed.signal);
      resolve({ status: 101, body });
    });
  });
}
