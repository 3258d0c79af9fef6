import type { FieldPath } from '../model/field-path.ts';
import type { Json } from '../model/json.ts';
import type { SchemaOrigin } from './schema-set.ts';

/**
 * How an object gets to the API server. Both refuse the same but for nulls and for metadata's lists: a create drops a null
 * that a server-side apply takes for a value, and does not mind a finalizer that stands there twice.
 */
export type Write = 'apply' | 'create';

/** One thing that the API server would refuse. */
export interface SchemaProblem {
  readonly path: FieldPath;
  /** What is wrong: the key itself (unknown, missing), or its value. */
  readonly part: 'key' | 'value';
  /** In the API server's words, without the path in front. */
  readonly message: string;
  /** A value or key that was probably meant. */
  readonly suggestion?: string;
  /** What to do, where that is more than to write the suggestion. */
  readonly help?: string;
}

export interface SchemaResult {
  /** False: no schema is known for this kind, only its metadata was judged. */
  readonly checked: boolean;
  /** Whose schema judged. Absent where none is known. */
  readonly origin?: SchemaOrigin;
  readonly problems: readonly SchemaProblem[];
  /** What could not be judged, one line each. */
  readonly notChecked: readonly string[];
}

export const requiredValue = 'Required value';

export function duplicateValue(value: Json): string {
  return `Duplicate value: ${JSON.stringify(value)}`;
}

/** Strings in quotes, numbers bare; of lists and maps only the type. */
export function shownValue(value: Json): string {
  return typeof value === 'object' && value !== null ? `"${typeName(value)}"` : JSON.stringify(value);
}

export function invalidValue(path: FieldPath, value: Json, why: string): SchemaProblem {
  return { path, part: 'value', message: `Invalid value: ${shownValue(value)}: ${why}` };
}

/** As the API server writes a path: every key after a dot, whatever characters it has. */
export function serverPath(path: FieldPath): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );
}

export function typeName(value: Json | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return isInt64(value) ? 'integer' : 'number';
  return typeof value;
}

/** Beyond 64 bits the API server reads a float. The largest integer of all is read here as the one after it. */
export function isInt64(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) <= 2 ** 63;
}
