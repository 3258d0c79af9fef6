import type { Json, JsonObject } from '../../model/json.ts';
import { isObject } from '../../model/json.ts';
import type { SandboxApi, Verb } from '../api.ts';
import { apiVersionOf, type Resource, resourceName } from '../resources/resource.ts';
import { ApiError, badRequest, invalidOptions, notFound } from '../store/api-error.ts';
import { applyObject } from '../store/apply-object.ts';
import { createObject } from '../store/create-object.ts';
import { deleteObject } from '../store/delete-object.ts';
import { type PatchKind, patchObject } from '../store/patch-object.ts';
import { fieldSelector, labelSelector, type Selector } from '../store/selectors.ts';
import { replaceObject } from '../store/update-object.ts';
import { type Outcome, readObject, type Target } from '../store/write.ts';
import { readBody, readYaml } from './body.ts';
import { apiGroup, coreVersions, groupList, resourceList, versionInfo } from './discovery.ts';
import { listObject, listPage } from './list.ts';
import { openapiDocument, openapiIndex } from './openapi.ts';
import { writeOptions } from './options.ts';
import { parseRoute, type Route } from './route.ts';
import { tableOf } from './table.ts';
import type { WatchRequest } from './watch.ts';

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string;
  readonly contentType: string;
  readonly userAgent: string;
  readonly body: string;
}

export type ApiAnswer =
  | {
      readonly type: 'json';
      readonly code: number;
      readonly body: JsonObject;
      readonly warnings?: readonly string[];
    }
  | { readonly type: 'text'; readonly code: number; readonly body: string }
  | {
      readonly type: 'watch';
      readonly watch: WatchRequest;
      readonly asTable: boolean;
      readonly timeoutSeconds: number;
    };

/** Answers one request. Throws `ApiError` for what becomes a failure `Status`. */
export function handleRequest(api: SandboxApi, request: ApiRequest): ApiAnswer {
  const route = parseRoute(request.path);
  if (route.type === 'resource') return handleResource(api, request, route);
  const body = describeApi(api, route);
  if (body === undefined) return { type: 'text', code: 404, body: '404 page not found\n' };
  return typeof body === 'string' ? { type: 'text', code: 200, body } : { type: 'json', code: 200, body };
}

function describeApi(api: SandboxApi, route: Route): JsonObject | string | undefined {
  const resources = api.resources();
  switch (route.type) {
    case 'version':
      return versionInfo();
    case 'health':
      return 'ok';
    case 'core':
      return coreVersions();
    case 'groups':
      return groupList(resources);
    case 'group':
      return apiGroup(resources, route.group);
    case 'resources':
      return resourceList(resources, route.group, route.version);
    case 'openapi':
      return route.groupVersion === undefined
        ? openapiIndex(resources)
        : openapiDocument(resources, route.groupVersion);
    default:
      return undefined;
  }
}

type ResourceRoute = Extract<Route, { type: 'resource' }>;

function handleResource(api: SandboxApi, request: ApiRequest, route: ResourceRoute): ApiAnswer {
  const resource = api
    .resources()
    .find(
      (each) => each.group === route.group && each.version === route.version && each.plural === route.plural,
    );
  const isKnown =
    resource !== undefined &&
    (route.subresource === undefined || (route.subresource === 'status' && resource.hasStatus)) &&
    (route.namespace === undefined || resource.namespaced);
  if (!isKnown) return { type: 'text', code: 404, body: '404 page not found\n' };
  const asTable = negotiate(request.accept);
  if (route.name === undefined) return handleCollection(api, request, resource, route.namespace, asTable);
  const target = { resource, namespace: route.namespace, name: route.name };
  return handleObject(api, request, target, route.subresource === 'status', asTable);
}

