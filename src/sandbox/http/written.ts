import { isObject, type JsonObject } from '../../model/json.ts';
import type { SandboxApi, Verb } from '../api.ts';
import { apiVersionOf, type Resource } from '../resources/resource.ts';
import type { Outcome } from '../store/write.ts';
import type { ApiAnswer, ApiRequest } from './api-request.ts';
import { parseRoute } from './route.ts';
import { tableOf } from './table.ts';

/** Notes a write in the audit log, and answers with what it made. */
export function writtenAnswer(
  api: SandboxApi,
  request: ApiRequest,
  resource: Resource,
  outcome: Outcome,
  verb: Verb,
  options: { readonly manager: string; readonly dryRun: boolean },
  asTable: boolean,
): ApiAnswer {
  recordWrite(api, request, resource, outcome.object, verb, options.dryRun, options.manager);
  const body = shown(api, request, resource, outcome.object, asTable);
  return { type: 'json', code: outcome.created ? 201 : 200, body, warnings: outcome.warnings };
}

export function recordWrite(
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
    ...(verb === 'delete' ? {} : { body: request.body.toString('utf8') }),
  });
}

/** The object, or a table of it. */
export function shown(
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

export function includeOf(query: URLSearchParams): { readonly include?: string } {
  const include = query.get('includeObject');
  return include === null ? {} : { include };
}
