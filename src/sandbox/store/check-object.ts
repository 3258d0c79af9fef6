import { getAt } from '../../model/field-path.ts';
import { isArray, isObject, type JsonObject, jsonEquals } from '../../model/json.ts';
import { checkAgainstSchema } from '../resources/check-schema.ts';
import type { Resource } from '../resources/resource.ts';
import { type Cause, invalid } from './api-error.ts';
import { checkBuiltIn } from './built-in-rules.ts';
import { metadataOf, nameOf, type Room } from './write.ts';

/** Throws the 422 that the server answers; `before` makes it an update, with its transition rules. */
export function checkObject(room: Room, resource: Resource, object: JsonObject, before?: JsonObject): void {
  const known = [
    ...(before === undefined ? checkMetadata(resource, object) : checkMetadataUpdate(object, before)),
    ...checkBuiltIn(resource, object, before),
  ];
  const causes = resource.builtIn
    ? known
    : checkAgainstSchema(room.schemas(), resource, object, before, known);
  if (causes.length > 0) throw invalid(resource, nameOf(object), causes);
}

/** The same for a write of status alone. */
export function checkStatus(room: Room, resource: Resource, object: JsonObject, before: JsonObject): void {
  if (resource.builtIn || object.status === undefined) return;
  const causes = room.checkStatus(resource, object, before);
  if (causes.length > 0) throw invalid(resource, nameOf(object), causes);
}

/** Kubernetes: apimachinery, api/validation/objectmeta.go. */
function checkMetadata(resource: Resource, object: JsonObject): readonly Cause[] {
  const name = nameOf(object);
  if (name === '') {
    const message = 'Required value: name or generateName is required';
    return [{ reason: 'FieldValueRequired', message, field: 'metadata.name' }];
  }
  const isNamespace = resource.builtIn && resource.kind === 'Namespace';
  const [pattern, words] = isNamespace ? [label, labelWords] : [subdomain, subdomainWords];
  const fits = name.length <= (isNamespace ? 63 : 253) && pattern.test(name);
  const wrongName: readonly Cause[] = fits
    ? []
    : [
        {
          reason: 'FieldValueInvalid',
          message: `Invalid value: ${JSON.stringify(name)}: ${words}`,
          field: 'metadata.name',
        },
      ];
  return [...wrongName, ...checkLabels(object)];
}

function checkMetadataUpdate(object: JsonObject, before: JsonObject): readonly Cause[] {
  const metadata = metadataOf(object);
  const known = metadataOf(before);
  const causes: Cause[] = [];
  if (!jsonEquals(metadata.uid, known.uid)) {
    const message = `Invalid value: ${JSON.stringify(metadata.uid)}: field is immutable`;
    causes.push(...twice({ reason: 'FieldValueInvalid', message, field: 'metadata.uid' }));
  }
  const added = finalizersOf(object).filter((each) => !finalizersOf(before).includes(each));
  if (known.deletionTimestamp !== undefined && added.length > 0) {
    const list = added.map((each) => JSON.stringify(each)).join(', ');
    const message = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
    causes.push(...twice({ reason: 'FieldValueForbidden', message, field: 'metadata.finalizers' }));
  }
  return [...causes, ...checkLabels(object)];
}

/** Custom resources have their metadata checked by two layers. */
function twice(cause: Cause): readonly Cause[] {
  return [cause, cause];
}

export function finalizersOf(object: JsonObject): readonly string[] {
  const finalizers = getAt(object, ['metadata', 'finalizers']);
  return isArray(finalizers) ? finalizers.filter((each) => typeof each === 'string') : [];
}

function checkLabels(object: JsonObject): readonly Cause[] {
  const labels = metadataOf(object).labels;
  if (!isObject(labels)) return [];
  return Object.values(labels).flatMap((value): readonly Cause[] => {
    if (typeof value === 'string' && value.length <= 63 && labelValue.test(value)) return [];
    const message = `Invalid value: ${JSON.stringify(value)}: ${labelValueWords}`;
    return [{ reason: 'FieldValueInvalid', message, field: 'metadata.labels' }];
  });
}

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const subdomainWords =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const labelWords =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const labelValueWords =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
