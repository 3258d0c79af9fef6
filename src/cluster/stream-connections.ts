import type { ClientHttp2Session } from 'node:http2';
import { Agent } from 'node:https';
import { isIP } from 'node:net';
import type { Readable } from 'node:stream';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Clock } from '../ports/clock.ts';
import type { Authorization, Credentials } from './credentials.ts';
import { type Askable, keepAsking } from './keep-asking.ts';
import {
  authorized,
  type HttpRequest,
  headersOf,
  keepAlive,
  open,
  targetOf,
  untilAborted,
} from './transport.ts';
import { openWebSocket } from './web-socket-stream.ts';

/** The headers are there; what follows may go on for as long as the server wills. */
export interface StreamAnswer {
  readonly status: number;
  readonly body: Readable;
}

const CONNECT_MS = 10_000;
/** What a server allows on one connection unless it says otherwise (RFC 9113: it should be no less). */
const MOST_STREAMS = 100;
/** To find room: many streams may be waiting for the same connection, and take turns. */
const ATTEMPTS = 10;

/**
 * What means the request, and not the manner in which it was made. 410: the version to go on from is too old; 422: lists are
 * not streamed.
 */
const meant: ReadonlySet<number> = new Set([200, 401, 410, 422, 429]);

interface Connection {
  readonly session: ClientHttp2Session;
  streams: number;
}

/** Made with the certificates of this agent; undefined: the server does not speak HTTP/2. */
interface Shared {
  readonly agent: Agent;
  readonly connection: Promise<Connection | undefined>;
}

/**
 * The streams of one API server share a connection of HTTP/2, which is asked by PING whether it is alive: no request, and
 * one answer for all of them. Where there is none (plain HTTP, a proxy before the server, a server that does not speak it)
 * each is a WebSocket, which is asked so too; and where the server does not speak that either, an answer without an end.
 */
export class StreamConnections {
  readonly #credentials: Credentials;
  readonly #clock: Clock;
  #current: Shared | undefined;
  readonly #open = new Set<Connection>();
  #speaksHttp2 = true;
  /** Undefined: it has not been tried with success. */
  #speaksWebSocket: boolean | undefined;
  #isAsked = false;

  constructor(credentials: Credentials, clock: Clock) {
    this.#credentials = credentials;
    this.#clock = clock;
  }

  /** The streams are on connections that are asked whether they are alive. */
  get isAsked(): boolean {
    return this.#isAsked;
  }

