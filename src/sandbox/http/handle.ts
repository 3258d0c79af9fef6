import { isObject, type JsonObject } from '../../model/json.ts';
import { admin } from '../access/caller.ts';
import { requirePermission } from '../access/permission.ts';
import { answerReview, type Review, reviews } from '../access/reviews.ts';
import type { SandboxApi } from '../api.ts';
import { ApiError } from '../store/api-error.ts';
import { actionOf, type ResourceRoute } from './action.ts';
import type { ApiAnswer, ApiRequest } from './api-request.ts';
import { readJson } from './body.ts';
import { apiGroup, coreVersions, groupList, resourceList, versionInfo } from './discovery.ts';
import { handleCollection } from './handle-collection.ts';
import { handleObject } from './handle-object.ts';
import { negotiate } from './negotiate.ts';
import { openapiDocument, openapiIndex } from './openapi.ts';
import { readProtobuf } from './protobuf.ts';
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

function handleResource(api: SandboxApi, request: ApiRequest, route: ResourceRoute): ApiAnswer {
  requirePermission(api, request.caller ?? admin, actionOf(request, route));
  const review = reviews.find(({ group, plural }) => group === route.group && plural === route.plural);
  if (review !== undefined && route.version === 'v1') return handleReview(api, request, review);
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

function handleReview(api: SandboxApi, request: ApiRequest, review: Review): ApiAnswer {
  if (request.method !== 'POST') {
    const why = 'the server does not allow this method on the requested resource';
    throw new ApiError(405, 'MethodNotAllowed', why, {});
  }
  const isProtobuf = request.contentType === 'application/vnd.kubernetes.protobuf';
  const body = isProtobuf ? readProtobuf(review.kind, request.body) : readJson(request.body.toString('utf8'));
  const answer = answerReview(api, request.caller ?? admin, review, isObject(body) ? body : {});
  return { type: 'json', code: 201, body: answer };
}
