import type { JsonObject } from '../../model/json.ts';
import { type SchemaProblem, serverPath } from '../../schema/problem.ts';
import type { SchemaSet } from '../../schema/schema-set.ts';
import { validateObject, validateUpdate } from '../../schema/validate.ts';
import type { Cause } from '../store/api-error.ts';
import type { Resource } from './resource.ts';
import { asServerSays, oncePerList } from './server-words.ts';

/** `known` and what schema and CEL say against a custom resource; `before` makes it an update, with its transition rules. */
export function checkAgainstSchema(
  schemas: SchemaSet,
  resource: Resource,
  object: JsonObject,
  before: JsonObject | undefined,
  known: readonly Cause[],
): readonly Cause[] {
  const result =
    before === undefined ? validateObject(object, schemas) : validateUpdate(before, object, schemas);
  const problems = oncePerList(
    result.problems
      .filter(({ path }) => path[0] !== 'metadata')
      .flatMap((problem) => asServerSays(resource.schema, object, problem)),
  );
  const judged = problems.filter((problem) => !isMuted(problem, problems));
  const causes = [...known, ...judged.map(causeOf)];
  if (!causes.some(isBlocking)) return causes;
  const faults = [...known, ...judged.filter((problem) => !isRule(problem)).map(causeOf)];
  return hasRules(resource.schema) ? [...faults, unchecked] : faults;
}

/** Of a text whose length is wrong, no pattern is looked at. Kubernetes: kube-openapi, validation/validate/validator.go. */
function isMuted({ path, message }: SchemaProblem, all: readonly SchemaProblem[]): boolean {
  if (!message.includes(' in body should match ')) return false;
  return all.some(
    (other) => serverPath(other.path) === serverPath(path) && /^Too long| chars long$/.test(other.message),
  );
}

/** After such faults no rule is evaluated. Kubernetes: apiextensions, customresource/strategy.go, hasBlockingErr. */
function isBlocking({ reason }: Cause): boolean {
  return blocking.has(reason);
}

const blocking = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

function isRule({ message }: SchemaProblem): boolean {
  return !faultWords.test(message);
}

/** What is found without a rule. */
const faultWords =
  /^(Required value|Too long|Too many|Duplicate value|Unsupported value)| in body | for an array of list-type map$| must validate at least one schema /;

function isTypeFault(message: string): boolean {
  return message.includes(' in body must be of type ');
}

function hasRules(schema: unknown): boolean {
  return JSON.stringify(schema).includes('"x-kubernetes-validations"');
}

const unchecked: Cause = {
  reason: 'FieldValueInvalid',
  message:
    'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
  field: '<nil>',
};

const reasons: readonly (readonly [string, string])[] = [
  ['Required value', 'FieldValueRequired'],
  ['Unsupported value', 'FieldValueNotSupported'],
  ['Duplicate value', 'FieldValueDuplicate'],
  ['Too long', 'FieldValueTooLong'],
  ['Too many', 'FieldValueTooMany'],
  ['Forbidden', 'FieldValueForbidden'],
];

function causeOf({ path, message }: SchemaProblem): Cause {
  return { reason: reasonOf(message), message, field: serverPath(path) };
}

/** Kubernetes: apimachinery, util/validation/field/errors.go. */
export function reasonOf(message: string): string {
  const found = reasons.find(([prefix]) => message.startsWith(prefix))?.[1];
  return found ?? (isTypeFault(message) ? 'FieldValueTypeInvalid' : 'FieldValueInvalid');
}
