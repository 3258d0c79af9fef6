import type { FieldPath } from '../../model/field-path.ts';
import { isArray, type JsonObject, jsonEquals } from '../../model/json.ts';
import { builtInProblems } from '../../schema/built-in-problems.ts';
import { metadataProblems } from '../../schema/metadata-problems.ts';
import { pathSegmentFaults } from '../../schema/names.ts';
import { invalidValue, type SchemaProblem, serverPath } from '../../schema/problem.ts';
import { reasonOf } from '../resources/check-schema.ts';
import type { Resource } from '../resources/resource.ts';
import type { Cause } from './api-error.ts';
import { metadataOf, nameOf } from './write.ts';

/** What any kind's create is judged by. Kubernetes: apimachinery, api/validation/objectmeta.go. */
export function checkMetadata(resource: Resource, object: JsonObject): readonly Cause[] {
  const problems = problemsOf(resource, object);
  return [...problems, ...(resource.builtIn ? builtInProblems(object) : [])].map(causeOf);
}

/** Several layers of the server judge the metadata of an update, and each says what it finds. */
export function checkMetadataUpdate(
  resource: Resource,
  object: JsonObject,
  before: JsonObject,
): readonly Cause[] {
  const found = problemsOf(resource, object);
  const named = found.filter(({ path }) => judgedAgain.has(String(path[1]))).map(causeOf);
  const finalizers = found.filter(({ path }) => path[1] === 'finalizers').map(causeOf);
  const own = resource.builtIn ? builtInProblems(object) : [];
  const isOfMetadata = ({ path }: SchemaProblem): boolean => path[0] === 'metadata';
  return [
    ...repeated(2, [...checkIdentity(object, before), ...checkNewFinalizers(object, before)]),
    ...repeated(resource.builtIn ? 4 : 3, named),
    ...repeated(resource.builtIn ? 2 : 1, finalizers),
    ...repeated(2, own.filter(isOfMetadata).map(causeOf)),
    ...own.filter((problem) => !isOfMetadata(problem)).map(causeOf),
  ];
}

/** Roles and bindings may have any name that fits into an address. Kubernetes: pkg/apis/rbac/validation. */
function problemsOf(resource: Resource, object: JsonObject): readonly SchemaProblem[] {
  const problems = metadataProblems(object, resource.namespaced);
  if (resource.group !== 'rbac.authorization.k8s.io' || nameOf(object) === '') return problems;
  const path = ['metadata', 'name'];
  return [
    ...problems.filter((problem) => problem.path[1] !== 'name'),
    ...pathSegmentFaults(nameOf(object)).map((fault) => invalidValue(path, nameOf(object), fault)),
  ];
}

const judgedAgain = new Set(['labels', 'annotations', 'ownerReferences']);

function repeated(times: number, causes: readonly Cause[]): readonly Cause[] {
  return Array.from({ length: times }, () => causes).flat();
}

function checkIdentity(object: JsonObject, before: JsonObject): readonly Cause[] {
  const [now, then] = [metadataOf(object), metadataOf(before)];
  return ['uid', 'deletionTimestamp']
    .filter((key) => !jsonEquals(now[key], then[key]))
    .map((key) => {
      const message = `Invalid value: ${JSON.stringify(now[key])}: field is immutable`;
      return { reason: 'FieldValueInvalid', message, field: `metadata.${key}` };
    });
}

function checkNewFinalizers(object: JsonObject, before: JsonObject): readonly Cause[] {
  if (metadataOf(before).deletionTimestamp === undefined) return [];
  const added = finalizersOf(object).filter((each) => !finalizersOf(before).includes(each));
  if (added.length === 0) return [];
  const list = [...added]
    .sort()
    .map((each) => JSON.stringify(each))
    .join(', ');
  const message = `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
  return [{ reason: 'FieldValueForbidden', message, field: 'metadata.finalizers' }];
}

export function finalizersOf(object: JsonObject): readonly string[] {
  const { finalizers } = metadataOf(object);
  return isArray(finalizers) ? finalizers.filter((each) => typeof each === 'string') : [];
}

/** What is not refused in a custom resource. Kubernetes: apiextensions-apiserver, customresource/strategy.go. */
export function finalizerWarnings(
  resource: Resource,
  object: JsonObject,
  before: JsonObject | undefined,
): readonly string[] {
  if (resource.builtIn) return [];
  const known = new Set([...standardFinalizers, ...finalizersOf(before ?? {})]);
  const added = new Set(finalizersOf(object).filter((each) => !known.has(each) && !each.includes('/')));
  return [...added]
    .sort()
    .map(
      (each) =>
        `metadata.finalizers: ${JSON.stringify(each)}: prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers`,
    );
}

const standardFinalizers = ['orphan', 'foregroundDeletion', 'kubernetes'];

function causeOf({ path, message }: SchemaProblem): Cause {
  return { reason: reasonOf(message), message, field: fieldOf(path, message) };
}

/** The server names all labels where one is wrong, and gives no index in metadata but for finalizers of its own kinds. */
function fieldOf(path: FieldPath, message: string): string {
  const [root, field, ...below] = path;
  if (root !== 'metadata') {
    const isEntry = root === 'data' || root === 'binaryData';
    return isEntry && field !== undefined ? `${root}[${field}]` : serverPath(path);
  }
  if (field === 'finalizers')
    return message.includes('name is neither a') ? serverPath(path) : 'metadata.finalizers';
  if (field === 'labels' || field === 'annotations') return `metadata.${field}`;
  return serverPath(['metadata', String(field ?? ''), ...below.filter((step) => typeof step === 'string')]);
}
