import { getString } from '../../model/field-path.ts';
import { canonicalJson, type JsonObject, jsonEquals } from '../../model/json.ts';
import { applyDefaults } from '../../schema/defaults.ts';
import { checkTyped } from '../fields/check-typed.ts';
import { ApplyConflicts, type ManagerConflict, trackApply } from '../fields/field-manager.ts';
import { formatSteps } from '../fields/field-set.ts';
import { apiVersionOf, type Resource } from '../resources/resource.ts';
import { ApiError, badRequest, conflict, notFound } from './api-error.ts';
import { defaultBuiltIn } from './built-in-rules.ts';
import { finalizerWarnings } from './check-metadata.ts';
import { inNamespace, storeNew } from './create-object.ts';
import { withPlainMetadata } from './decode.ts';
import { decodeBytes } from './decode-bytes.ts';
import { withGoNulls } from './decode-go.ts';
import { checkName, storeUpdate } from './update-object.ts';
import {
  metadataOf,
  type Outcome,
  type Room,
  readObject,
  type Target,
  type WriteOptions,
  writerFor,
} from './write.ts';

/** PATCH with `application/apply-patch+yaml`: server-side apply. */
export function applyObject(room: Room, target: Target, applied: JsonObject, options: WriteOptions): Outcome {
  const { resource, namespace, name } = target;
  const before = readObject(room, target);
  if (before === undefined && options.subresource !== undefined) throw notFound(resource, name);
  checkApplied(resource, applied);
  const merged = resultOf(room, resource, before, applied, options);
  const plain = withGoNulls(withPlainMetadata(resource, merged));
  const complete = applyDefaults(resource.schema, plain);
  const decoded = resource.builtIn
    ? defaultBuiltIn(resource, decodeBytes(resource, complete, applied))
    : complete;
  const object = inNamespace(namespace, decoded);
  checkName(name, object);
  const uid = metadataOf(merged).uid;
  if (before === undefined && typeof uid === 'string') {
    const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
    throw conflict(resource, name, why);
  }
  const isStored = !resource.builtIn && options.subresource === undefined;
  const storing = isStored ? { ...options, unread: lostMetadata(merged, complete) } : options;
  const written =
    before === undefined
      ? storeNew(room, resource, object, storing)
      : storeUpdate(room, target, before, object, storing);
  const warnings = finalizerWarnings(resource, written, before);
  return { object: written, created: before === undefined, warnings };
}

/** Empty parts of a custom resource's metadata, which only a server-side apply stores. */
function lostMetadata(merged: JsonObject, read: JsonObject): string {
  const kept = metadataOf(read);
  const lost = Object.entries(metadataOf(merged)).filter(
    ([key, value]) => collections.has(key) && !jsonEquals(value, kept[key]),
  );
  return lost.length === 0 ? '' : canonicalJson(Object.fromEntries(lost));
}

const collections = new Set(['labels', 'annotations', 'finalizers', 'ownerReferences']);

function checkApplied(resource: Resource, applied: JsonObject): void {
  const { apiVersion, kind } = applied;
  if (apiVersion !== apiVersionOf(resource) || kind !== resource.kind) {
    const version = typeof apiVersion === 'string' && apiVersion !== '' ? apiVersion : '/';
    throw badRequest(`invalid object type: ${version}, Kind=${String(kind ?? '')}`);
  }
  if (metadataOf(applied).managedFields !== undefined) throw badRequest('metadata.managedFields must be nil');
  const problems = checkTyped(resource.type, applied);
  if (problems.length === 0) return;
  const namespace = getString(applied, ['metadata', 'namespace']) ?? '';
  const name = getString(applied, ['metadata', 'name']) ?? '';
  const subject = `${namespace}/${name}; ${goVersion(resource)}, Kind=${kind}`;
  const why =
    problems.length === 1 ? problems[0] : `errors:\n${problems.map((problem) => `  ${problem}`).join('\n')}`;
  throw new ApiError(500, undefined, `failed to create typed patch object (${subject}): ${why}`);
}

/** As Go prints a group and version. */
function goVersion({ group, version }: Resource): string {
  return `${group}/${version}`;
}

function resultOf(
  room: Room,
  resource: Resource,
  before: JsonObject | undefined,
  applied: JsonObject,
  options: WriteOptions,
): JsonObject {
  try {
    return trackApply(writerFor(room, resource, options), before, applied, options.force === true);
  } catch (error) {
    throw error instanceof ApplyConflicts ? conflictAnswer(error.conflicts) : error;
  }
}

/** Kubernetes: managedfields/internal/conflict.go. */
function conflictAnswer(conflicts: readonly ManagerConflict[]): ApiError {
  const [first] = conflicts;
  const causes = conflicts.map((each) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${managerWords(each)}`,
    field: formatSteps(each.path),
  }));
  const managers = [...new Set(conflicts.map(managerWords))].sort();
  const lines = managers.flatMap((manager) => [
    `conflicts with ${manager}:`,
    ...conflicts
      .filter((each) => managerWords(each) === manager)
      .map((each) => `- ${formatSteps(each.path)}`),
  ]);
  const message =
    conflicts.length === 1 && first !== undefined
      ? `Apply failed with 1 conflict: conflict with ${managerWords(first)}: ${formatSteps(first.path)}`
      : `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`;
  return new ApiError(409, 'Conflict', message, { causes });
}

function managerWords({ manager, subresource, operation, apiVersion }: ManagerConflict): string {
  const name = JSON.stringify(manager);
  const through =
    subresource === undefined ? name : `${name} with subresource ${JSON.stringify(subresource)}`;
  return operation === 'Update' ? `${through} using ${apiVersion}` : through;
}
