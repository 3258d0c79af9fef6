import type { ErrorObject } from 'ajv';
import { type FieldPath, getAt } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Validator } from './ajv-options.ts';
import { nearest } from './nearest.ts';
import { requiredValue, type SchemaProblem, serverPath, shownValue, typeName } from './problem.ts';
import { childSchema, type StructuralSchema } from './structural.ts';

/** Types, required fields, enums, patterns, formats and bounds, as ajv finds them, in the API server's words. */
export function valueProblems(
  object: JsonObject,
  schema: StructuralSchema,
  validator: Validator,
): readonly SchemaProblem[] {
  if (validator(object)) return [];
  const problems = (validator.errors ?? []).flatMap((error) => toProblem(error, object, schema));
  // A value of the wrong type has no other fault that is worth a word.
  const mistyped = new Set(
    problems.filter((problem) => isTypeFault(problem)).map(({ path }) => serverPath(path)),
  );
  return problems.filter((problem) => isTypeFault(problem) || !mistyped.has(serverPath(problem.path)));
}

function isTypeFault(problem: SchemaProblem): boolean {
  return (
    problem.message.includes(' in body must be of type ') && !problem.message.startsWith('Invalid value: "":')
  );
}

function toProblem(error: ErrorObject, object: JsonObject, root: StructuralSchema): readonly SchemaProblem[] {
  const path = pathOf(error.instancePath, object);
  const value = getAt(object, path) ?? null;
  const schema = schemaAt(root, path);
  const where = serverPath(path);
  // Of `anyOf` and its like the whole is reported, not each branch.
  if (isOfBranch(error.schemaPath)) return [];
  const invalid = (text: string): readonly SchemaProblem[] => [
    { path, part: 'value', message: `Invalid value: ${shownValue(value)}: ${where} in body ${text}` },
  ];
  switch (error.keyword) {
    case 'type':
      return [{ path, part: 'value', message: typeMessage(where, typeName(value), expectedTypes(schema)) }];
    case 'required':
      return [{ path: [...path, String(error.params.missingProperty)], part: 'key', message: requiredValue }];
    case 'enum':
      return [enumProblem(path, value, schema?.enum ?? [])];
    case 'pattern':
      return invalid(`should match '${schema?.pattern ?? String(error.params.pattern)}'`);
    case 'format':
      return invalid(`must be of type ${String(error.params.format)}: ${shownValue(value)}`);
    case 'minLength':
      return invalid(`should be at least ${error.params.limit} chars long`);
    case 'maxLength':
      return [{ path, part: 'value', message: `Too long: may not be more than ${error.params.limit} bytes` }];
    case 'minimum':
      return invalid(`should be greater than or equal to ${error.params.limit}`);
    case 'maximum':
      return invalid(`should be less than or equal to ${error.params.limit}`);
    case 'minItems':
      return invalid(`should have at least ${error.params.limit} items`);
    case 'maxItems':
      return [tooMany(path, isArray(value) ? value.length : 0, error.params.limit)];
    case 'exclusiveMinimum':
      return invalid(`should be greater than ${error.params.limit}`);
    case 'exclusiveMaximum':
      return invalid(`should be less than ${error.params.limit}`);
    case 'multipleOf':
      return invalid(`should be a multiple of ${error.params.multipleOf}`);
    case 'minProperties':
      return invalid(`should have at least ${error.params.limit} properties`);
    case 'maxProperties':
      return [tooMany(path, isObject(value) ? Object.keys(value).length : 0, error.params.limit)];
    case 'not':
      return [combined(path, `"${where}" must not validate the schema (not)`)];
    case 'oneOf':
      return [combined(path, `"${where}" must validate one and only one schema (oneOf)`)];
    case 'anyOf':
      return [combined(path, `"${where}" must validate at least one schema (anyOf)`)];
    default:
      return invalid(`must validate the schema (${error.keyword})`);
  }
}

function tooMany(path: FieldPath, count: number, limit: unknown): SchemaProblem {
  return { path, part: 'value', message: `Too many: ${count}: must have at most ${limit} items` };
}

function combined(path: FieldPath, text: string): SchemaProblem {
  return { path, part: 'value', message: `Invalid value: "": ${text}` };
}

const combinations = new Set(['anyOf', 'oneOf', 'not']);

/** Whether the keyword stands inside a combination; a property may be called like one. */
function isOfBranch(schemaPath: string): boolean {
  const steps = schemaPath.slice(schemaPath.indexOf('#') + 2).split('/');
  return steps
    .slice(0, -1)
    .some((step, index) => combinations.has(step) && steps[index - 1] !== 'properties');
}

function typeMessage(where: string, actual: string, expected: string): string {
  return `Invalid value: "${actual}": ${where} in body must be of type ${expected}: "${actual}"`;
}

function expectedTypes(schema: StructuralSchema | undefined): string {
  return schema?.['x-kubernetes-int-or-string'] === true ? 'integer,string' : (schema?.type ?? 'object');
}

function enumProblem(path: FieldPath, value: Json, allowed: readonly Json[]): SchemaProblem {
  const words = allowed.filter((word) => typeof word === 'string');
  const suggestion = typeof value === 'string' ? nearest(value, words) : undefined;
  return {
    path,
    part: 'value',
    message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${allowed.map((word) => JSON.stringify(word)).join(', ')}`,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

/** ajv's JSON pointer; whether a step is an index is known from the object. */
function pathOf(pointer: string, object: JsonObject): FieldPath {
  const path: (string | number)[] = [];
  let value: Json | undefined = object;
  for (const raw of pointer.split('/').slice(1)) {
    const key = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    const step: string | number = isArray(value) ? Number(key) : key;
    path.push(step);
    value = value === undefined ? undefined : getAt(value, [step]);
  }
  return path;
}

function schemaAt(root: StructuralSchema, path: FieldPath): StructuralSchema | undefined {
  return path.reduce<StructuralSchema | undefined>(
    (schema, step) =>
      schema === undefined ? undefined : typeof step === 'number' ? schema.items : childSchema(schema, step),
    root,
  );
}
