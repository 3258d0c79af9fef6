import type { JsonObject } from '../../model/json.ts';
import { withCrds } from '../../schema/compile.ts';
import type { SchemaSet } from '../../schema/schema-set.ts';
import { shippedSchemas } from '../../schema/shipped.ts';
import type { StructuralSchema } from '../../schema/structural.ts';
import type { Cause } from '../store/api-error.ts';
import { checkAgainstSchema } from './check-schema.ts';
import type { Resource } from './resource.ts';

/** What the schema says against a status that is written. */
export type StatusCheck = (resource: Resource, object: JsonObject, before: JsonObject) => readonly Cause[];

/**
 * The shipped validators pass over status, as ramen-sync never writes one. Controllers do, and a model of one must not
 * write what a real server would refuse: validators for status are compiled when a kind's first status is written.
 */
export const checkStatus: StatusCheck = (resource, object, before) => {
  const own = compiled.get(resource.schema) ?? compile(resource);
  compiled.set(resource.schema, own);
  const statusOf = ({ apiVersion = '', kind = '', status = {} }: JsonObject): JsonObject => ({
    apiVersion,
    kind,
    status,
  });
  const causes = checkAgainstSchema(own, resource, statusOf(object), statusOf(before), []);
  return causes.filter(({ field }) => field === '<nil>' || /^status(?![^.[])/.test(field)).map(withShortPath);
};

/** One schema is compiled once in a process, however many clusters it serves. */
const compiled = new WeakMap<StructuralSchema, SchemaSet>();

/** The server names the field from the object's root, and within the words from the status. */
function withShortPath(cause: Cause): Cause {
  return { ...cause, message: cause.message.replace(/: status\.?(\S* in body )/, ': $1') };
}

function compile(resource: Resource): SchemaSet {
  const { group, version, kind, plural, singular, shortNames } = resource;
  const schema: StructuralSchema = {
    type: 'object',
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      status: resource.schema.properties?.status ?? { 'x-kubernetes-preserve-unknown-fields': true },
    },
  };
  const served = {
    name: version,
    served: true,
    storage: true,
    deprecated: false,
    hasStatus: false,
    printerColumns: [],
    schema,
  };
  const crd = {
    group,
    kind,
    listKind: `${kind}List`,
    plural,
    singular,
    shortNames,
    scope: resource.namespaced ? ('Namespaced' as const) : ('Cluster' as const),
    versions: [served],
  };
  return withCrds(shippedSchemas, [crd]);
}
