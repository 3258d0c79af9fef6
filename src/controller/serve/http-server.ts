import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { UserError } from '../../model/errors.ts';
import type { BindAddress } from './bind-address.ts';

export interface RunningServer {
  /** `http://<host>:<port>`, as it listens. */
  readonly url: string;
  /** Takes nothing new, lets what is under way end for a moment, and cuts the rest. */
  close(): Promise<void>;
}

export interface ServerLimits {
  /** For headers and body of one request together. */
  readonly requestMs: number;
  readonly connections: number;
  /** For what is under way when the server is closed. */
  readonly closeMs: number;
}

const limits: ServerLimits = { requestMs: 10_000, connections: 256, closeMs: 3_000 };

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** Throws UserError where the address cannot be taken. */
export async function startServer(
  bind: BindAddress,
  handle: Handler,
  { requestMs, connections, closeMs }: ServerLimits = limits,
): Promise<RunningServer> {
  const server = createServer(
    {
      maxHeaderSize: 8192,
      headersTimeout: requestMs,
      requestTimeout: requestMs,
      // How often Node looks for those that are over their time.
      connectionsCheckingInterval: Math.max(50, requestMs / 10),
      keepAliveTimeout: 5_000,
    },
    handle,
  );
  server.maxConnections = connections;
  server.listen(bind.port, bind.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`cannot listen on ${bind.host ?? ''}:${bind.port}: ${why}`, { cause: error });
  }
  const address = server.address();
  const {
    port,
    family,
    address: host,
  } = typeof address === 'object' && address !== null ? address : fallback;
  return {
    url: `http://${family === 'IPv6' ? `[${host}]` : host}:${port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), closeMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

const fallback = { port: 0, family: 'IPv4', address: '' };

/** A short answer that nothing may keep. */
export function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(text);
}
