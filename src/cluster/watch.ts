import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { ClusterError, isClusterError } from '../model/errors.ts';
import { getAt, getString } from '../model/field-path.ts';
import { isObject, parseJson } from '../model/json.ts';
import type { ApiResource, WatchEvent, WatchOptions } from '../ports/cluster.ts';
import type { ApiRequest, Exchange } from './exchange.ts';
import { readPages } from './list-pages.ts';
import { collectionPath, describeResource } from './resource-path.ts';
import { readText } from './transport.ts';

/** The server sends a bookmark about every minute; this long without a line means a connection that only looks alive. */
const IDLE_MS = 90_000;
/** Objects a request, where lists are not streamed. */
const PAGE = 500;

/** Watches of one API server, each a stream of its own. */
export class Watcher {
  readonly #exchange: Exchange;
  /** The server streams what is there before what changes (KEP-3157); until it says that it does not. */
  #streamsLists = true;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  async *watch(resource: ApiResource, options: WatchOptions): AsyncGenerator<WatchEvent> {
    if (options.resourceVersion !== undefined) {
      return yield* this.#changes(resource, options, options.resourceVersion);
    }
    if (this.#streamsLists) {
      let told = false;
      try {
        for await (const event of this.#connection(resource, options, initialEvents)) {
          told = true;
          yield event;
        }
        return;
      } catch (error) {
        if (told || !isClusterError(error, 'invalid')) throw error;
        this.#streamsLists = false;
      }
    }
    let resourceVersion = '';
    for await (const page of readPages(this.#exchange, resource, options, PAGE)) {
      for (const object of page.items) yield { type: 'ADDED', object };
      ({ resourceVersion } = page);
    }
    yield { type: 'SYNCED', object: { metadata: { resourceVersion } } };
    yield* this.#changes(resource, options, resourceVersion);
  }

  #changes(
    resource: ApiResource,
    options: WatchOptions,
    resourceVersion: string,
  ): AsyncGenerator<WatchEvent> {
    return this.#connection(resource, options, { resourceVersion });
  }

  async *#connection(
    resource: ApiResource,
    options: WatchOptions,
    from: Readonly<Record<string, string>>,
  ): AsyncGenerator<WatchEvent> {
    const request = watchRequest(resource, options, from);
    const { status, body } = await this.#exchange.stream(request);
    if (status !== 200) throw await this.#refusal(status, body, request);
    const idle = setTimeout(() => body.destroy(new Error('nothing was heard')), IDLE_MS);
    body.on('data', () => idle.refresh());
    try {
      const lines = createInterface({ input: body, crlfDelay: Number.POSITIVE_INFINITY });
      // One that breaks off while nobody reads must not end the process; who reads is told.
      for (const emitter of [lines, body]) emitter.on('error', () => undefined);
      // A stream may be closed without an end.
      body.once('close', () => lines.close());
      const { resourceVersion } = from;
      if (resourceVersion !== undefined)
        yield { type: 'BOOKMARK', object: { metadata: { resourceVersion } } };
      for await (const line of lines) {
        if (line.trim() !== '') yield this.#readEvent(line, resource, request);
      }
    } catch (error) {
      if (options.signal.aborted) return;
      if (error instanceof ClusterError) throw error;
      throw new ClusterError('the watch broke off', { reason: 'unreachable', cause: error });
    } finally {
      clearTimeout(idle);
      body.destroy();
    }
  }

  /** Whatever comes of its text: a server that is about to end may break it off. */
  async #refusal(status: number, body: Readable, request: ApiRequest): Promise<ClusterError> {
    const text = await readText(body).catch(() => '');
    return this.#exchange.failureOfStatus(status, text, request);
  }

  #readEvent(line: string, { apiVersion, kind }: ApiResource, request: ApiRequest): WatchEvent {
    const event = parseJson(line);
    const type = getString(event, ['type']);
    const object = getAt(event, ['object']);
    if (type === 'ERROR') {
      const code = getAt(object, ['code']);
      const status = typeof code === 'number' ? code : 500;
      throw this.#exchange.failureOfStatus(status, JSON.stringify(object), request);
    }
    if (!isObject(object)) throw notAnEvent();
    if (type === 'BOOKMARK') {
      const isEnd = getString(object, ['metadata', 'annotations', 'k8s.io/initial-events-end']) === 'true';
      return { type: isEnd ? 'SYNCED' : 'BOOKMARK', object };
    }
    if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') throw notAnEvent();
    // Metadata alone calls itself PartialObjectMetadata.
    return { type, object: { ...object, apiVersion, kind } };
  }
}

/** A server that cannot leave the rest out sends it. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';
const initialEvents = { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' };

function watchRequest(
  resource: ApiResource,
  options: WatchOptions,
  from: Readonly<Record<string, string>>,
): ApiRequest & { readonly signal: AbortSignal } {
  const asked = { watch: 'true', allowWatchBookmarks: 'true', timeoutSeconds: '900', ...from };
  return {
    method: 'GET',
    path: `${collectionPath(resource, options.namespace)}?${new URLSearchParams(asked)}`,
    ...(options.metadataOnly === true ? { accept: METADATA_ONLY } : {}),
    verb: 'watch',
    what: describeResource(resource),
    secret: false,
    repeatable: true,
    signal: options.signal,
  };
}

function notAnEvent(): ClusterError {
  return new ClusterError('the watch sent a line that is not an event', { reason: 'unreachable' });
}
