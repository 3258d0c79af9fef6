import { type FieldPath, getAt } from '../model/field-path.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { apiGroup } from '../model/object-ref.ts';

export type Verdict =
  | { readonly is: 'object'; readonly object: JsonObject }
  /** Some other YAML: Helm values, a kustomization, a tool's configuration. */
  | { readonly is: 'not-kubernetes' }
  /** Meant for Kubernetes, and not complete. */
  | {
      readonly is: 'not-an-object';
      readonly message: string;
      readonly path: FieldPath;
      readonly part: 'key' | 'value';
      readonly help: string;
    };

/** Is this a Kubernetes object? A plain `RamenConfig` needs no name: its ConfigMap's name is known. */
export function judgeObject(value: Json): Verdict {
  if (!isObject(value)) return { is: 'not-kubernetes' };
  const { apiVersion, kind, metadata } = value;
  const hasType = isText(apiVersion) && isText(kind);
  if (hasType && (hasName(value) || kind === 'RamenConfig')) return { is: 'object', object: value };
  if (!looksMeantForKubernetes(value)) return { is: 'not-kubernetes' };
  if (!hasType) {
    const field = isText(apiVersion) ? 'kind' : 'apiVersion';
    if (value[field] !== undefined && value[field] !== '') return notText(field, value[field], [field]);
    return missing(field, []);
  }
  const name = getAt(metadata, ['name']);
  if (name !== undefined && name !== null && name !== '')
    return notText('metadata.name', name, ['metadata', 'name']);
  return missing('metadata.name', isObject(metadata) ? ['metadata'] : []);
}

function hasName(object: JsonObject): boolean {
  return isText(getAt(object, ['metadata', 'name'])) || isText(getAt(object, ['metadata', 'generateName']));
}

function looksMeantForKubernetes(object: JsonObject): boolean {
  const { apiVersion, kind, metadata } = object;
  if (isText(apiVersion) && /(?:^|\.)config\.k8s\.io$/.test(apiGroup(apiVersion))) return false;
  const hasBody = ['spec', 'data', 'stringData'].some((field) => isObject(object[field]));
  if (isText(apiVersion) && isText(kind)) return isObject(metadata) || hasBody;
  const hasHalfAType = isText(apiVersion) || isText(kind);
  return isObject(metadata) && (hasHalfAType ? true : hasName(object) && hasBody);
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

function missing(field: string, path: FieldPath): Verdict {
  return {
    is: 'not-an-object',
    message: `${field} is missing`,
    path,
    part: 'key',
    help: `add ${field}: without it this is no Kubernetes object`,
  };
}

function notText(field: string, value: Json | undefined, path: FieldPath): Verdict {
  const read = isObject(value)
    ? 'a map'
    : Array.isArray(value)
      ? 'a list'
      : `the ${typeof value} ${String(value)}`;
  return {
    is: 'not-an-object',
    message: `${field} must be text, Kubernetes reads ${read}`,
    path,
    part: 'value',
    help: isObject(value) || Array.isArray(value) ? `write ${field} as text` : 'put it in quotes',
  };
}
