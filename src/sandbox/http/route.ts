/** What a URL path of the Kubernetes API names. */
export type Route =
  | {
      readonly type: 'resource';
      readonly group: string;
      readonly version: string;
      readonly plural: string;
      readonly namespace?: string;
      readonly name?: string;
      readonly subresource?: string;
    }
  | { readonly type: 'groups' }
  | { readonly type: 'core' }
  | { readonly type: 'group'; readonly group: string }
  | { readonly type: 'resources'; readonly group: string; readonly version: string }
  | { readonly type: 'version' }
  | { readonly type: 'health' }
  | { readonly type: 'openapi'; readonly groupVersion?: string }
  | { readonly type: 'unknown' };

export function parseRoute(path: string): Route {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const [root, ...rest] = parts;
  switch (root) {
    case 'version':
      return { type: 'version' };
    case 'healthz':
    case 'readyz':
    case 'livez':
      return { type: 'health' };
    case 'openapi':
      if (rest[0] !== 'v3') return { type: 'unknown' };
      return rest.length === 1
        ? { type: 'openapi' }
        : { type: 'openapi', groupVersion: rest.slice(1).join('/') };
    case 'api':
      return rest.length === 0 ? { type: 'core' } : versionRoute('', rest);
    case 'apis': {
      const [group, ...below] = rest;
      if (group === undefined) return { type: 'groups' };
      return below.length === 0 ? { type: 'group', group } : versionRoute(group, below);
    }
    default:
      return { type: 'unknown' };
  }
}

function versionRoute(group: string, parts: readonly string[]): Route {
  const [version = '', ...rest] = parts;
  if (rest.length === 0) return { type: 'resources', group, version };
  const isNamespaced =
    rest[0] === 'namespaces' && rest.length > 2 && rest[2] !== 'status' && rest[2] !== 'finalize';
  const [namespace, named] = isNamespaced ? [rest[1], rest.slice(2)] : [undefined, rest];
  const [plural = '', name, subresource, ...more] = named;
  if (more.length > 0) return { type: 'unknown' };
  return {
    type: 'resource',
    group,
    version,
    plural,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}