function handleCollection(
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
      const body = objectBody(resource, request);
      const outcome = createObject(api, resource, namespace, body, options);
      return written(api, request, resource, outcome, 'create', options, asTable);
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
    const resourceVersion = query.get('resourceVersion');
    const watch = {
      ...scope,
      ...(resourceVersion === null ? {} : { resourceVersion }),
      bookmarks: isTrue(query.get('allowWatchBookmarks')),
      initialEvents: isTrue(query.get('sendInitialEvents')),
    };
    return { type: 'watch', watch, asTable, timeoutSeconds: Number(query.get('timeoutSeconds') ?? 0) };
  }
  const continueFrom = query.get('continue') ?? '';
  const page = listPage(api.store, {
    ...scope,
    isSelective: labels !== '' || fields !== '',
    limit: Number(query.get('limit') ?? 0),
    ...(continueFrom === '' ? {} : { continueFrom }),
  });
  const body = asTable
    ? tableOf(resource, page.objects, api.now(), { ...includeOf(query), metadata: page.metadata })
    : listObject(resource, page);
  return { type: 'json', code: 200, body };
}

function handleObject(
  api: SandboxApi,
  request: ApiRequest,
  target: Target,
  isStatus: boolean,
  asTable: boolean,
): ApiAnswer {
  const { resource, namespace, name } = target;
  if (resource.namespaced && namespace === undefined)
    return { type: 'text', code: 404, body: '404 page not found\n' };
  const subresource = isStatus ? ({ subresource: 'status' } as const) : {};
  switch (request.method) {
    case 'GET': {
      const found = readObject(api, target);
      if (found === undefined) throw notFound(resource, name);
      return { type: 'json', code: 200, body: shown(api, request, resource, found, asTable) };
    }
    case 'PUT': {
      const options = { ...writeOptions('UpdateOptions', request.query, request.userAgent), ...subresource };
      const outcome = replaceObject(api, target, objectBody(resource, request), options);
      return written(api, request, resource, outcome, 'update', options, asTable);
    }
    case 'PATCH':
      return handlePatch(api, request, target, subresource, asTable);
    case 'DELETE':
      if (isStatus) throw notAllowed(resource, request.method);
      return handleDelete(api, request, target, asTable);
    default:
      throw notAllowed(resource, request.method);
  }
}

const patchTypes = new Map<string, PatchKind | 'apply'>([
  ['application/json-patch+json', 'json'],
  ['application/merge-patch+json', 'merge'],
  ['application/strategic-merge-patch+json', 'strategic'],
  ['application/apply-patch+yaml', 'apply'],
]);

function handlePatch(
  api: SandboxApi,
  request: ApiRequest,
  target: Target,
  subresource: { readonly subresource?: 'status' },
  asTable: boolean,
): ApiAnswer {
  const { resource } = target;
  const kind = patchTypes.get(request.contentType);
  if (kind === undefined || (kind === 'strategic' && !resource.builtIn)) {
    throw unsupportedMedia(
      [...patchTypes.keys()].filter((type) => resource.builtIn || !type.includes('strategic')),
    );
  }
  const isApply = kind === 'apply';
  const options = {
    ...writeOptions('PatchOptions', request.query, request.userAgent, isApply),
    ...subresource,
  };
  const outcome = isApply
    ? applyObject(api, target, readYaml(request.body, options.validation === 'Strict'), options)
    : patchObject(api, target, kind, patchBody(request.body), options);
  return written(api, request, resource, outcome, isApply ? 'apply' : 'patch', options, asTable);
}

function handleDelete(api: SandboxApi, request: ApiRequest, target: Target, asTable: boolean): ApiAnswer {
  const { resource, name } = target;
  const options = deleteOptions(request);
  const { gone, object } = deleteObject(api, target, options);
  record(api, request, resource, object, 'delete', options.dryRun);
  if (!gone) return { type: 'json', code: 200, body: shown(api, request, resource, object, asTable) };
  const uid = isObject(object.metadata) ? (object.metadata.uid ?? '') : '';
  const details = {
    name,
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind: resource.plural,
    uid,
  };
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
  return { type: 'json', code: 200, body };
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
    record(api, request, resource, object, 'delete', options.dryRun);
  }
  return { type: 'json', code: 200, body: listObject(resource, page) };
}