  /** Rejects with Node's own error, or the signal's abort. */
  async open(request: HttpRequest, signal: AbortSignal): Promise<StreamAnswer> {
    const authorization = await authorized(this.#credentials, signal);
    for (let isAgain = false; ; isAgain = true) {
      const connection = await this.#roomUntilAborted(authorization, signal);
      if (connection === undefined) break;
      this.#isAsked = true;
      try {
        return await this.#stream(connection, authorization, request, signal);
      } catch (error) {
        // A connection that was found dead says nothing of the server.
        if (isAgain || signal.aborted || isUsable(connection)) throw error;
      }
    }
    const answer = await this.#webSocket(authorization, request, signal);
    this.#isAsked = this.#speaksWebSocket === true;
    if (answer !== undefined) return { ...answer, status: answer.status === 101 ? 200 : answer.status };
    const response = await open(this.#credentials, request, signal);
    if (response.statusCode === 200) this.#speaksWebSocket = false;
    keepAlive(response);
    return { status: response.statusCode ?? 0, body: response };
  }

  /** Undefined: an ordinary request may be answered better. */
  async #webSocket(
    authorization: Authorization,
    request: HttpRequest,
    signal: AbortSignal,
  ): Promise<StreamAnswer | undefined> {
    if (this.#speaksWebSocket === false) return undefined;
    try {
      const answer = await openWebSocket(this.#credentials, authorization, request, {
        clock: this.#clock,
        signal,
      });
      if (answer.status === 101) this.#speaksWebSocket = true;
      if (answer.status === 200) this.#speaksWebSocket = false;
      if (this.#speaksWebSocket === true || meant.has(answer.status)) return answer;
      answer.body.destroy();
      return undefined;
    } catch (error) {
      if (signal.aborted || this.#speaksWebSocket === true) throw error;
      return undefined;
    }
  }

  close(): void {
    this.#current = undefined;
    for (const { session } of this.#open) session.destroy();
  }

  async #roomUntilAborted({ agent }: Authorization, signal: AbortSignal): Promise<Connection | undefined> {
    const { server, identity } = this.#credentials;
    const isDirect = server.protocol === 'https:' && identity.proxy === undefined;
    if (!isDirect || !this.#speaksHttp2 || !(agent instanceof Agent)) return undefined;
    const room = this.#room(agent);
    try {
      return await untilAborted(room, signal);
    } catch (error) {
      room.then(leave, () => undefined);
      throw error;
    }
  }

  /** A connection on which room for one stream is kept. */
  async #room(agent: Agent): Promise<Connection | undefined> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const known = this.#current;
      const current = known?.agent === agent ? known : this.#begin(agent);
      const connection = await current.connection;
      if (connection === undefined) return undefined;
      if (hasRoom(connection)) {
        connection.streams += 1;
        return connection;
      }
      if (this.#current === current) this.#current = undefined;
    }
    throw new Error('the server closes every connection');
  }

  #begin(agent: Agent): Shared {
    const current = { agent, connection: this.#connect(agent) };
    this.#current = current;
    current.connection.catch(() => {
      if (this.#current === current) this.#current = undefined;
    });
    return current;
  }

  async #connect(agent: Agent): Promise<Connection | undefined> {
    // Loading it costs as much as starting half of Node, and only the loop needs it.
    const { connect } = await import('node:http2');
    const socket = await this.#handshake(agent);
    if (socket.alpnProtocol !== 'h2') {
      this.#speaksHttp2 = false;
      socket.destroy();
      return undefined;
    }
    const session = connect(this.#credentials.server.origin, { createConnection: () => socket });
    const connection: Connection = { session, streams: 0 };
    this.#open.add(connection);
    const closed = new AbortController();
    // Whose streams break off is told there.
    session.on('error', () => undefined);
    session.on('close', () => {
      this.#open.delete(connection);
      closed.abort();
    });
    void keepAsking(this.#askable(session), this.#clock, closed.signal);
    return connection;
  }

  #askable(session: ClientHttp2Session): Askable {
    return {
      // It is destroyed before it is closed, and then may not be asked.
      isOver: () => session.destroyed,
      ping: (answered) => session.ping(answered),
      end: (error) => {
        this.#credentials.dropIdle();
        session.destroy(error);
      },
    };
  }

  #handshake(agent: Agent): Promise<TLSSocket> {
    const { server, names } = this.#credentials;
    const { hostname: host, port } = targetOf(server);
    const servername = agent.options.servername ?? (isIP(host) === 0 ? host : '');
    return new Promise((resolve, reject) => {
      const socket = connectTls({
        ...agent.options,
        host,
        port: Number(port === '' ? 443 : port),
        servername,
        lookup: names.lookup,
        ALPNProtocols: ['h2', 'http/1.1'],
      });
      socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error('no answer')));
      socket.once('error', reject);
      socket.once('secureConnect', () => {
        socket.setTimeout(0);
        socket.off('error', reject);
        resolve(socket);
      });
    });
  }

  #stream(
    connection: Connection,
    authorization: Authorization,
    request: HttpRequest,
    signal: AbortSignal,
  ): Promise<StreamAnswer> {
    const { path } = targetOf(this.#credentials.server);
    return new Promise((resolve, reject) => {
      if (!isUsable(connection)) {
        leave(connection);
        reject(new Error('the connection was closed'));
        return;
      }
      const stream = connection.session.request(
        {
          ':method': request.method,
          ':path': `${path}${request.path}`,
          ...headersOf(authorization, request),
        },
        { endStream: true, signal },
      );
      stream.on('error', reject);
      stream.once('close', () => {
        reject(new Error('the stream was closed'));
        leave(connection);
      });
      stream.once('response', (headers) => {
        const status = headers[':status'] ?? 0;
        if (status === 401) this.#credentials.refused(authorization);
        resolve({ status, body: stream });
      });
    });
  }
}

/** Where nobody is left, nothing keeps the process from ending. */
function leave(connection: Connection | undefined): void {
  if (connection === undefined) return;
  connection.streams -= 1;
  if (connection.streams === 0) connection.session.close();
}

function hasRoom(connection: Connection): boolean {
  const allowed = connection.session.remoteSettings.maxConcurrentStreams ?? MOST_STREAMS;
  return isUsable(connection) && connection.streams < Math.max(1, Math.min(MOST_STREAMS, allowed));
}

function isUsable({ session }: Connection): boolean {
  return !session.closed && !session.destroyed;
}
