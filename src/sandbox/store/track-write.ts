import type { JsonObject } from '../../model/json.ts';
import { type FieldWriter, trackUpdate } from '../fields/field-manager.ts';
import { apiVersionOf, type Resource } from '../resources/resource.ts';
import { defaultBuiltIn, withoutEmpty } from './built-in-rules.ts';
import { metadataOf } from './write.ts';

/** An object that was sent or patched, completed and with the claims of this write; what is empty is claimed by nobody. */
export function trackWrite(
  writer: FieldWriter,
  resource: Resource,
  before: JsonObject | undefined,
  after: JsonObject,
): JsonObject {
  const complete = defaultBuiltIn(resource, after);
  // Of a kind that it does not serve the server tracks nothing.
  if (complete.kind !== resource.kind || complete.apiVersion !== apiVersionOf(resource))
    return unclaimed(complete);
  const { metadata } = trackUpdate(writer, before, withoutEmpty(resource, complete));
  return metadata === undefined ? complete : { ...complete, metadata };
}

function unclaimed(object: JsonObject): JsonObject {
  const { managedFields: _, ...metadata } = metadataOf(object);
  return { ...object, metadata };
}