function deleteOptions({ body, query }: ApiRequest) {
  const stated = body.trim() === '' ? {} : readBody(body);
  const preconditions = isObject(stated.preconditions) ? stated.preconditions : {};
  const dryRun =
    Array.isArray(stated.dryRun) && stated.dryRun.length > 0 ? stated.dryRun : query.getAll('dryRun');
  if (dryRun.some((value) => value !== 'All')) {
    const message = `Unsupported value: ${JSON.stringify(dryRun)}: supported values: "All"`;
    throw invalidOptions('DeleteOptions', [{ reason: 'FieldValueNotSupported', message, field: 'dryRun' }]);
  }
  const { uid, resourceVersion } = preconditions;
  return {
    dryRun: dryRun.length > 0,
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
  };
}

function written(
  api: SandboxApi,
  request: ApiRequest,
  resource: Resource,
  outcome: Outcome,
  verb: Verb,
  options: { readonly manager: string; readonly dryRun: boolean },
  asTable: boolean,
): ApiAnswer {
  record(api, request, resource, outcome.object, verb, options.dryRun, options.manager);
  const body = shown(api, request, resource, outcome.object, asTable);
  return { type: 'json', code: outcome.created ? 201 : 200, body, warnings: outcome.warnings };
}

function record(
  api: SandboxApi,
  request: ApiRequest,
  resource: Resource,
  object: JsonObject,
  verb: Verb,
  dryRun: boolean,
  manager = request.userAgent.split('/')[0] ?? '',
): void {
  const { name = '', namespace } = isObject(object.metadata) ? object.metadata : {};
  const route = parseRoute(request.path);
  api.recordWrite({
    verb,
    manager,
    dryRun,
    key: {
      apiVersion: apiVersionOf(resource),
      kind: resource.kind,
      ...(typeof namespace === 'string' ? { namespace } : {}),
      name: String(name),
    },
    ...(route.type === 'resource' && route.subresource !== undefined
      ? { subresource: route.subresource }
      : {}),
    ...(verb === 'delete' ? {} : { body: request.body }),
  });
}

function shown(
  api: SandboxApi,
  request: ApiRequest,
  resource: Resource,
  object: JsonObject,
  asTable: boolean,
): JsonObject {
  if (!asTable) return object;
  const resourceVersion = isObject(object.metadata) ? (object.metadata.resourceVersion ?? '') : '';
  return tableOf(resource, [object], api.now(), {
    ...includeOf(request.query),
    metadata: { resourceVersion },
  });
}

function includeOf(query: URLSearchParams): { readonly include?: string } {
  const include = query.get('includeObject');
  return include === null ? {} : { include };
}

/** True where a table was asked for. Throws 406 where nothing that was asked for is served. */
function negotiate(accept: string): boolean {
  if (accept.trim() === '') return false;
  for (const part of accept.split(',').map((each) => each.trim().replaceAll(' ', ''))) {
    const [type = '', ...parameters] = part.split(';');
    if (!['application/json', 'application/*', '*/*'].includes(type)) continue;
    const as = parameters.find((each) => each.startsWith('as='));
    if (as === undefined) return false;
    if (as === 'as=Table' && parameters.includes('v=v1')) return true;
  }
  throw new ApiError(406, 'NotAcceptable', 'only the following media types are accepted: application/json');
}

function objectBody(resource: Resource, request: ApiRequest): JsonObject {
  if (request.contentType.includes('yaml')) return readYaml(request.body, false);
  if (request.contentType !== '' && request.contentType !== 'application/json') {
    throw unsupportedMedia(['application/json', 'application/yaml']);
  }
  try {
    return readBody(request.body);
  } catch {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${resource.kind}): couldn't get version/kind; json parse error`,
    );
  }
}

function patchBody(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('error decoding patch: the patch is no JSON');
  }
}

function both(a: Selector, b: Selector): Selector {
  return (object) => a(object) && b(object);
}

function isTrue(value: string | null): boolean {
  return value === 'true' || value === '1';
}

function notAllowed(resource: Resource, method: string): ApiError {
  const verb = method === 'POST' ? 'create' : method.toLowerCase();
  const message = `${verb} is not supported on resources of kind ${JSON.stringify(resourceName(resource))}`;
  return new ApiError(405, 'MethodNotAllowed', message, { group: resource.group, kind: resource.plural });
}

function unsupportedMedia(types: readonly string[]): ApiError {
  return new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${types.join(', ')}`,
  );
}
