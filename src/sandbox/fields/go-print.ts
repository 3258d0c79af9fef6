import { isArray, isObject, type Json } from '../../model/json.ts';

/** As Go prints with `%#v`. */
export function goSyntax(value: Json): string {
  if (value === null) return 'interface {}(nil)';
  if (isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = sorted(value).map(([key, child]) => `${JSON.stringify(key)}:${goSyntax(child)}`);
  return `map[string]interface {}{${entries.join(', ')}}`;
}

/** As Go prints with `%v`. */
export function goText(value: Json): string {
  if (value === null) return '<nil>';
  if (isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (!isObject(value)) return String(value);
  return `map[${sorted(value)
    .map(([key, child]) => `${key}:${goText(child)}`)
    .join(' ')}]`;
}

function sorted(value: Readonly<Record<string, Json>>): readonly (readonly [string, Json])[] {
  return Object.keys(value)
    .sort()
    .map((key) => [key, value[key] ?? null]);
}
