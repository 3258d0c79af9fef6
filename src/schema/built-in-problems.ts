import { getAt } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { bytesProblems, bytesSize, DATA_LIMIT, dataKeyProblems, textSize, tooLong } from './data-problems.ts';
import { byteLength, qualifiedNameFaults } from './names.ts';
import { invalidValue, requiredValue, type SchemaProblem } from './problem.ts';
import { secretProblems } from './secret-problems.ts';
import { topologyProblems } from './topology-problems.ts';

/** Groups that Kubernetes itself serves, of which we know a kind. Their objects are typed in Go. */
export function isBuiltInGroup(group: string): boolean {
  return group === '' || group === 'storage.k8s.io';
}

/** What Kubernetes checks in Go, in kinds that have no CRD. Sources: pkg/apis/core/validation and storage/validation. */
export function builtInProblems(object: JsonObject): readonly SchemaProblem[] {
  const own = checks[`${String(object.apiVersion)} ${String(object.kind)}`]?.(object) ?? [];
  const path = ['metadata', 'generation'];
  const generation = getAt(object, path);
  const isNegative = typeof generation === 'number' && generation < 0;
  return [
    ...own,
    ...strangeFinalizers(object, ['metadata', 'finalizers']),
    ...(isNegative ? [invalidValue(path, generation, 'must be greater than or equal to 0')] : []),
  ];
}

/** The object as Go reads it: of an empty reclaim policy nobody takes notice. */
export function asGoReads(object: JsonObject): JsonObject {
  if (object.kind !== 'StorageClass' || object.reclaimPolicy !== '') return object;
  const { reclaimPolicy: _, ...rest } = object;
  return rest;
}

const checks: Readonly<Record<string, (object: JsonObject) => readonly SchemaProblem[]>> = {
  'v1 ConfigMap': configMapProblems,
  'v1 Secret': secretProblems,
  'v1 Namespace': namespaceProblems,
  'storage.k8s.io/v1 StorageClass': storageClassProblems,
};

function configMapProblems({ data, binaryData }: JsonObject): readonly SchemaProblem[] {
  const size = textSize(data) + bytesSize(binaryData);
  const twice =
    isObject(data) && isObject(binaryData)
      ? Object.keys(data).filter((key) => Object.hasOwn(binaryData, key))
      : [];
  return [
    ...dataKeyProblems('data', data),
    ...dataKeyProblems('binaryData', binaryData),
    ...bytesProblems('binaryData', binaryData),
    ...twice.map((key) => invalidValue(['data', key], key, 'duplicate of key present in binaryData')),
    ...(size > DATA_LIMIT ? [tooLong([], DATA_LIMIT)] : []),
  ];
}

function namespaceProblems(object: JsonObject): readonly SchemaProblem[] {
  const path = ['spec', 'finalizers'];
  const finalizers = getAt(object, path);
  if (!isArray(finalizers)) return [];
  const names = finalizers.map((name) => name ?? '');
  const malformed = names.flatMap((name, index) =>
    typeof name === 'string'
      ? qualifiedNameFaults(name).map((fault) => invalidValue([...path, index], name, fault))
      : [],
  );
  return [...malformed, ...strangeFinalizers(object, path)];
}

/** Built-in kinds have no finalizers without a domain but Kubernetes' own. */
function strangeFinalizers(object: JsonObject, path: readonly string[]): readonly SchemaProblem[] {
  const finalizers = getAt(object, path);
  if (!isArray(finalizers)) return [];
  return finalizers.flatMap((finalizer, index) => {
    const name = finalizer ?? '';
    const isFine = typeof name !== 'string' || name.includes('/') || standardFinalizers.has(name);
    const why = 'name is neither a standard finalizer name nor is it fully qualified';
    return isFine ? [] : [invalidValue([...path, index], name, why)];
  });
}

const standardFinalizers = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

function storageClassProblems({
  provisioner,
  parameters,
  allowedTopologies,
}: JsonObject): readonly SchemaProblem[] {
  return [
    ...(provisioner === ''
      ? [{ path: ['provisioner'], part: 'value' as const, message: requiredValue }]
      : []),
    ...(typeof provisioner === 'string' && provisioner !== ''
      ? qualifiedNameFaults(provisioner.toLowerCase()).map((fault) =>
          invalidValue(['provisioner'], provisioner, fault),
        )
      : []),
    ...parameterProblems(parameters),
    ...topologyProblems(allowedTopologies),
  ];
}

const PARAMETERS_COUNT = 512;
const PARAMETERS_LIMIT = 256 * 1024;

function parameterProblems(parameters: Json | undefined): readonly SchemaProblem[] {
  if (!isObject(parameters)) return [];
  const keys = Object.keys(parameters);
  if (keys.length > PARAMETERS_COUNT) return [tooLong(['parameters'], PARAMETERS_COUNT)];
  const size = keys.reduce((sum, key) => sum + byteLength(key), 0) + textSize(parameters);
  return [
    ...(keys.includes('') ? [invalidValue(['parameters'], '', 'field can not be empty.')] : []),
    ...(size > PARAMETERS_LIMIT ? [tooLong(['parameters'], PARAMETERS_LIMIT)] : []),
  ];
}
