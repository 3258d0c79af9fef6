import type { Credentials } from '../../../src/cluster/credentials.ts';
import { type ApiRequest, Exchange } from '../../../src/cluster/exchange.ts';
import { systemClock } from '../../../src/cluster/system-clock.ts';
import type { Json } from '../../../src/model/json.ts';
import type { HubAnswer, HubRequest } from './hub.ts';

/** The product's own REST client, with `send` in the place of the network: no retries, no deadlines. */
export class SeamExchange extends Exchange {
  readonly #send: (request: HubRequest) => Promise<HubAnswer>;

  constructor(send: (request: HubRequest) => Promise<HubAnswer>) {
    const identity = { context: 'hub', user: 'engine', renewal: 'log in' };
    super({
      cluster: 'hub',
      // Only its identity is read where nothing is sent.
      credentials: { identity } as Credentials,
      clock: systemClock,
      requestTimeoutMs: 1000,
      parallel: 8,
      random: () => 0,
    });
    this.#send = send;
  }

  override async request(request: ApiRequest): Promise<Json> {
    const { method, path, accept, body } = request;
    const { code, json } = await this.#send({
      method,
      path,
      userAgent: 'ramen-sync/0',
      ...(accept === undefined ? {} : { accept }),
      ...(body === undefined ? {} : { type: body.type, body: body.json }),
    });
    if (code >= 200 && code <= 299) return json;
    throw this.failureOfStatus(code, JSON.stringify(json), request);
  }
}
