import { canonicalJson, type JsonObject } from '../model/json.ts';
import { apiGroup, keyOf } from '../model/object-ref.ts';
import type { Validator } from './ajv-options.ts';
import { asGoReads, builtInProblems, isBuiltInGroup } from './built-in-problems.ts';
import { builtInUpdateProblems } from './built-in-updates.ts';
import { type Crd, type CrdVersion, writtenSchema } from './crd.ts';
import { applyDefaults } from './defaults.ts';
import { infiniteProblems } from './infinite.ts';
import { metadataProblems } from './metadata-problems.ts';
import { invalidValue, requiredValue, type SchemaProblem, type SchemaResult, type Write } from './problem.ts';
import { ruleProblems } from './rules.ts';
import { findCrd, type SchemaSet } from './schema-set.ts';
import { shapeProblems } from './shape-problems.ts';
import { shippedSchemas } from './shipped.ts';
import { valueProblems } from './value-problems.ts';

/**
 * Judges an object as the API server would judge a strict write of it, as far as schema, CEL, metadata and its own checks
 * of built-in kinds go. All problems are reported, also those that the server would only show after the first are gone.
 */
export function validateObject(
  object: JsonObject,
  schemas: SchemaSet = shippedSchemas,
  write: Write = 'apply',
): SchemaResult {
  return judge(object, undefined, schemas, write);
}

/** The same for a change of `old`: transition rules count too, and what the server's own code refuses of built-in kinds. */
export function validateUpdate(
  old: JsonObject,
  object: JsonObject,
  schemas: SchemaSet = shippedSchemas,
): SchemaResult {
  const { problems, ...result } = judge(object, old, schemas, 'apply');
  return { ...result, problems: [...problems, ...builtInUpdateProblems(old, object)] };
}

function judge(
  object: JsonObject,
  old: JsonObject | undefined,
  schemas: SchemaSet,
  write: Write,
): SchemaResult {
  const nameless = typeProblems(object);
  if (nameless.length > 0) return { checked: true, problems: nameless, notChecked: [] };
  const { apiVersion, kind } = keyOf(object);
  const group = apiGroup(apiVersion);
  const name = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const crd = findCrd(schemas, group, kind);
  const version = crd?.versions.find((candidate) => candidate.name === name);
  const validator = schemas.validator(group, name, kind);
  if (crd !== undefined && version !== undefined && validator !== undefined) {
    const subject = { crd, version, validator, write };
    return { ...judgeWith(subject, object, old), ...originOf(schemas, group, kind) };
  }
  const metadata = metadataProblems(object, crd?.scope !== 'Cluster');
  if (crd === undefined || !schemas.isComplete(group, kind))
    return { checked: false, problems: metadata, notChecked: [] };
  const problems = [unservedVersion(crd, apiVersion), ...metadata];
  return { checked: true, ...originOf(schemas, group, kind), problems, notChecked: [] };
}

/** Without an apiVersion and a kind nobody knows what to judge it by. */
function typeProblems(object: JsonObject): readonly SchemaProblem[] {
  return ['apiVersion', 'kind'].flatMap((key): readonly SchemaProblem[] => {
    const value = object[key];
    if (value === undefined || value === null || value === '')
      return [{ path: [key], part: 'key', message: requiredValue }];
    if (typeof value !== 'string') return [invalidValue([key], value, 'must be a string')];
    const isMalformed = key === 'apiVersion' && value.split('/').length > 2;
    return isMalformed ? [invalidValue([key], value, `unexpected GroupVersion string: ${value}`)] : [];
  });
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

interface Subject {
  readonly crd: Crd;
  readonly version: CrdVersion;
  readonly validator: Validator;
  readonly write: Write;
}

function judgeWith(
  { crd, version, validator, write }: Subject,
  written: JsonObject,
  old: JsonObject | undefined,
): SchemaResult {
  const schema = writtenSchema(version);
  const object = isBuiltInGroup(crd.group) ? asGoReads(written) : written;
  // Go takes a null in a typed object for the empty value, whatever the write.
  const nulls = write === 'create' || isBuiltInGroup(crd.group) ? 'dropped' : 'kept';
  const whole = applyDefaults(version.schema, object, nulls);
  const completed = version.hasStatus ? withoutStatus(whole) : whole;
  const metadata = [
    ...metadataProblems(object, crd.scope !== 'Cluster'),
    ...(isBuiltInGroup(crd.group) ? builtInProblems(completed) : []),
  ];
  const shape = shapeProblems(whole, version, write);
  const values = valueProblems(completed, schema, validator);
  // Labels are judged as metadata and as part of the schema: one word for one place.
  const places = new Set(values.length === 0 ? [] : metadata.map(({ path }) => canonicalJson(path)));
  const faults = [
    ...infiniteProblems(written),
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

/** With an endpoint of its own for it, the server passes over the status of what is written. */
function withoutStatus(object: JsonObject): JsonObject {
  if (object.status === undefined) return object;
  const { status: _, ...rest } = object;
  return rest;
}
