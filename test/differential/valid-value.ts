import { isObject, type Json } from '../../src/model/json.ts';
import { toJsPattern } from '../../src/schema/pattern.ts';
import { listMapKeys, type StructuralSchema } from '../../src/schema/structural.ts';
import type { Chance } from './chance.ts';

/** How much more may be generated: an object of Ramen has thousands of optional fields. */
export interface Budget {
  left: number;
  /** One optional field at each level: faults elsewhere do not hide what is wrong with it. */
  readonly isNarrow: boolean;
}

/** A value that the schema takes, as far as that can be had without solving patterns and CEL. */
export function validValue(chance: Chance, schema: StructuralSchema, budget: Budget, depth = 0): Json {
  budget.left--;
  if (schema.enum !== undefined) return chance.pick(schema.enum) ?? null;
  if (schema['x-kubernetes-int-or-string'] === true) return chance.pick(['1Gi', 2, '100m']) ?? 2;
  switch (schema.type) {
    case 'string':
      return validText(chance, schema);
    case 'integer':
      return (
        (schema.minimum ?? 0) + chance.below(Math.min(5, (schema.maximum ?? 9) - (schema.minimum ?? 0) + 1))
      );
    case 'number':
      return (schema.minimum ?? 0) + chance.below(4) / 2;
    case 'boolean':
      return chance.often(50);
    case 'array':
      return validList(chance, schema, budget, depth);
    default:
      return validMap(chance, schema, budget, depth);
  }
}

function validMap(chance: Chance, schema: StructuralSchema, budget: Budget, depth: number): Json {
  const out: Record<string, Json> = {};
  const optional = budget.left > 0 ? (budget.isNarrow ? 100 : depth < 2 ? 70 : 35) : 0;
  const limit = budget.isNarrow ? 1 : 999;
  let optionals = 0;
  if (schema['x-kubernetes-embedded-resource'] === true) {
    Object.assign(out, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'inner', namespace: 'default' },
    });
  }
  for (const [key, child] of chance.shuffle(Object.entries(schema.properties ?? {}))) {
    const isRequired = schema.required?.includes(key) ?? false;
    const isWanted = budget.left > 0 && optionals < limit && chance.often(optional);
    if (!isRequired && !isWanted) continue;
    if (!isRequired) optionals++;
    out[key] =
      key in hints && child.type === 'string'
        ? (hints[key] ?? '')
        : validValue(chance, child, budget, depth + 1);
  }
  const { additionalProperties } = schema;
  if (isObject(additionalProperties)) {
    const keys = ['a', 'app.kubernetes.io/name', 'b-2'].slice(
      0,
      (schema.minProperties ?? 0) + chance.below(3),
    );
    for (const key of keys) out[key] = validValue(chance, additionalProperties, budget, depth + 1);
  }
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true || additionalProperties === true;
  if (isOpen && chance.often(50)) out.free = chance.pick([1, 'x', null, { y: [true] }]) ?? null;
  return out;
}

function validList(chance: Chance, schema: StructuralSchema, budget: Budget, depth: number): Json {
  const { items } = schema;
  if (items === undefined) return [];
  const wanted = schema.minItems ?? (budget.left > 0 ? 1 : 0);
  const count = Math.min(schema.maxItems ?? 9, wanted + chance.below(budget.left > 0 ? 3 : 1));
  const keys = listMapKeys(schema) ?? [];
  const isDistinct = keys.length > 0 || schema['x-kubernetes-list-type'] === 'set';
  return Array.from({ length: count }, (_, index) => {
    const item = validValue(chance, items, budget, depth + 1);
    if (!isDistinct) return item;
    if (!isObject(item)) return typeof item === 'string' ? `${item}${index}` : item;
    const [key] = keys;
    const old = key === undefined ? undefined : item[key];
    return typeof old === 'string' && key !== undefined ? { ...item, [key]: `${old}${index}` } : item;
  });
}

/** What rules in CEL ask for. */
const hints: Readonly<Record<string, string>> = {
  ip: '10.0.0.1',
  cidr: '10.0.0.0/8',
  quantity: '1Gi',
  semver: '1.2.3',
  url: 'https://example.com/a',
  duration: '5m',
  if: 'x',
};

const texts: Readonly<Record<string, readonly string[]>> = {
  'date-time': ['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.678+01:00'],
  date: ['2026-01-02'],
  duration: ['5m', '1h30m0s', '10s'],
  byte: ['YQ==', ''],
  ipv4: ['10.0.0.1'],
  ipv6: ['2001:db8::1'],
  cidr: ['10.0.0.0/8'],
  uuid: ['123e4567-e89b-12d3-a456-426614174000'],
  uri: ['https://example.com/a?b=c'],
  email: ['a@example.com'],
  hostname: ['a.example.com'],
  mac: ['00:00:5e:00:53:01'],
  bsonobjectid: ['507f1f77bcf86cd799439011'],
  uuid3: ['123e4567-e89b-32d3-a456-426614174000'],
  uuid4: ['123e4567-e89b-42d3-a456-426614174000'],
  uuid5: ['123e4567-e89b-52d3-a456-426614174000'],
  isbn: ['3836221195'],
  isbn10: ['3836221195'],
  isbn13: ['978-3836221191'],
  creditcard: ['4111111111111111'],
  ssn: ['111-22-3333'],
  hexcolor: ['#ffffff'],
  rgbcolor: ['rgb(0,0,0)'],
  'k8s-short-name': ['a'],
  'k8s-long-name': ['a.b'],
};

const plain = [
  'dr1',
  'a',
  'shop',
  '5m',
  '1Gi',
  'Exists',
  'volume',
  '0 1 * * *',
  'Ab_9',
  'a/b',
  'https://s3.example.com',
  'abc',
  'ab',
  'aa',
  'b',
  'ΩΩ',
  'A☺',
  '12',
  'a b',
  'a.b',
  'a-b_@#',
  '!?',
  'x-y.z',
];

function validText(chance: Chance, schema: StructuralSchema): Json {
  const candidates = texts[schema.format ?? ''] ?? plain;
  const pattern = schema.pattern === undefined ? undefined : toJsPattern(schema.pattern);
  const test = pattern === undefined ? undefined : new RegExp(pattern, 'u');
  const fitting = candidates.filter((text) => test?.test(text) ?? true);
  const text = chance.pick(fitting) ?? 'a';
  return text.padEnd(schema.minLength ?? 0, 'x').slice(0, schema.maxLength ?? 999);
}
