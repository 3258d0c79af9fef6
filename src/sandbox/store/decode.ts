import { canonicalJson, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { applyDefaults } from '../../schema/defaults.ts';
import { serverPath } from '../../schema/problem.ts';
import { prune } from '../../schema/prune.ts';
import { checkTyped } from '../fields/check-typed.ts';
import { goText } from '../fields/go-print.ts';
import { dropNulls } from '../resources/drop-nulls.ts';
import { apiVersionOf, type Resource } from '../resources/resource.ts';
import { badRequest, invalidPatch } from './api-error.ts';
import { type GoReader, goFault, goMetadataFault, withGoNulls } from './decode-go.ts';
import type { WriteOptions } from './write.ts';

export interface Decoded {
  readonly object: JsonObject;
  readonly warnings: readonly string[];
}

/** The object of a request body: undeclared fields refused, named or dropped, as `fieldValidation` says. */
export function decodeBody(resource: Resource, body: JsonObject, options: WriteOptions): Decoded {
  const { kind, version } = resource;
  return decode(resource, body, options, (why) =>
    badRequest(`${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${why}`),
  );
}

/** What a JSON or merge patch made of an object. */
export function decodePatched(resource: Resource, patched: JsonObject, options: WriteOptions): Decoded {
  const refuse = (why: string) => invalidPatch(canonicalJson(patched), why);
  const { apiVersion, kind } = patched;
  if (resource.builtIn) {
    const type = { apiVersion: apiVersion ?? apiVersionOf(resource), kind: kind ?? resource.kind };
    if (type.kind !== resource.kind || type.apiVersion !== apiVersionOf(resource))
      throw refuse(unregistered(String(type.apiVersion), String(type.kind)));
    // In the order in which the server has it and reads it.
    return decode(resource, JSON.parse(canonicalJson({ ...patched, ...type })), options, refuse);
  }
  if (kind === undefined) throw refuse(`Object 'Kind' is missing in '${canonicalJson(patched)}'`);
  return decode(resource, patched, options, refuse);
}

/** What a strategic merge patch made of one. */
export function decodeMerged(
  resource: Resource,
  patch: Json,
  merged: JsonObject,
  options: WriteOptions,
): Decoded {
  return decode(resource, merged, options, (why) => invalidPatch(goText(patch), why), 'converter');
}

/** The words for a kind of Kubernetes itself that it has not. */
export function unregistered(version: string, kind: string): string {
  return `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(version)} in scheme "pkg/runtime/scheme.go:111"`;
}

function decode(
  resource: Resource,
  raw: JsonObject,
  options: WriteOptions,
  refuse: (why: string) => Error,
  reader: GoReader = 'decoder',
): Decoded {
  const pruned = prune(resource.schema, withGoNulls(raw));
  const object = withPlainMetadata(
    resource,
    applyDefaults(resource.schema, dropNulls(resource.schema, pruned.object)),
  );
  if (resource.builtIn) {
    const fault = goFault(resource.kind, raw, reader) ?? checkTyped(resource.type, object, 'taken')[0];
    if (fault !== undefined) throw refuse(fault);
  } else {
    const fault = goMetadataFault(raw.metadata ?? null);
    if (fault !== undefined) throw refuse(fault);
  }
  const unknown = pruned.dropped.map(serverPath);
  // Of its own kinds the server reads the text; of others it goes through what it has read.
  const named = resource.builtIn ? unknown : [...unknown].sort();
  const warnings = named.map((path) => `unknown field ${JSON.stringify(path)}`);
  if (warnings.length > 0 && options.validation === 'Strict') {
    throw refuse(`strict decoding error: ${warnings.join(', ')}`);
  }
  return { object, warnings: options.validation === 'Warn' ? warnings : [] };
}

/** Decoding drops what is empty in metadata. Kubernetes: apimachinery, ObjectMeta is `omitempty` throughout. */
export function withPlainMetadata(resource: Resource, object: JsonObject): JsonObject {
  if (!isObject(object.metadata)) return object;
  const entries = Object.entries(object.metadata).filter(
    // Go tells no claims from no word of them.
    ([key, value]) => (key === 'managedFields' && resource.builtIn) || !isEmpty(value),
  );
  return { ...object, metadata: Object.fromEntries(entries) };
}

function isEmpty(value: Json): boolean {
  if (value === null || value === '' || value === 0) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
