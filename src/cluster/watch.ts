import { createInterface } from 'node:readline';
import { ClusterError, isClusterError } from '../model/errors.ts';
import { getAt, getString } from '../model/field-path.ts';
import { isObject, type Json } from '../model/json.ts';
import { resourceVersionOf } from '../model/live-object.ts';
import type { ApiResource, WatchEvent } from '../ports/cluster.ts';
import type { ApiRequest, Exchange } from './exchange.ts';
import { collectionPath, describeResource } from './resource-path.ts';
import { readText } from './transport.ts';

export interface WatchOptions {
  readonly namespace?: string;
  readonly resourceVersion?: string;
  readonly signal: AbortSignal;
}

/** The server sends a bookmark about every minute; this long without a line means a connection that only looks alive. */
const idleMs = 150_000;

/**
 * Changes from `resourceVersion` on, over as many connections as it takes, until the signal aborts.
 * Throws `expired` when the server no longer knows that version (list again), and whatever no retry will cure.
 */
export async function* watchChanges(
  exchange: Exchange,
  resource: ApiResource,
  options: WatchOptions,
): AsyncGenerator<WatchEvent> {
  let version = options.resourceVersion;
  for (let failures = 0; !options.signal.aborted; ) {
    try {
      for await (const event of oneConnection(exchange, resource, {
        ...options,
        ...(version === undefined ? {} : { resourceVersion: version }),
      })) {
        failures = 0;
        version = resourceVersionOf(event.object);
        yield event;
      }
    } catch (error) {
      if (options.signal.aborted) return;
      // Credentials run out during a long watch: once is no reason to give up.
      const renewed = failures === 0 && isClusterError(error, 'unauthorized');
      if (!renewed && !isClusterError(error, 'unreachable', 'server', 'throttled')) throw error;
    }
    failures += 1;
    await exchange.backOff(failures, options.signal);
  }
}

async function* oneConnection(
  exchange: Exchange,
  resource: ApiResource,
  options: WatchOptions,
): AsyncGenerator<WatchEvent> {
  const request = watchRequest(resource, options);
  const response = await exchange.stream(request);
  const status = response.statusCode ?? 0;
  if (status !== 200) throw exchange.failureOfStatus(status, await readText(response), request);
  // Node's own socket timer: it is reset by every byte.
  response.setTimeout(idleMs, () => response.destroy());
  try {
    for await (const line of createInterface({ input: response, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.trim() !== '') yield readEvent(line, exchange, request);
    }
  } catch (error) {
    if (error instanceof ClusterError) throw error;
    throw new ClusterError('the watch broke off', { reason: 'unreachable', cause: error });
  } finally {
    response.destroy();
  }
}

function watchRequest(
  resource: ApiResource,
  options: WatchOptions,
): ApiRequest & { readonly signal: AbortSignal } {
  const query = new URLSearchParams({ watch: 'true', allowWatchBookmarks: 'true', timeoutSeconds: '300' });
  if (options.resourceVersion !== undefined) query.set('resourceVersion', options.resourceVersion);
  return {
    method: 'GET',
    path: `${collectionPath(resource, options.namespace)}?${query}`,
    verb: 'watch',
    what: describeResource(resource),
    secret: false,
    repeatable: true,
    signal: options.signal,
  };
}

function readEvent(line: string, exchange: Exchange, request: ApiRequest): WatchEvent {
  const event = parse(line);
  const type = getString(event, ['type']);
  const object = getAt(event, ['object']);
  if (type === 'ERROR') {
    const code = getAt(object, ['code']);
    throw exchange.failureOfStatus(typeof code === 'number' ? code : 500, JSON.stringify(object), request);
  }
  if (
    isObject(object) &&
    (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED' || type === 'BOOKMARK')
  )
    return { type, object };
  throw new ClusterError('the watch sent a line that is not an event', { reason: 'unreachable' });
}

function parse(line: string): Json {
  try {
    const value: Json = JSON.parse(line);
    return value;
  } catch {
    return null;
  }
}
