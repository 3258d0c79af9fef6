import type { Action } from '../access/authorize.ts';
import type { ApiRequest } from './api-request.ts';
import type { Route } from './route.ts';

export type ResourceRoute = Extract<Route, { type: 'resource' }>;

/** A name in a field selector counts: whoever may read one object may watch it. */
export function actionOf(
  { method, query }: Pick<ApiRequest, 'method' | 'query'>,
  route: ResourceRoute,
): Action {
  const { group, plural, namespace, subresource } = route;
  const selected = /^metadata\.name==?([^,]+)$/.exec(query.get('fieldSelector') ?? '')?.[1];
  const name = route.name ?? (method === 'GET' || method === 'DELETE' ? selected : undefined);
  const isNamespace = group === '' && plural === 'namespaces';
  const within = namespace ?? (isNamespace ? route.name : undefined);
  return {
    verb: verbOf(method, query, route.name === undefined),
    group,
    resource: plural,
    ...(subresource === undefined ? {} : { subresource }),
    ...(within === undefined ? {} : { namespace: within }),
    ...(name === undefined ? {} : { name }),
  };
}

function verbOf(method: string, query: URLSearchParams, isCollection: boolean): string {
  switch (method) {
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'DELETE':
      return isCollection ? 'deletecollection' : 'delete';
    case 'GET':
      return ['true', '1'].includes(query.get('watch') ?? '') ? 'watch' : isCollection ? 'list' : 'get';
    default:
      return method.toLowerCase();
  }
}
