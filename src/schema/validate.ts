import { canonicalJson, type JsonObject } from '../model/json.ts';
import { apiGroup, keyOf } from '../model/object-ref.ts';
import type { Validator } from './ajv-options.ts';
import { builtInUpdateProblems } from './built-in-updates.ts';
import { type Crd, type CrdVersion, writtenSchema } from './crd.ts';
import { applyDefaults } from './defaults.ts';
import { metadataProblems } from './metadata-problems.ts';
import type { SchemaProblem, SchemaResult } from './problem.ts';
import { ruleProblems } from './rules.ts';
import { findCrd, type SchemaSet } from './schema-set.ts';
import { shapeProblems } from './shape-problems.ts';
import { shippedSchemas } from './shipped.ts';
import { valueProblems } from './value-problems.ts';

/**
 * Judges an object as the API server would judge its strict server-side apply, as far as schema, CEL and metadata go.
 * All problems are reported, also those that the server would only show after the first are gone.
 */
export function validateObject(object: JsonObject, schemas: SchemaSet = shippedSchemas): SchemaResult {
  return judge(object, undefined, schemas);
}

/** The same for a change of `old`: transition rules count too, and what the server's own code refuses of built-in kinds. */
export function validateUpdate(
  old: JsonObject,
  object: JsonObject,
  schemas: SchemaSet = shippedSchemas,
): SchemaResult {
  const { problems, ...result } = judge(object, old, schemas);
  return { ...result, problems: [...problems, ...builtInUpdateProblems(old, object)] };
}

function judge(object: JsonObject, old: JsonObject | undefined, schemas: SchemaSet): SchemaResult {
  const { apiVersion, kind } = keyOf(object);
  const group = apiGroup(apiVersion);
  const name = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const crd = findCrd(schemas, group, kind);
  const version = crd?.versions.find((candidate) => candidate.name === name);
  const validator = schemas.validator(group, name, kind);
  const metadata = metadataProblems(object);
  if (version !== undefined && validator !== undefined)
    return {
      ...judgeWith(version, validator, object, old, metadata),
      ...originOf(schemas, group, kind),
    };
  if (crd === undefined || !schemas.isComplete(group, kind))
    return { checked: false, problems: metadata, notChecked: [] };
  const problems = [unservedVersion(crd, apiVersion), ...metadata];
  return { checked: true, ...originOf(schemas, group, kind), problems, notChecked: [] };
}

function originOf(schemas: SchemaSet, group: string, kind: string): Pick<SchemaResult, 'origin'> {
  const origin = schemas.originOf(group, kind);
  return origin === undefined ? {} : { origin };
}

function unservedVersion(crd: Crd, apiVersion: string): SchemaProblem {
  const { group, kind, versions } = crd;
  const served = versions.filter((version) => version.served);
  const suggestion = [...served, ...versions].find((version) => version.storage) ?? served[0];
  const names = served.map(({ name }) => (group === '' ? name : `${group}/${name}`));
  return {
    path: ['apiVersion'],
    part: 'value',
    message: `no matches for kind "${kind}" in version "${apiVersion}"`,
    ...(suggestion === undefined
      ? {}
      : { suggestion: group === '' ? suggestion.name : `${group}/${suggestion.name}` }),
    ...(names.length === 0 ? {} : { help: `write a version that is served: ${names.join(', ')}` }),
  };
}

function judgeWith(
  version: CrdVersion,
  validator: Validator,
  object: JsonObject,
  old: JsonObject | undefined,
  metadata: readonly SchemaProblem[],
): SchemaResult {
  const schema = writtenSchema(version);
  const completed = applyDefaults(schema, object);
  const shape = shapeProblems(object, version.schema);
  const values = valueProblems(completed, schema, validator);
  // Labels are judged as metadata and as part of the schema: one word for one place.
  const places = new Set(metadata.map(({ path }) => canonicalJson(path)));
  const faults = [
    ...shape.problems,
    ...values.filter(({ path }) => !places.has(canonicalJson(path))),
    ...metadata,
  ];
  const before = old === undefined ? undefined : applyDefaults(schema, old);
  const rules = ruleProblems(completed, before, schema, faults);
  return {
    checked: true,
    problems: [...faults, ...rules.problems],
    notChecked: [...shape.notChecked, ...rules.notChecked],
  };
}
