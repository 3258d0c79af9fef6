import { isObject } from '../../model/json.ts';
import type { SandboxApi } from '../api.ts';
import type { Resource } from '../resources/resource.ts';
import { type ApiError, badRequest, invalidOptions, tooLarge } from '../store/api-error.ts';
import { createObject } from '../store/create-object.ts';
import { deleteObject } from '../store/delete-object.ts';
import { fieldSelector, labelSelector, type Selector } from '../store/selectors.ts';
import type { ApiAnswer, ApiRequest } from './api-request.ts';
import { readObjectBody } from './body.ts';
import { listObject, listPage } from './list.ts';
import { notAllowed } from './negotiate.ts';
import { deleteOptions, writeOptions } from './options.ts';
import { tableOf } from './table.ts';
import { includeOf, recordWrite, writtenAnswer } from './written.ts';

/** All objects of a kind, or of a kind in a namespace: GET (list, watch), POST, DELETE. */
export function handleCollection(
  api: SandboxApi,
  request: ApiRequest,
  resource: Resource,
  namespace: string | undefined,
  asTable: boolean,
): ApiAnswer {
  switch (request.method) {
    case 'GET':
      return readCollection(api, request, resource, namespace, asTable);
    case 'POST': {
      if (resource.namespaced && namespace === undefined) throw notAllowed(resource, request.method);
      const options = writeOptions('CreateOptions', request.query, request.userAgent);
      const body = readObjectBody(resource, request);
      const outcome = createObject(api, resource, namespace, body, options);
      return writtenAnswer(api, request, resource, outcome, 'create', options, asTable);
    }
    case 'DELETE':
      return deleteCollection(api, request, resource, namespace);
    case 'PUT':
    case 'PATCH':
      throw badRequest('name must be provided');
    default:
      throw notAllowed(resource, request.method);
  }
}

function readCollection(
  api: SandboxApi,
  { query }: ApiRequest,
  resource: Resource,
  namespace: string | undefined,
  asTable: boolean,
): ApiAnswer {
  const labels = query.get('labelSelector') ?? '';
  const fields = query.get('fieldSelector') ?? '';
  const selector = both(labelSelector(labels), fieldSelector(fields));
  const scope = { resource, selector, ...(namespace === undefined ? {} : { namespace }) };
  if (isTrue(query.get('watch'))) {
    if (isTrue(query.get('sendInitialEvents')) && query.get('resourceVersionMatch') !== 'NotOlderThan') {
      throw forbiddenMatch('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
    }
    const resourceVersion = query.get('resourceVersion');
    const bookmarks = isTrue(query.get('allowWatchBookmarks'));
    // Who begins with what is there, and takes bookmarks, is told where that ends unless he says no.
    // Kubernetes: apimachinery, internalversion/defaults.go.
    const isFresh = ['', '0'].includes(resourceVersion ?? '');
    const initialEvents = query.get('sendInitialEvents') ?? String(isFresh && bookmarks);
    const watch = {
      ...scope,
      ...(resourceVersion === null ? {} : { resourceVersion }),
      bookmarks,
      initialEvents: isTrue(initialEvents),
    };
    return { type: 'watch', watch, asTable, timeoutSeconds: Number(query.get('timeoutSeconds') ?? 0) };
  }
  const continueFrom = query.get('continue') ?? '';
  checkListVersion(api, query, continueFrom);
  const page = listPage(api.store, {
    ...scope,
    isSelective: labels !== '' || fields !== '',
    limit: Number(query.get('limit') ?? 0),
    ...(continueFrom === '' ? {} : { continueFrom }),
    ...(query.get('resourceVersionMatch') === 'Exact'
      ? { exactly: Number(query.get('resourceVersion')) }
      : {}),
  });
  const body = asTable
    ? tableOf(resource, page.objects, api.now(), { ...includeOf(query), metadata: page.metadata })
    : listObject(resource, page);
  return { type: 'json', code: 200, body };
}

/** Kubernetes: apimachinery, internalversion/validation; apiserver, storage. */
function checkListVersion({ store }: SandboxApi, query: URLSearchParams, continueFrom: string): void {
  const version = query.get('resourceVersion') ?? '';
  if (query.get('resourceVersionMatch') !== null && version === '') {
    throw forbiddenMatch('resourceVersionMatch is forbidden unless resourceVersion is provided');
  }
  if (continueFrom !== '' && version !== '' && version !== '0')
    throw badRequest('specifying resource version is not allowed when using continue');
  if (Number(version) > store.revision()) throw tooLarge(version, store.revision());
}

function forbiddenMatch(why: string): ApiError {
  const cause = {
    reason: 'FieldValueForbidden',
    message: `Forbidden: ${why}`,
    field: 'resourceVersionMatch',
  };
  return invalidOptions('ListOptions', [cause]);
}

function deleteCollection(
  api: SandboxApi,
  request: ApiRequest,
  resource: Resource,
  namespace: string | undefined,
): ApiAnswer {
  const labels = labelSelector(request.query.get('labelSelector') ?? '');
  const fields = fieldSelector(request.query.get('fieldSelector') ?? '');
  const options = deleteOptions(request);
  const scope = { resource, selector: both(labels, fields), isSelective: true, limit: 0 };
  const page = listPage(api.store, { ...scope, ...(namespace === undefined ? {} : { namespace }) });
  for (const object of page.objects) {
    const { name = '', namespace: own } = isObject(object.metadata) ? object.metadata : {};
    const target = { resource, name: String(name), namespace: typeof own === 'string' ? own : undefined };
    deleteObject(api, target, options);
    recordWrite(api, request, resource, object, 'delete', options.dryRun);
  }
  return { type: 'json', code: 200, body: listObject(resource, page) };
}

function both(a: Selector, b: Selector): Selector {
  return (object) => a(object) && b(object);
}

function isTrue(value: string | null): boolean {
  return value === 'true' || value === '1';
}
