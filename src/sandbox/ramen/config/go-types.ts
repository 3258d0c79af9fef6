import { isArray, isObject, type Json } from '../../../model/json.ts';

/** A value that Go's decoder refuses for the type of its field. */
export class Misfit extends Error {}

/** Types of Go as far as they decide what is written: `kept` ones are written when they are zero. */
export type GoType =
  | { readonly is: 'string' | 'bool' | 'int' | 'duration' | 'bytes'; readonly kept?: true }
  | { readonly is: 'bool-pointer' }
  | { readonly is: 'list'; readonly of: GoType }
  | { readonly is: 'struct'; readonly fields: Fields; readonly pointer?: true };
export type Fields = { readonly [key: string]: GoType };

/** As encoding/json decodes into a value that is there: keys without case, the later of two wins, `null` changes nothing. */
export function decode(type: GoType, value: Json, into: Json | undefined): Json | undefined {
  if (value === null && type.is === 'duration') throw misfit(value);
  if (value === null) return isPointer(type) ? undefined : into;
  switch (type.is) {
    case 'struct': {
      if (!isObject(value)) throw misfit(value);
      const known: Record<string, Json> = { ...(isObject(into) ? into : {}) };
      for (const key of Object.keys(value).sort()) {
        const field = Object.keys(type.fields).find((name) => name.toLowerCase() === key.toLowerCase());
        const fieldType = field === undefined ? undefined : type.fields[field];
        if (field === undefined || fieldType === undefined) continue;
        const decoded = decode(fieldType, value[key] ?? null, known[field]);
        if (decoded === undefined) delete known[field];
        else known[field] = decoded;
      }
      return known;
    }
    case 'list':
      if (!isArray(value)) throw misfit(value);
      return value.map((item) => decode(type.of, item, {}) ?? null);
    case 'int':
      if (typeof value !== 'number' || !Number.isInteger(value)) throw misfit(value);
      return value;
    case 'bool':
    case 'bool-pointer':
      if (typeof value !== 'boolean') throw misfit(value);
      return value;
    default:
      // The YAML reader gives a text field its number or boolean as text.
      if (isObject(value) || isArray(value)) throw misfit(value);
      return type.is === 'bytes' ? String(value).replace(/[\r\n]/g, '') : String(value);
  }
}

function misfit(value: Json): Misfit {
  const kind = isArray(value) ? 'array' : isObject(value) ? 'object' : value === null ? 'null' : typeof value;
  return new Misfit(
    `json: cannot unmarshal ${kind === 'boolean' ? 'bool' : kind} into the Go type of its field`,
  );
}

function isPointer(type: GoType): boolean {
  return type.is === 'bool-pointer' || type.is === 'list' || (type.is === 'struct' && type.pointer === true);
}

/** As encoding/json encodes with `omitempty`, keys sorted as YAML's writer does. */
export function encode(type: GoType, value: Json | undefined): Json | undefined {
  switch (type.is) {
    case 'struct': {
      if (value === undefined && type.pointer) return undefined;
      const object = isObject(value) ? value : {};
      const entries = Object.keys(type.fields)
        .sort()
        .flatMap((key): [string, Json][] => {
          const field = type.fields[key];
          const encoded = field === undefined ? undefined : encode(field, object[key]);
          return encoded === undefined ? [] : [[key, encoded]];
        });
      return Object.fromEntries(entries);
    }
    case 'list':
      if (!isArray(value) || value.length === 0) return undefined;
      return value.map((item) => encode(type.of, item ?? undefined) ?? {});
    case 'bool-pointer':
      return value;
    case 'duration':
      return value === undefined ? '0s' : goDuration(String(value));
    case 'bool':
      return value === true ? true : undefined;
    case 'int':
      return value === 0 ? undefined : value;
    default:
      return value === undefined || value === '' ? (type.kept ? '' : undefined) : value;
  }
}

/** Whole seconds as Go writes them: `1m0s`, `1h0m0s`. */
function goDuration(text: string): string {
  const parts = [...text.matchAll(/(\d+)(h|m|s)(?![a-z])/g)];
  if (parts.map(([part]) => part).join('') !== text) throw misfit(text);
  const seconds = parts.reduce((sum, [, count, unit]) => {
    const size = unit === 'h' ? 3600 : unit === 'm' ? 60 : 1;
    return sum + Number(count) * size;
  }, 0);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours > 0) return `${hours}h${minutes}m${seconds % 60}s`;
  return minutes > 0 ? `${minutes}m${seconds % 60}s` : `${seconds}s`;
}
