import { getAt } from '../model/field-path.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import {
  base64Length,
  bytesProblems,
  bytesSize,
  DATA_LIMIT,
  dataKeyProblems,
  textSize,
  tooLong,
} from './data-problems.ts';
import { requiredValue, type SchemaProblem } from './problem.ts';

/** No message repeats a value. Kubernetes: pkg/apis/core/validation, ValidateSecret. */
export function secretProblems(object: JsonObject): readonly SchemaProblem[] {
  const { data, stringData } = object;
  const hidden = Object.keys(isObject(stringData) ? stringData : {});
  const kept = isObject(data)
    ? Object.fromEntries(Object.entries(data).filter(([key]) => !hidden.includes(key)))
    : {};
  const problems = [
    ...dataKeyProblems('data', data),
    ...dataKeyProblems('stringData', stringData),
    ...bytesProblems('data', data),
    ...(bytesSize(kept) + textSize(stringData) > DATA_LIMIT ? [tooLong(['data'], DATA_LIMIT)] : []),
  ];
  return [...problems, ...typeProblems(object)];
}

const oneOfKey: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
};

/** What the type asks for. */
function typeProblems(object: JsonObject): readonly SchemaProblem[] {
  const type = typeof object.type === 'string' ? object.type : '';
  if (type === 'kubernetes.io/service-account-token') {
    const path = ['metadata', 'annotations', 'kubernetes.io/service-account.name'];
    return (getAt(object, path) ?? '') === '' ? [missing(path)] : [];
  }
  if (type === 'kubernetes.io/basic-auth') {
    const keys = ['username', 'password'];
    return keys.some((key) => has(object, key)) ? [] : keys.map((key) => missing(['data', key]));
  }
  const keys = oneOfKey[type] ?? [];
  return keys.flatMap((key) => {
    const isEmptyKey = type === 'kubernetes.io/ssh-auth' && textOf(object, key) === '';
    if (!has(object, key) || isEmptyKey) return [missing(['data', key])];
    const needsJson = type.startsWith('kubernetes.io/docker');
    return needsJson && !isJsonMap(textOf(object, key)) ? [notJson(['data', key])] : [];
  });
}

function has({ data, stringData }: JsonObject, key: string): boolean {
  return [data, stringData].some((map) => isObject(map) && Object.hasOwn(map, key));
}

/** `stringData` wins. */
function textOf({ data, stringData }: JsonObject, key: string): string {
  const plain: Json | undefined =
    isObject(stringData) && Object.hasOwn(stringData, key) ? stringData[key] : undefined;
  if (plain !== undefined) return typeof plain === 'string' ? plain : '';
  const coded = isObject(data) ? data[key] : undefined;
  return typeof coded === 'string' && base64Length(coded) !== undefined ? atob(coded) : '';
}

function isJsonMap(text: string): boolean {
  try {
    const value: Json = JSON.parse(text);
    return value === null || isObject(value);
  } catch {
    return false;
  }
}

function missing(path: readonly string[]): SchemaProblem {
  return { path, part: 'key', message: requiredValue };
}

function notJson(path: readonly string[]): SchemaProblem {
  return { path, part: 'value', message: 'Invalid value: "<secret contents redacted>": not a map in JSON' };
}
