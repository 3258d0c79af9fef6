import { getString } from '../../../src/model/field-path.ts';
import { isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { Hub, HubAnswer, HubRequest } from './hub.ts';

/** A request that changes something, with the object before and after it, as the server has them. */
export interface Write<Actor> {
  readonly actor: Actor;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly type: string;
  readonly body: Json | undefined;
  readonly code: number;
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
}

/** Stands before the server and notes every request that could change something, whoever sends it. */
export class WriteLog<Actor> {
  readonly writes: Write<Actor>[] = [];
  readonly #hub: Hub;
  readonly #onWrite: (write: Write<Actor>) => void;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(hub: Hub, onWrite: (write: Write<Actor>) => void) {
    this.#hub = hub;
    this.#onWrite = onWrite;
  }

  async send(actor: Actor, request: HubRequest): Promise<HubAnswer> {
    const url = new URL(request.path, 'http://hub');
    if (request.method === 'GET' || url.searchParams.has('dryRun')) return this.#hub.send(request);
    // One after the other: between the looks before and after it, nothing else may write.
    const answer = this.#turn.then(() => this.#write(actor, request, url));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  async #write(actor: Actor, request: HubRequest, url: URL): Promise<HubAnswer> {
    const { method, body, type = '' } = request;
    const object =
      method === 'POST' ? `${url.pathname}/${getString(body, ['metadata', 'name']) ?? ''}` : url.pathname;
    const main = object.replace(/\/status$/, '');
    const before = await this.#read(main);
    const answer = await this.#hub.send(request);
    const after = await this.#read(main);
    const write: Write<Actor> = {
      actor,
      method,
      path: object,
      query: url.searchParams,
      type,
      body,
      code: answer.code,
      before,
      after,
    };
    this.writes.push(write);
    this.#onWrite(write);
    return answer;
  }

  async #read(path: string): Promise<JsonObject | undefined> {
    const { code, json } = await this.#hub.send({ method: 'GET', path });
    return code === 200 && isObject(json) ? json : undefined;
  }
}
