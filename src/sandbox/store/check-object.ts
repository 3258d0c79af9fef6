import type { JsonObject } from '../../model/json.ts';
import { apiGroup } from '../../model/object-ref.ts';
import { checkAgainstSchema } from '../resources/check-schema.ts';
import { apiVersionOf, type Resource } from '../resources/resource.ts';
import { invalid } from './api-error.ts';
import { checkBuiltIn } from './built-in-rules.ts';
import { checkMetadata, checkMetadataUpdate } from './check-metadata.ts';
import { nameOf, type Room } from './write.ts';

/** Throws the 422 that the server answers; `before` makes it an update, with its transition rules. */
export function checkObject(room: Room, resource: Resource, object: JsonObject, before?: JsonObject): void {
  checkType(room, resource, object);
  const known = [
    ...(before === undefined
      ? checkMetadata(resource, object)
      : checkMetadataUpdate(resource, object, before)),
    ...checkBuiltIn(resource, object, before),
  ];
  const causes = resource.builtIn
    ? known
    : checkAgainstSchema(room.schemas(), resource, object, before, known);
  if (causes.length > 0) throw invalid(resource, nameOf(object), causes);
}

/** A custom resource of another kind or version, as a patch may have made it. */
function checkType(room: Room, resource: Resource, object: JsonObject): void {
  const [apiVersion, kind] = [String(object.apiVersion), String(object.kind)];
  const wrong = [
    ...(kind === resource.kind ? [] : [{ field: 'kind', value: kind, must: resource.kind }]),
    ...(apiVersion === apiVersionOf(resource)
      ? []
      : [{ field: 'apiVersion', value: apiVersion, must: apiVersionOf(resource) }]),
  ];
  if (wrong.length === 0) return;
  const causes = wrong.map(({ field, value, must }) => ({
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${JSON.stringify(value)}: must be ${must}`,
    field,
  }));
  const typed = { ...object, apiVersion: apiVersionOf(resource), kind: resource.kind };
  const twice = checkAgainstSchema(room.schemas(), resource, typed, undefined, []).filter(
    ({ reason, message }) => reason === 'FieldValueDuplicate' || message.includes('list-type map'),
  );
  throw invalid({ ...resource, group: apiGroup(apiVersion), kind }, nameOf(object), [...causes, ...twice]);
}

/** The same for a write of status alone. */
export function checkStatus(room: Room, resource: Resource, object: JsonObject, before: JsonObject): void {
  if (resource.builtIn || object.status === undefined) return;
  const causes = room.checkStatus(resource, object, before);
  if (causes.length > 0) throw invalid(resource, nameOf(object), causes);
}
