import { load } from 'ramen-sync:cel';
import type { Environment, ParseResult } from '@marcbachmann/cel-js';
import { isArray, isObject, type Json } from '../model/json.ts';
import { addAddresses } from './cel-addresses.ts';
import { addAmounts } from './cel-amounts.ts';
import { CelFault } from './cel-fault.ts';
import { addTexts } from './cel-texts.ts';
import { childSchema, type StructuralSchema } from './structural.ts';
import { durationSeconds, goTimestamp } from './time-formats.ts';

export type CelOutcome =
  | { readonly ok: true; readonly value: unknown }
  /** `fails`: the API server cannot evaluate it either, and refuses the object. Otherwise we cannot, and nothing is known. */
  | { readonly ok: false; readonly why: string; readonly fails: boolean };

/** Evaluates one expression. What cannot be evaluated is said, and must never count as passed. */
export function evaluateCel(expression: string, variables: Readonly<Record<string, unknown>>): CelOutcome {
  try {
    const { environment, programs } = engine();
    const program = programs.get(expression) ?? environment.parse(expression);
    programs.set(expression, program);
    return { ok: true, value: program({ ...variables }) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, why: message.split('\n')[0] ?? 'unknown error', fails: isFault(error) };
  }
}

const faultCodes = new Set([
  'division_by_zero',
  'index_out_of_range',
  'int_conversion_error',
  'invalid_duration',
  'invalid_timestamp',
  'modulo_by_zero',
  'no_such_key',
  'numeric_overflow',
  'optional_value_missing',
  'uint_conversion_error',
]);

function isFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return error instanceof CelFault || error.cause instanceof CelFault || faultCodes.has(code);
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
  if (typeof value === 'string' && schema?.format === 'date-time') return toTimestamp(value);
  if (typeof value === 'string' && schema?.format === 'duration') return toDuration(value);
  return value;
}

/** The format takes more than the timestamps of CEL do: of those no comparison holds. */
function toTimestamp(text: string): Date {
  return goTimestamp(text) ?? new Date(Number.NaN);
}

/** Of CEL's own making. */
function toDuration(text: string): unknown {
  const outcome = evaluateCel('duration(text)', { text: `${(durationSeconds(text) ?? 0).toFixed(9)}s` });
  return outcome.ok ? outcome.value : text;
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

const engine = onceCalled(createEngine);

/** Most runs evaluate nothing, and need no library for it. */
function onceCalled<T>(create: () => T): () => T {
  let value: T | undefined;
  return () => {
    value ??= create();
    return value;
  };
}

interface Engine {
  readonly environment: Environment;
  readonly programs: Map<string, ParseResult>;
}

function createEngine(): Engine {
  const { Environment: CelEnvironment } = load();
  const environment = new CelEnvironment({
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
  });
  return { environment: addTexts(addAmounts(addAddresses(environment))), programs: new Map() };
}
