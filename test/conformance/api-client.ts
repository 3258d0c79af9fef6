import { once } from 'node:events';
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Json, JsonObject } from '../../src/model/json.ts';

/** One cluster's API, without any client of ours in between. */
export interface ApiClient {
  send(method: string, path: string, options?: SendOptions): Promise<Answer>;
  /** Reads a watch until `count` events came or the server ended it; `onEvent` is waited for. */
  watch(
    path: string,
    count: number,
    onEvent?: (event: JsonObject) => Promise<unknown>,
  ): Promise<readonly JsonObject[]>;
  /** Sends a request but its body, and comes back when the server begins to read that. */
  hold(method: string, path: string, options: SendOptions): Promise<{ finish(): Promise<Answer> }>;
  close(): void;
}

export interface SendOptions {
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: Json;
  readonly type?: 'json' | 'merge' | 'json-patch' | 'apply' | 'strategic' | 'text';
  readonly accept?: string;
  readonly userAgent?: string;
  readonly token?: string;
  /** Somebody whom the administrator speaks for. */
  readonly as?: string;
  readonly host?: string;
}

export interface Answer {
  readonly status: number;
  /** JSON where it is JSON, else the text. */
  readonly body: Json;
  readonly warnings: readonly string[];
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
}

export interface ApiAddress {
  readonly url: string;
  readonly token?: string;
  /** PEM; for HTTPS. */
  readonly certificate?: string;
}

export function connectApi(address: ApiAddress): ApiClient {
  const isSecure = address.url.startsWith('https:');
  const agent = isSecure
    ? new HttpsAgent({
        keepAlive: true,
        ...(address.certificate === undefined ? {} : { ca: address.certificate }),
      })
    : new HttpAgent({ keepAlive: true });

  function prepare(
    method: string,
    path: string,
    options: SendOptions,
  ): { readonly request: ClientRequest; readonly text: string | undefined } {
    const token = options.token ?? address.token;
    const { body } = options;
    const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    const headers = {
      'User-Agent': options.userAgent ?? 'conformance/1.0',
      Accept: options.accept ?? 'application/json',
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(options.host === undefined ? {} : { Host: options.host }),
      ...(options.as === undefined ? {} : { 'Impersonate-User': options.as }),
      ...(text === undefined
        ? {}
        : {
            'Content-Type': contentTypes[options.type ?? 'json'],
            // Node sends no length with a DELETE on its own, and the server then sees no body.
            'Content-Length': String(Buffer.byteLength(text)),
          }),
    };
    const request = (isSecure ? httpsRequest : httpRequest)(`${address.url}${path}`, {
      method,
      headers,
      agent,
    });
    return { request, text };
  }

  function open(method: string, path: string, options: SendOptions): Promise<IncomingMessage> {
    const { request, text } = prepare(method, path, options);
    const response = responseOf(request);
    request.end(text);
    return response;
  }

  return {
    send: async (method, path, options = {}) => answerOf(await open(method, path, options)),
    async hold(method, path, options) {
      const { request, text } = prepare(method, path, options);
      const response = responseOf(request);
      request.setHeader('Expect', '100-continue').flushHeaders();
      await once(request, 'continue');
      return {
        async finish() {
          request.end(text);
          return answerOf(await response);
        },
      };
    },
    async watch(path, count, onEvent) {
      const response = await open('GET', path, {});
      const events: JsonObject[] = [];
      let rest = '';
      for await (const chunk of response) {
        rest += String(chunk);
        const lines = rest.split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines.filter((each) => each !== '')) {
          const event: JsonObject = JSON.parse(line);
          events.push(event);
          await onEvent?.(event);
        }
        if (events.length >= count) break;
      }
      response.destroy();
      return events;
    },
    close: () => agent.destroy(),
  };
}

const contentTypes = {
  json: 'application/json',
  merge: 'application/merge-patch+json',
  'json-patch': 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
  strategic: 'application/strategic-merge-patch+json',
  text: 'text/plain',
};

function responseOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
}

async function answerOf(response: IncomingMessage): Promise<Answer> {
  const { headers, statusCode: status = 0 } = response;
  const body = parse(await readText(response));
  const warnings = headers.warning === undefined ? [] : [headers.warning];
  return { status, body, warnings, headers };
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
