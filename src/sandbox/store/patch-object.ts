import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { ApiError, badRequest, notFound, warning } from './api-error.ts';
import { finalizerWarnings } from './check-metadata.ts';
import { inNamespace } from './create-object.ts';
import { decodeMerged, decodePatched } from './decode.ts';
import { jsonPatch, mergePatch, type PatchStep, strategicMergePatch, withoutLostNulls } from './patch.ts';
import { trackWrite } from './track-write.ts';
import { checkName, storeUpdate } from './update-object.ts';
import { type Outcome, type Room, readObject, type Target, type WriteOptions, writerFor } from './write.ts';

export type PatchKind = 'json' | 'merge' | 'strategic';

/** PATCH with a JSON patch, a merge patch, or for built-in kinds a strategic one. */
export function patchObject(
  room: Room,
  target: Target,
  kind: PatchKind,
  body: Json,
  options: WriteOptions,
): Outcome {
  const { resource, namespace, name } = target;
  const before = readObject(room, target);
  if (before === undefined) throw notFound(resource, name);
  const merged = patched(before, kind, body);
  const { object, warnings } =
    kind === 'strategic'
      ? decodeMerged(resource, withoutLostNulls(before, body), merged, options)
      : decodePatched(resource, merged, options);
  const written = warning(warnings, () => {
    const tracked = trackWrite(writerFor(room, resource, options), resource, before, object);
    const placed = inNamespace(namespace, tracked);
    checkName(name, placed);
    return storeUpdate(room, target, before, placed, options);
  });
  const told = finalizerWarnings(resource, written, before);
  return { object: written, created: false, warnings: [...warnings, ...told] };
}

function patched(before: JsonObject, kind: PatchKind, body: Json): JsonObject {
  if (kind === 'json') {
    const result = jsonPatch(before, stepsOf(body));
    if (result === undefined) {
      throw new ApiError(
        422,
        'Invalid',
        'the server rejected our request due to an error in our request',
        {},
      );
    }
    return result;
  }
  if (!isObject(body))
    throw badRequest(
      'error decoding patch: json: cannot unmarshal into Go value of type map[string]interface {}',
    );
  const result = kind === 'merge' ? mergePatch(before, body) : strategicMergePatch(before, body);
  return isObject(result) ? result : before;
}

function stepsOf(body: Json): readonly PatchStep[] {
  if (!isArray(body)) {
    throw badRequest(
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    );
  }
  return body.map((step) => {
    const { op, path, from, value } = isObject(step) ? step : {};
    return {
      op: String(op ?? ''),
      path: String(path ?? ''),
      ...(typeof from === 'string' ? { from } : {}),
      ...(value === undefined ? {} : { value }),
    };
  });
}
