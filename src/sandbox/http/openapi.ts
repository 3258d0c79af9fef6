import { isObject, type JsonObject } from '../../model/json.ts';
import { apiVersionOf, type Resource } from '../resources/resource.ts';

/** Where each group version's document is; kubectl reads them before it applies, diffs, and explains. */
export function openapiIndex(resources: readonly Resource[]): JsonObject {
  const paths = [...new Set(resources.map(pathOf))];
  return {
    paths: Object.fromEntries(
      paths.map((path) => [path, { serverRelativeURL: `/openapi/v3/${path}?hash=sandbox` }]),
    ),
  };
}

/** OpenAPI v3 of one group version: schemas, and the query parameters of PATCH. */
export function openapiDocument(resources: readonly Resource[], path: string): JsonObject | undefined {
  const served = resources.filter((each) => pathOf(each) === path);
  if (served.length === 0) return undefined;
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'unversioned' },
    paths: Object.fromEntries(served.map((each) => [`/${path}/${itemPath(each)}`, operations(each)])),
    components: { schemas: Object.fromEntries(served.map((each) => [schemaName(each), schemaOf(each)])) },
  };
}

function pathOf(resource: Resource): string {
  return resource.group === '' ? `api/${resource.version}` : `apis/${resource.group}/${resource.version}`;
}

function itemPath(resource: Resource): string {
  return resource.namespaced
    ? `namespaces/{namespace}/${resource.plural}/{name}`
    : `${resource.plural}/{name}`;
}

function operations(resource: Resource): JsonObject {
  const group = { group: resource.group, kind: resource.kind, version: resource.version };
  const query = (name: string): JsonObject => ({
    name,
    in: 'query',
    schema: { type: 'string', uniqueItems: true },
  });
  return {
    patch: {
      operationId: `patch${resource.kind}`,
      parameters: ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map(query),
      responses: { 200: { description: 'OK' } },
      'x-kubernetes-action': 'patch',
      'x-kubernetes-group-version-kind': group,
    },
  };
}

function schemaName(resource: Resource): string {
  const group = resource.group === '' ? 'core' : resource.group;
  return `${group.split('.').reverse().join('.')}.${resource.version}.${resource.kind}`;
}

function schemaOf(resource: Resource): JsonObject {
  const { group, kind, version } = resource;
  const schema: unknown = resource.schema;
  return {
    description: `${kind} of ${apiVersionOf(resource)}`,
    ...(isObject(schema) ? schema : {}),
    'x-kubernetes-group-version-kind': [{ group, kind, version }],
  };
}
