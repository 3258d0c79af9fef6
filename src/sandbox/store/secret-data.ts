import { isObject, type JsonObject } from '../../model/json.ts';
import { ApiError } from './api-error.ts';
import { metadataOf, nameOf } from './write.ts';

/**
 * A Secret that server-side apply has merged, as it is decoded and stored: base64 in one line, without bits left over.
 * Throws the 500 that the server answers where it is none (apimachinery: managedfields/internal/structuredmerge.go).
 */
export function decodeSecret(secret: JsonObject): JsonObject {
  const { data } = secret;
  if (!isObject(data)) return secret;
  const decoded = Object.entries(data).map(([key, value]) => [key, decode(secret, String(value))]);
  return { ...secret, data: Object.fromEntries(decoded) };
}

function decode(secret: JsonObject, value: string): string {
  const text = value.replace(/[\r\n]/g, '');
  const wrong = firstWrong(text);
  if (wrong === undefined) return Buffer.from(text, 'base64').toString('base64');
  const { namespace } = metadataOf(secret);
  const kind = '/v1, Kind=Secret';
  throw new ApiError(
    500,
    undefined,
    `failed to convert new object (${String(namespace)}/${nameOf(secret)}; ${kind}) to proper version: unable to convert unstructured object to ${kind}: error decoding from json: illegal base64 data at input byte ${wrong}`,
  );
}

/** Where Go's encoding/base64 stops: at a strange character, or at the start of a group that is not whole. */
function firstWrong(text: string): number | undefined {
  const good = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?/.exec(text)?.[0].length ?? 0;
  if (good === text.length) return undefined;
  const strange = text.slice(good, good + 4).search(/[^A-Za-z0-9+/]/);
  return good + Math.max(0, strange);
}
