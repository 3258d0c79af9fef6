import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { Leave } from '../ports/leave.ts';
import type { Authorization, Credentials } from './credentials.ts';

export interface HttpRequest {
  readonly method: string;
  /** Path and query, below the server's own path. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** The credential helper or the key files failed: nothing was sent. */
export class CredentialFailure extends Error {}

/** The leave to write ended first: nothing was sent. */
export class NoLeave extends Error {}

/** Sends once and reads the whole answer. Rejects with Node's own error, or the signal's abort. */
export async function send(
  credentials: Credentials,
  request: HttpRequest,
  signal: AbortSignal,
  leave?: Leave,
): Promise<HttpAnswer> {
  const response = await open(credentials, request, signal, leave);
  const text = await readText(response);
  return { status: response.statusCode ?? 0, headers: response.headers, text };
}

/** The whole body. Rejects where it breaks off. */
export function readText(response: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    response.on('error', reject);
    // After its end, or without one.
    response.on('close', () => reject(new Error('the answer broke off')));
  });
}

/** Sends and answers as soon as the headers are there; the caller reads the body. */
export async function open(
  credentials: Credentials,
  request: HttpRequest,
  signal: AbortSignal,
  leave?: Leave,
): Promise<IncomingMessage> {
  const authorization = await authorized(credentials, signal);
  const { server } = credentials;
  const { hostname, port, path } = targetOf(server);
  const module = server.protocol === 'http:' ? http : https;
  return await new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage): void => {
      if (response.statusCode === 401) credentials.refused(authorization);
      resolve(response);
    };
    const outgoing = module.request(
      {
        protocol: server.protocol,
        hostname,
        port,
        path: `${path}${request.path}`,
        method: request.method,
        agent: authorization.agent,
        lookup: credentials.names.lookup,
        headers: {
          ...headersOf(authorization, request),
          ...(request.body === undefined
            ? {}
            : { 'content-length': String(Buffer.byteLength(request.body)) }),
        },
        signal,
      },
      answered,
    );
    if (leave === undefined) {
      outgoing.on('error', reject);
      outgoing.end(request.body);
      return;
    }
    let sent = false;
    outgoing.on('error', (error) =>
      reject(sent || leave.isValid() ? error : new NoLeave('nothing was sent')),
    );
    // Connecting takes time. From the question to the system call nothing else runs.
    outgoing.once('socket', (socket) =>
      whenReady(socket, () => {
        sent = leave.isValid();
        if (sent) outgoing.end(request.body);
        else outgoing.destroy(new NoLeave('nothing was sent'));
      }),
    );
  });
}

const KEEP_ALIVE_MS = 10_000;

/** A peer that is gone for good tells nobody: the kernel asks it after this long without a word, ten times in ten seconds. */
export function keepAlive({ socket }: IncomingMessage): void {
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
}

/** Rejects with CredentialFailure, or the signal's abort. */
export function authorized(credentials: Credentials, signal: AbortSignal): Promise<Authorization> {
  const asked = credentials.authorize().catch((error: unknown) => {
    throw new CredentialFailure('no credentials', { cause: error });
  });
  return untilAborted(asked, signal);
}

/** Who asks for what, as either version of HTTP says it. */
export function headersOf(
  { auth, headers }: Authorization,
  request: HttpRequest,
): Readonly<Record<string, string>> {
  const basic = auth === undefined ? {} : { authorization: `Basic ${Buffer.from(auth).toString('base64')}` };
  return { 'user-agent': 'ramen-sync', ...basic, ...headers, ...request.headers };
}

/** Where to connect to, and the path that the server stands below, without a slash at its end. */
export function targetOf(server: URL): {
  readonly hostname: string;
  readonly port: string;
  readonly path: string;
} {
  return {
    hostname: server.hostname.replace(/^\[|\]$/g, ''),
    port: server.port,
    path: server.pathname.replace(/\/$/, ''),
  };
}

function whenReady(socket: Socket, send: () => void): void {
  if (socket instanceof TLSSocket) {
    // Before the end of its handshake: null or "unknown".
    if (/^TLS/.test(socket.getProtocol() ?? '')) send();
    else socket.once('secureConnect', send);
  } else if (socket.connecting) socket.once('connect', send);
  else send();
}

/** For what knows no signal, as credential helpers: who waits must not have to. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
