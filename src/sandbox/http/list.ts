import { getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { apiVersionOf, type Resource } from '../resources/resource.ts';
import { ApiError, badRequest } from '../store/api-error.ts';
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
  /** The version whose objects are wanted, and no other. */
  readonly exactly?: number;
}

export interface Page {
  readonly metadata: JsonObject;
  readonly objects: readonly JsonObject[];
}

/** One page, in the order of the keys. All pages of a list show the objects as they were for the first. */
export function listPage(store: ObjectStore, request: ListRequest): Page {
  const { resource, selector, limit, namespace } = request;
  const token = request.continueFrom === undefined ? undefined : decodeToken(request.continueFrom);
  const revision = token === undefined || token.rv < 0 ? (request.exactly ?? store.revision()) : token.rv;
  const matching = objectsAt(store, request, revision, token)
    .filter((object) => namespace === undefined || namespaceOf(object) === namespace)
    .filter((object) => selector(object) && (token === undefined || keyOf(object) > token.start));
  const objects = (limit > 0 ? matching.slice(0, limit) : matching).map((object) =>
    asVersion(resource, object),
  );
  const rest = matching.length - objects.length;
  const last = objects.at(-1);
  const more =
    rest === 0 || last === undefined
      ? {}
      : {
          continue: encodeToken(revision, keyOf(last)),
          ...(request.isSelective ? {} : { remainingItemCount: rest }),
        };
  return { metadata: { resourceVersion: String(revision), ...more }, objects };
}

function objectsAt(
  store: ObjectStore,
  { resource }: ListRequest,
  revision: number,
  token: Token | undefined,
): readonly JsonObject[] {
  const objects = store.listAt(resource, revision);
  if (objects !== undefined) return objects;
  if (token === undefined)
    throw new ApiError(410, 'Expired', 'The resourceVersion for the provided list is too old.');
  throw expired(token.start);
}

export function listObject(resource: Resource, page: Page): JsonObject {
  return {
    apiVersion: apiVersionOf(resource),
    kind: `${resource.kind}List`,
    metadata: page.metadata,
    items: [...page.objects],
  };
}

/** The token that comes with it goes on without looking back. Kubernetes: apiserver, registry/generic/registry. */
function expired(start: string): ApiError {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
  const error = new ApiError(410, 'Expired', message);
  error.status = { ...error.status, metadata: { continue: encodeToken(-1, start) } };
  return error;
}

function namespaceOf(object: JsonObject): string {
  return getString(object, ['metadata', 'namespace']) ?? '';
}

function keyOf(object: JsonObject): string {
  return `${namespaceOf(object)}/${getString(object, ['metadata', 'name']) ?? ''}`;
}

interface Token {
  readonly rv: number;
  /** The last key that was given. */
  readonly start: string;
}

const VERSION = 'meta.k8s.io/v1';

function encodeToken(rv: number, start: string): string {
  return Buffer.from(JSON.stringify({ v: VERSION, rv, start }), 'utf8').toString('base64url');
}

function decodeToken(token: string): Token {
  const { v = '', rv, start } = readToken(token);
  if (v !== VERSION) throw notValid(`server does not recognize this encoded version ${v}`);
  if (typeof rv !== 'number' || typeof start !== 'string')
    throw notValid('incorrect encoded start resourceVersion');
  return { rv, start };
}

function readToken(token: string): { readonly v?: string; readonly rv?: unknown; readonly start?: unknown } {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    throw notValid('it is no JSON');
  }
}

function notValid(why: string): ApiError {
  return badRequest(`invalid continue token: continue key is not valid: ${why}`);
}
