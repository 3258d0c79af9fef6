import { getString } from '../../src/model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import type { SeenRequest } from './recording-proxy.ts';

/** What RBAC was asked for by one request (kubernetes: apiserver/pkg/endpoints/request/requestinfo.go). */
export interface AskedRight {
  readonly verb: string;
  readonly group: string;
  /** With the subresource: `topologysyncs/status`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly status: number;
  readonly isDryRun: boolean;
}

/** Undefined for what is no resource: discovery, health. A server-side apply that creates asks for create too. */
export function askedRights(request: SeenRequest): readonly AskedRight[] {
  const url = new URL(request.path, 'http://x');
  const match =
    /^\/(?:api|apis\/([^/]+))\/v[^/]+\/(?:namespaces\/([^/]+)\/)?([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(
      url.pathname,
    );
  if (match === null || request.status === undefined) return [];
  const [, group = '', namespace = '', plural = '', name = '', subresource] = match;
  const right = {
    group,
    resource: subresource === undefined ? plural : `${plural}/${subresource}`,
    namespace,
    name,
    status: request.status,
    isDryRun: url.searchParams.has('dryRun'),
  };
  const verbs = verbsOf(request.method, name, url.searchParams.get('watch') === 'true', request);
  return verbs.map((verb) => ({ verb, ...right }));
}

function verbsOf(method: string, name: string, isWatch: boolean, { status }: SeenRequest): readonly string[] {
  switch (method) {
    case 'GET':
      return [isWatch ? 'watch' : name === '' ? 'list' : 'get'];
    case 'PATCH':
      return status === 201 ? ['patch', 'create'] : ['patch'];
    case 'POST':
      return ['create'];
    case 'DELETE':
      return ['delete'];
    default:
      return [method];
  }
}

/** One thing that a role lets somebody do. */
export interface GrantedRight {
  readonly role: string;
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  /** Of a Role; a ClusterRole counts anywhere. */
  readonly namespace?: string;
  readonly names?: readonly string[];
}

/** Every right of the roles among these objects, one by one. */
export function grantedRights(objects: readonly JsonObject[]): readonly GrantedRight[] {
  return objects
    .filter(({ kind }) => kind === 'ClusterRole' || kind === 'Role')
    .flatMap((role) => {
      const namespace = getString(role, ['metadata', 'namespace']);
      const place = namespace === undefined ? {} : { namespace };
      const name = `${String(role.kind)} ${getString(role, ['metadata', 'name'])}${namespace === undefined ? '' : ` in ${namespace}`}`;
      return (isArray(role.rules) ? role.rules : []).filter(isObject).flatMap((rule) =>
        texts(rule.apiGroups).flatMap((group) =>
          texts(rule.resources).flatMap((resource) =>
            texts(rule.verbs).map((verb) => ({
              role: name,
              verb,
              group,
              resource,
              ...place,
              ...(rule.resourceNames === undefined ? {} : { names: texts(rule.resourceNames) }),
            })),
          ),
        ),
      );
    });
}

export function isUsed(right: GrantedRight, asked: readonly AskedRight[]): boolean {
  return asked.some(
    (each) =>
      each.status !== 403 &&
      each.verb === right.verb &&
      each.group === right.group &&
      each.resource === right.resource &&
      (right.namespace === undefined || right.namespace === each.namespace) &&
      (right.names === undefined || each.name === '' || right.names.includes(each.name)),
  );
}

function texts(value: Json | undefined): readonly string[] {
  return isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
