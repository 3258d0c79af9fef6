import type { JsonObject } from '../../model/json.ts';
import type { SandboxApi } from '../api.ts';
import type { ApiAnswer, ApiRequest } from './api-request.ts';
import { apiGroup, coreVersions, groupList, resourceList, versionInfo } from './discovery.ts';
import { handleCollection } from './handle-collection.ts';
import { handleObject } from './handle-object.ts';
import { negotiate } from './negotiate.ts';
import { openapiDocument, openapiIndex } from './openapi.ts';
import { parseRoute, type Route } from './route.ts';

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
