import { getAt, getString } from '../../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject, jsonEquals } from '../../model/json.ts';
import type { Resource } from '../resources/resource.ts';
import type { Cause } from './api-error.ts';

/** What decoding fills in for a built-in kind. Kubernetes: pkg/apis/{core,storage,flowcontrol}/v1/defaults.go. */
export function defaultBuiltIn(resource: Resource, object: JsonObject): JsonObject {
  if (!resource.builtIn) return object;
  switch (resource.kind) {
    case 'Secret':
      return secretData({ ...object, type: object.type || 'Opaque' });
    case 'Namespace':
      return namespaceLabel(object);
    case 'RoleBinding':
    case 'ClusterRoleBinding':
      return withRbacGroup(object);
    case 'StorageClass':
      return { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate', ...object };
    case 'FlowSchema':
      return isObject(object.spec)
        ? { ...object, spec: { matchingPrecedence: 1000, ...object.spec } }
        : object;
    case 'PriorityLevelConfiguration':
      return withShares(object);
    default:
      return object;
  }
}

/** What a strategy sets when a built-in object is created. Kubernetes: pkg/registry, PrepareForCreate. */
export function prepareBuiltIn(resource: Resource, object: JsonObject, time: string): JsonObject {
  if (resource.kind === 'Namespace' && resource.builtIn) {
    return { ...object, spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } };
  }
  if (resource.kind === 'CustomResourceDefinition')
    return { ...object, status: establishedStatus(object, time) };
  return object;
}

/** Fields of built-in kinds that may not change. Kubernetes: pkg/apis/{core,storage}/validation. */
export function checkBuiltIn(
  resource: Resource,
  object: JsonObject,
  before: JsonObject | undefined,
): readonly Cause[] {
  if (!resource.builtIn) return [];
  switch (resource.kind) {
    case 'StorageClass':
      return checkStorageClass(object, before);
    case 'ConfigMap':
      return checkFrozen(object, before);
    case 'Secret':
      return [...checkFrozen(object, before), ...checkType(object, before)];
    case 'CustomResourceDefinition':
      return checkConversion(object);
    default:
      return [];
  }
}

/** There is nobody who could convert. */
function checkConversion(object: JsonObject): readonly Cause[] {
  const strategy = getString(object, ['spec', 'conversion', 'strategy']) ?? 'None';
  if (strategy === 'None') return [];
  const message = `Unsupported value: ${JSON.stringify(strategy)}: supported values: "None"`;
  return [{ reason: 'FieldValueNotSupported', message, field: 'spec.conversion.strategy' }];
}

function checkType(object: JsonObject, before: JsonObject | undefined): readonly Cause[] {
  if (before === undefined || jsonEquals(before.type, object.type)) return [];
  const message = `Invalid value: ${JSON.stringify(object.type)}: field is immutable`;
  return [{ reason: 'FieldValueInvalid', message, field: 'type' }];
}

/** What says `immutable: true` keeps that, and what it holds. */
function checkFrozen(object: JsonObject, before: JsonObject | undefined): readonly Cause[] {
  if (before?.immutable !== true) return [];
  const message = 'Forbidden: field is immutable when `immutable` is set';
  const isMap = object.kind === 'ConfigMap';
  return ['immutable', 'data', 'binaryData']
    .filter((field) =>
      // Of a ConfigMap's data none and nothing are the same.
      isMap && field === 'data'
        ? !jsonEquals(before.data ?? {}, object.data ?? {})
        : !jsonEquals(before[field], object[field]),
    )
    .map((field) => ({ reason: 'FieldValueForbidden', message, field }));
}

/** Maps and lists that are empty, and nulls, are not stored: k8s.io/api marks them `omitempty`. */
export function withoutEmpty(resource: Resource, object: JsonObject): JsonObject {
  if (!resource.builtIn || !omitting.has(resource.kind)) return object;
  const isEmpty = (value: Json): boolean =>
    value === null || (typeof value === 'object' && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isEmpty(value)));
}

const omitting = new Set(['ConfigMap', 'Secret', 'StorageClass']);

/** Kubernetes: pkg/apis/rbac/v1/defaults.go. */
function withRbacGroup(object: JsonObject): JsonObject {
  const apiGroup = 'rbac.authorization.k8s.io';
  const { roleRef, subjects } = object;
  const complete = (subject: Json): Json =>
    isObject(subject) && subject.kind !== 'ServiceAccount' ? { apiGroup, ...subject } : subject;
  return {
    ...object,
    ...(isObject(roleRef) ? { roleRef: { apiGroup, ...roleRef } } : {}),
    ...(isArray(subjects) ? { subjects: subjects.map(complete) } : {}),
  };
}

function withShares(object: JsonObject): JsonObject {
  const { spec } = object;
  if (!isObject(spec) || !isObject(spec.limited)) return object;
  return {
    ...object,
    spec: { ...spec, limited: { nominalConcurrencyShares: 30, lendablePercent: 0, ...spec.limited } },
  };
}

function secretData(object: JsonObject): JsonObject {
  const { stringData, ...rest } = object;
  if (!isObject(stringData)) return object;
  const encoded = Object.entries(stringData).map(([key, value]) => [
    key,
    Buffer.from(String(value), 'utf8').toString('base64'),
  ]);
  if (encoded.length === 0) return rest;
  return { ...rest, data: { ...(isObject(rest.data) ? rest.data : {}), ...Object.fromEntries(encoded) } };
}

function namespaceLabel(object: JsonObject): JsonObject {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const labels = isObject(metadata.labels) ? metadata.labels : {};
  const name = getString(object, ['metadata', 'name']) ?? '';
  return { ...object, metadata: { ...metadata, labels: { ...labels, 'kubernetes.io/metadata.name': name } } };
}

function checkStorageClass(object: JsonObject, before: JsonObject | undefined): readonly Cause[] {
  if (before === undefined) {
    return getString(object, ['provisioner']) === undefined
      ? [{ reason: 'FieldValueRequired', message: 'Required value', field: 'provisioner' }]
      : [];
  }
  const forbidden = (field: string): readonly Cause[] =>
    jsonEquals(before[field], object[field])
      ? []
      : [{ reason: 'FieldValueForbidden', message: `Forbidden: updates to ${field} are forbidden.`, field }];
  const immutable = (field: string): readonly Cause[] =>
    jsonEquals(before[field], object[field])
      ? []
      : [
          {
            reason: 'FieldValueInvalid',
            message: `Invalid value: ${JSON.stringify(object[field])}: field is immutable`,
            field,
          },
        ];
  return [
    ...forbidden('parameters'),
    ...forbidden('provisioner'),
    ...forbidden('reclaimPolicy'),
    ...immutable('volumeBindingMode'),
  ];
}

/** The sandbox serves a CRD as soon as it is stored. */
function establishedStatus(object: JsonObject, time: string): JsonObject {
  const condition = (type: string, reason: string, message: string): JsonObject => ({
    type,
    status: 'True',
    lastTransitionTime: time,
    reason,
    message,
  });
  return {
    acceptedNames: getAt(object, ['spec', 'names']) ?? {},
    conditions: [
      condition('NamesAccepted', 'NoConflicts', 'no conflicts found'),
      condition('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
    ],
    storedVersions: [],
  };
}
