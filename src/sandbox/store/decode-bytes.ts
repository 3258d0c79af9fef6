import { getString } from '../../model/field-path.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import type { Resource } from '../resources/resource.ts';
import { ApiError } from './api-error.ts';

/** Where kinds of Kubernetes hold bytes. */
const fields: Readonly<Record<string, string>> = { Secret: 'data', ConfigMap: 'binaryData' };

/**
 * A Secret or ConfigMap that server-side apply has merged, as it is decoded and stored: base64 in one line, without bits
 * left over. Throws the 500 that the server answers where it is none (apimachinery: managedfields/internal/structuredmerge.go).
 */
export function decodeBytes({ kind }: Resource, merged: JsonObject, applied: JsonObject): JsonObject {
  const field = fields[kind];
  const data = field === undefined ? undefined : merged[field];
  if (field === undefined || !isObject(data)) return merged;
  const decoded = Object.entries(data).map(([key, value]) => {
    const text = base64Of(String(value ?? ''));
    if ('wrong' in text) throw notConverted(kind, applied, text.wrong);
    return [key, text.right];
  });
  return { ...merged, [field]: Object.fromEntries(decoded) };
}

function notConverted(kind: string, applied: JsonObject, wrong: number): ApiError {
  const type = `/v1, Kind=${kind}`;
  const [namespace = '', name = ''] = ['namespace', 'name'].map((key) =>
    getString(applied, ['metadata', key]),
  );
  return new ApiError(
    500,
    undefined,
    `failed to convert new object (${namespace}/${name}; ${type}) to proper version: unable to convert unstructured object to ${type}: error decoding from json: illegal base64 data at input byte ${wrong}`,
  );
}

/** The text as Go writes what it read, or the byte at which it stops. */
export function base64Of(value: string): { readonly right: string } | { readonly wrong: number } {
  const text = value.replace(/[\r\n]/g, '');
  const wrong = firstWrong(text);
  return wrong === undefined ? { right: Buffer.from(text, 'base64').toString('base64') } : { wrong };
}

/** Where Go's encoding/base64 stops: at a strange character, or at the start of a group that is not whole. */
function firstWrong(text: string): number | undefined {
  const good = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?/.exec(text)?.[0].length ?? 0;
  if (good === text.length) return undefined;
  const strange = text.slice(good, good + 4).search(/[^A-Za-z0-9+/]/);
  return good + Math.max(0, strange);
}
