import type { Json } from '../../../src/model/json.ts';
import { createCluster } from '../../../src/sandbox/cluster.ts';
import { handleRequest } from '../../../src/sandbox/http/handle.ts';
import { crdsFor } from '../../../src/sandbox/resources/shipped-crds.ts';
import { ApiError } from '../../../src/sandbox/store/api-error.ts';

export interface HubRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly type?: string;
  readonly accept?: string;
  readonly userAgent?: string;
  readonly body?: Json;
}

export interface HubAnswer {
  readonly code: number;
  readonly json: Json;
}

/** An API server, asked one request at a time. */
export interface Hub {
  send(request: HubRequest): Promise<HubAnswer>;
}

/** The sandbox's hub behind its own request handling, without the network: a request costs microseconds. */
export function sandboxHub(): Hub {
  let seconds = Date.parse('2026-11-21T10:00:00Z') / 1000;
  const { api } = createCluster({
    name: 'hub',
    crds: crdsFor('hub'),
    now: () => seconds * 1000,
    onWrite: () => undefined,
  });
  return {
    send: async ({ method, path, type = '', accept = 'application/json', userAgent = '', body }) => {
      seconds += 1;
      const url = new URL(path, 'http://sandbox');
      try {
        const answer = handleRequest(api, {
          method,
          path: url.pathname,
          query: url.searchParams,
          accept,
          contentType: type,
          userAgent,
          body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
        });
        if (answer.type === 'watch') throw new Error('nobody watches here');
        return answer.type === 'json'
          ? { code: answer.code, json: answer.body }
          : { code: answer.code, json: { message: answer.body } };
      } catch (error) {
        if (error instanceof ApiError) return { code: error.code, json: error.status };
        throw error;
      }
    },
  };
}
