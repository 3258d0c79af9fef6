import type { FieldPath } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { invalidValue, type SchemaProblem } from './problem.ts';

/** Kubernetes: apimachinery/pkg/api/validation/objectmeta.go, ValidateOwnerReferences. */
export function ownerProblems(owners: Json | undefined, path: FieldPath): readonly SchemaProblem[] {
  if (!isArray(owners)) return [];
  const read = owners.map((owner): JsonObject => (isObject(owner) ? owner : {}));
  const controllers = read.filter(({ controller }) => controller === true);
  const problems = read.flatMap((owner, index) => ownerFaults(owner, [...path, index]));
  if (controllers.length < 2) return problems;
  const [first = '', second = ''] = controllers.map((owner) => `${text(owner.kind)}/${text(owner.name)}`);
  const why = `Only one reference can have Controller set to true. Found "true" in references for ${first} and ${second}`;
  return [...problems, { path, part: 'value', message: `Invalid value: ${JSON.stringify(owners)}: ${why}` }];
}

function ownerFaults(owner: JsonObject, path: FieldPath): readonly SchemaProblem[] {
  const version = versionOf(text(owner.apiVersion));
  const isEvent = owner.kind === 'Event' && owner.apiVersion === 'v1';
  return [
    ...(version === ''
      ? [invalidValue([...path, 'apiVersion'], text(owner.apiVersion), 'version must not be empty')]
      : []),
    ...['kind', 'name', 'uid']
      .filter((key) => text(owner[key]) === '')
      .map((key) => invalidValue([...path, key], '', 'must not be empty')),
    ...(isEvent ? [invalidValue(path, owner, '/v1, Kind=Event is disallowed from being an owner')] : []),
  ];
}

/** Empty where the text is no group and version. */
function versionOf(apiVersion: string): string {
  const parts = apiVersion.split('/');
  return parts.length > 2 ? '' : (parts.at(-1) ?? '');
}

/** A value of another type is the schema's affair. */
function text(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : typeof value;
}
