import { getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { apiVersionOf, type Resource } from '../resources/resource.ts';
import { badRequest } from '../store/api-error.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { Selector } from '../store/selectors.ts';
import { asVersion } from '../store/write.ts';

export interface ListRequest {
  readonly resource: Resource;
  readonly namespace?: string;
  readonly selector: Selector;
  readonly isSelective: boolean;
  readonly limit: number;
  readonly continueFrom?: string;
}

export interface Page {
  readonly metadata: JsonObject;
  readonly objects: readonly JsonObject[];
}

/** One page, in the order of the keys; `continue` names the last key that was given. */
export function listPage(store: ObjectStore, request: ListRequest): Page {
  const { resource, selector, limit } = request;
  const start = request.continueFrom === undefined ? undefined : decodeToken(request.continueFrom);
  const matching = store
    .list(resource, request.namespace)
    .filter((object) => selector(object) && (start === undefined || keyOf(object) > start));
  const objects = (limit > 0 ? matching.slice(0, limit) : matching).map((object) =>
    asVersion(resource, object),
  );
  const rest = matching.length - objects.length;
  const last = objects.at(-1);
  const more =
    rest === 0 || last === undefined
      ? {}
      : { continue: encodeToken(keyOf(last)), ...(request.isSelective ? {} : { remainingItemCount: rest }) };
  return { metadata: { resourceVersion: String(store.revision()), ...more }, objects };
}

export function listObject(resource: Resource, page: Page): JsonObject {
  return {
    apiVersion: apiVersionOf(resource),
    kind: `${resource.kind}List`,
    metadata: page.metadata,
    items: [...page.objects],
  };
}

function keyOf(object: JsonObject): string {
  return `${getString(object, ['metadata', 'namespace']) ?? ''}/${getString(object, ['metadata', 'name']) ?? ''}`;
}

function encodeToken(key: string): string {
  return Buffer.from(JSON.stringify({ v: 'sandbox', start: key }), 'utf8').toString('base64url');
}

function decodeToken(token: string): string {
  try {
    const start: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')).start;
    if (typeof start === 'string') return start;
  } catch {
    // Falls through to the answer for a token that is not ours.
  }
  throw badRequest('invalid continue token: continue key is not valid');
}
