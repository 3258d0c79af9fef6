import type { FieldPath } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import {
  byteLength,
  labelFaults,
  labelValueFaults,
  pathSegmentFaults,
  qualifiedNameFaults,
  subdomainFaults,
} from './names.ts';
import { ownerProblems } from './owner-problems.ts';
import { invalidValue, requiredValue, type SchemaProblem, typeName } from './problem.ts';

/** Kinds that stand in no cluster and may do without a name. */
const nameless = new Set(['RamenConfig', 'Config']);

type Faults = (text: string) => readonly string[];

/**
 * Whatever metadata every kind has, as the API server reads and judges it. Types other than those of labels and
 * annotations are the schema's affair. Kubernetes: apimachinery/pkg/api/validation/objectmeta.go.
 */
export function metadataProblems(object: JsonObject, isNamespaced = true): readonly SchemaProblem[] {
  const { metadata } = object;
  const kind = typeof object.kind === 'string' ? object.kind : '';
  const isNamed = !nameless.has(kind);
  if (metadata === undefined || metadata === null) return isNamed ? [missingName()] : [];
  if (!isObject(metadata)) return [];
  const path = ['metadata'];
  const isNamespace = kind === 'Namespace' && object.apiVersion === 'v1';
  return [
    ...nameProblems(metadata, path, isNamespace ? labelFaults : subdomainFaults, isNamed),
    // The API server passes over the namespace of what is in none.
    ...(isNamespaced ? textProblems(metadata.namespace, [...path, 'namespace'], labelFaults) : []),
    ...commonProblems(isNamespace ? withoutNameLabel(metadata) : metadata, path),
  ];
}

/** Whatever a Namespace says, this label gets its name. Kubernetes: pkg/registry/core/namespace, Canonicalize. */
function withoutNameLabel(metadata: JsonObject): JsonObject {
  const { labels } = metadata;
  if (!isObject(labels) || typeof labels[nameLabel] !== 'string') return metadata;
  const { [nameLabel]: _, ...others } = labels;
  return { ...metadata, labels: others };
}

const nameLabel = 'kubernetes.io/metadata.name';

/** Of an object inside another: its name is only one for a URL, and may be left out. */
export function embeddedMetadataProblems(metadata: JsonObject, path: FieldPath): readonly SchemaProblem[] {
  return [
    ...nameProblems(metadata, path, pathSegmentFaults, false),
    ...textProblems(metadata.namespace, [...path, 'namespace'], labelFaults),
    ...commonProblems(metadata, path),
  ];
}

function missingName(): SchemaProblem {
  return {
    path: ['metadata', 'name'],
    part: 'key',
    message: `${requiredValue}: name or generateName is required`,
  };
}

function nameProblems(
  metadata: JsonObject,
  path: FieldPath,
  faults: Faults,
  isNamed: boolean,
): readonly SchemaProblem[] {
  const { name, generateName } = metadata;
  const prefix = typeof generateName === 'string' ? generateName : '';
  const ofPrefix = textProblems(prefix, [...path, 'generateName'], (text) => faults(asPrefix(text)));
  const isEmpty = name === undefined || name === null || name === '';
  if (isEmpty) return isNamed && prefix === '' ? [missingName()] : ofPrefix;
  return [...ofPrefix, ...textProblems(name, [...path, 'name'], faults)];
}

/** A dash at the end is taken away with the character before it, and an `a` stands for what follows. */
function asPrefix(text: string): string {
  return text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text;
}

/** An empty text is as good as none. */
function textProblems(value: Json | undefined, path: FieldPath, faults: Faults): readonly SchemaProblem[] {
  if (typeof value !== 'string' || value === '') return [];
  return faults(value).map((fault) => invalidValue(path, value, fault));
}

function commonProblems(metadata: JsonObject, path: FieldPath): readonly SchemaProblem[] {
  const { labels, annotations, finalizers, ownerReferences } = metadata;
  return [
    ...labelProblems(labels, [...path, 'labels']),
    ...annotationProblems(annotations, [...path, 'annotations']),
    ...finalizerProblems(finalizers, [...path, 'finalizers']),
    ...ownerProblems(ownerReferences, [...path, 'ownerReferences']),
  ];
}

function labelProblems(labels: Json | undefined, path: FieldPath): readonly SchemaProblem[] {
  if (!isObject(labels)) return [];
  return Object.entries(labels).flatMap(([key, value]) => [
    ...qualifiedNameFaults(key).map(
      (fault): SchemaProblem => ({ ...invalidValue([...path, key], key, fault), part: 'key' }),
    ),
    ...(typeof value === 'string'
      ? labelValueFaults(value).map((fault) => invalidValue([...path, key], value, fault))
      : notText([...path, key], value)),
  ]);
}

/** All of them together. Kubernetes: TotalAnnotationSizeLimitB. */
const ANNOTATIONS_LIMIT = 256 * 1024;

function annotationProblems(annotations: Json | undefined, path: FieldPath): readonly SchemaProblem[] {
  if (!isObject(annotations)) return [];
  let size = 0;
  const problems = Object.entries(annotations).flatMap(([key, value]) => {
    size += byteLength(key) + (typeof value === 'string' ? byteLength(value) : 0);
    return [
      ...qualifiedNameFaults(key.toLowerCase()).map(
        (fault): SchemaProblem => ({ ...invalidValue([...path, key], key, fault), part: 'key' }),
      ),
      ...notText([...path, key], value),
    ];
  });
  if (size <= ANNOTATIONS_LIMIT) return problems;
  const message = `Too long: may not be more than ${ANNOTATIONS_LIMIT} bytes`;
  return [...problems, { path, part: 'value', message }];
}

/** The decoder's words: metadata is typed, whatever the kind. */
function notText(path: FieldPath, value: Json): readonly SchemaProblem[] {
  if (typeof value === 'string' || value === null) return [];
  const type = { integer: 'number', boolean: 'bool' }[typeName(value)] ?? typeName(value);
  const message = `json: cannot unmarshal ${type} into Go struct field ObjectMeta.metadata.${path.at(-2)} of type string`;
  return [{ path, part: 'value', message }];
}

function finalizerProblems(finalizers: Json | undefined, path: FieldPath): readonly SchemaProblem[] {
  if (!isArray(finalizers)) return [];
  const names = finalizers.map((name) => name ?? '');
  const problems = names.flatMap((name, index) =>
    typeof name === 'string'
      ? qualifiedNameFaults(name).map((fault) => invalidValue([...path, index], name, fault))
      : [],
  );
  const pair = ['foregroundDeletion', 'orphan'];
  if (!pair.every((name) => names.includes(name))) return problems;
  return [
    ...problems,
    {
      path,
      part: 'value',
      message: `Invalid value: ${JSON.stringify(finalizers)}: finalizer orphan and foregroundDeletion cannot be both set`,
    },
  ];
}
