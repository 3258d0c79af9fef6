import { load } from 'ramen-sync:cel';
import type { Environment } from '@marcbachmann/cel-js';
import { isArray, isObject, type Json } from '../model/json.ts';
import { childSchema, type StructuralSchema } from './structural.ts';

export type CelOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly why: string };

/** Evaluates one expression. What cannot be evaluated is said, and must never count as passed. */
export function evaluateCel(expression: string, variables: Readonly<Record<string, unknown>>): CelOutcome {
  try {
    return { ok: true, value: environment().evaluate(expression, { ...variables }) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, why: message.split('\n')[0] ?? 'unknown error' };
  }
}

/**
 * A value as CEL sees it through its schema: integers as int, date-times as timestamp, and property names that CEL
 * reserves or cannot spell escaped (Kubernetes: apiextensions-apiserver/pkg/apiserver/schema/cel/model).
 */
export function toCel(value: Json, schema: StructuralSchema | undefined): unknown {
  if (isArray(value)) return value.map((item) => toCel(item, schema?.items));
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => {
        const known = schema === undefined ? undefined : childSchema(schema, key);
        const isProperty = schema?.properties !== undefined && Object.hasOwn(schema.properties, key);
        return [isProperty ? escapeName(key) : key, toCel(child, known)];
      }),
    );
  }
  if (typeof value === 'number') {
    return schema?.type !== 'number' && Number.isInteger(value) ? BigInt(value) : value;
  }
  if (typeof value === 'string' && schema?.format === 'date-time') return new Date(value);
  return value;
}

const reserved = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

function escapeName(name: string): string {
  if (reserved.has(name)) return `__${name}__`;
  return name
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__');
}

const environment = onceCalled(createEnvironment);

/** Most runs evaluate nothing, and need no library for it. */
function onceCalled<T>(create: () => T): () => T {
  let value: T | undefined;
  return () => {
    value ??= create();
    return value;
  };
}

/** Kubernetes' own functions, as far as rules in the wild use them (k8s.io/apiserver/pkg/cel/library). */
function createEnvironment(): Environment {
  const { Environment: CelEnvironment } = load();
  return new CelEnvironment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
  })
    .registerFunction(
      'string.find(string): string',
      (text: string, pattern: string) => text.match(new RegExp(pattern, 'u'))?.[0] ?? '',
    )
    .registerFunction('string.findAll(string): list', (text: string, pattern: string) =>
      [...text.matchAll(new RegExp(pattern, 'gu'))].map((match) => match[0]),
    )
    .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
      text.replaceAll(from, to),
    )
    .registerFunction('isURL(string): bool', (text: string) => URL.canParse(text))
    .registerFunction('list.isSorted(): bool', (list: readonly (bigint | number | string)[]) =>
      list.every((item, index) => index === 0 || (list[index - 1] ?? item) <= item),
    )
    .registerFunction('list.indexOf(dyn): int', (list: readonly unknown[], item: unknown) =>
      BigInt(list.indexOf(item)),
    );
}
