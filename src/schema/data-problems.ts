import { isObject, type Json } from '../model/json.ts';
import { byteLength } from './names.ts';
import { invalidValue, type SchemaProblem } from './problem.ts';

/** Of ConfigMaps and Secrets. Kubernetes: MaxSecretSize. */
export const DATA_LIMIT = 1024 * 1024;

/** Keys of ConfigMaps and Secrets become file names. */
export function dataKeyProblems(field: string, map: Json | undefined): readonly SchemaProblem[] {
  if (!isObject(map)) return [];
  return Object.keys(map).flatMap((key) =>
    keyFaults(key).map(
      (fault): SchemaProblem => ({ ...invalidValue([field, key], key, fault), part: 'key' }),
    ),
  );
}

function keyFaults(key: string): readonly string[] {
  const charset = '[-._a-zA-Z0-9]+';
  if (key.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(key) && !key.startsWith('.')) return [];
  return [
    ...(byteLength(key) > 253 ? ['must be no more than 253 characters'] : []),
    ...(/^[-._a-zA-Z0-9]+$/.test(key)
      ? []
      : [
          `a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '${charset}')`,
        ]),
    ...(key === '.' || key === '..' ? [`must not be '${key}'`] : []),
    ...(key.startsWith('..') && key !== '..' ? ["must not start with '..'"] : []),
  ];
}

/** How many bytes a text in base64 stands for; undefined where it is none. Line ends do not count. */
export function base64Length(text: string): number | undefined {
  const plain = text.replace(/[\r\n]/g, '');
  if (plain.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(plain)) return undefined;
  return (plain.length / 4) * 3 - (plain.endsWith('==') ? 2 : plain.endsWith('=') ? 1 : 0);
}

/** Bytes in JSON are base64. The decoder names the field, not the key. */
export function bytesProblems(field: string, map: Json | undefined): readonly SchemaProblem[] {
  if (!isObject(map)) return [];
  return Object.entries(map).flatMap(([key, value]): readonly SchemaProblem[] =>
    typeof value === 'string' && base64Length(value) === undefined
      ? [{ path: [field, key], part: 'value', message: 'illegal base64 data' }]
      : [],
  );
}

export function textSize(map: Json | undefined): number {
  if (!isObject(map)) return 0;
  return Object.values(map).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? byteLength(value) : 0),
    0,
  );
}

export function bytesSize(map: Json | undefined): number {
  if (!isObject(map)) return 0;
  return Object.values(map).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? (base64Length(value) ?? 0) : 0),
    0,
  );
}

export function tooLong(path: readonly (string | number)[], limit: number): SchemaProblem {
  return { path, part: 'value', message: `Too long: may not be more than ${limit} bytes` };
}
