import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { base64Of } from './decode-bytes.ts';

/** A Go type, as far as JSON may not fit it. */
interface GoType {
  readonly name: string;
  readonly scalar?: 'string' | 'bool' | 'number' | 'bytes' | 'time';
  readonly items?: GoType;
  readonly values?: GoType;
  /** A struct's, by key; keys that it has not are passed over. */
  readonly fields?: Readonly<Record<string, GoType>>;
}

/** Go has no null in a map of texts or bytes: it reads one as the empty value; and it takes a list of numbers for bytes. */
export function withGoNulls(object: JsonObject): JsonObject {
  const filled = (map: Json): Json =>
    isObject(map)
      ? Object.fromEntries(Object.entries(map).map(([key, value]) => [key, asGoReads(value)]))
      : map;
  const within = (target: JsonObject, keys: readonly string[]): JsonObject => {
    const changed = keys.filter((key) => isOtherwise(target[key]));
    const entries = changed.map((key) => [key, filled(target[key] ?? null)] as const);
    return changed.length === 0 ? target : { ...target, ...Object.fromEntries(entries) };
  };
  const own = object.apiVersion === 'v1' ? within(object, ['data', 'binaryData', 'stringData']) : object;
  if (!isObject(own.metadata)) return own;
  const metadata = within(own.metadata, ['labels', 'annotations']);
  return metadata === own.metadata ? own : { ...own, metadata };
}

function asGoReads(value: Json): Json {
  if (value === null) return '';
  const isBytes = isArray(value) && value.every((each) => typeof each === 'number');
  return isBytes ? Buffer.from(value as readonly number[]).toString('base64') : value;
}

function isOtherwise(value: Json | undefined): boolean {
  return isObject(value) && Object.values(value).some((each) => asGoReads(each) !== each);
}

/** Who reads: the JSON decoder, or what makes typed objects of maps after a strategic merge patch. */
export type GoReader = 'decoder' | 'converter';

/** Why Go cannot read an object of a kind of its own, in its words; undefined where it can, or the kind is not known. */
export function goFault(kind: string, object: JsonObject, reader: GoReader = 'decoder'): string | undefined {
  const type = kinds[kind];
  return type === undefined ? undefined : faultIn(type, object, { reader, struct: kind, path: [] });
}

/** The same for the metadata of any object. */
export function goMetadataFault(metadata: Json): string | undefined {
  return faultIn(objectMeta, metadata, { reader: 'decoder', struct: 'ObjectMeta', path: [] });
}

interface Place {
  readonly reader: GoReader;
  readonly struct: string;
  readonly path: readonly string[];
}

function faultIn(type: GoType, value: Json, place: Place): string | undefined {
  if (value === null) return undefined;
  const { scalar, items, values, fields } = type;
  if (scalar === 'bytes' && typeof value === 'string') return bytesFault(value, place);
  if (items !== undefined) {
    if (!isArray(value)) return mismatch(type, value, place);
    return firstOf(value, (item) => faultIn(items, item, place));
  }
  if (scalar !== undefined) return typeof value === typeOf[scalar] ? undefined : mismatch(type, value, place);
  if (!isObject(value)) return mismatch(type, value, place);
  return firstOf(entriesFor(type, value, place), ([key, child]) => {
    if (values !== undefined) return faultIn(values, child, place);
    const field = fields?.[key];
    if (field === undefined) return undefined;
    const struct = type.name.replace(/^.*\./, '');
    return faultIn(field, child, { ...place, struct, path: [...place.path, key] });
  });
}

/** The decoder goes through the text, the converter through the fields of the type. */
function entriesFor(
  { fields }: GoType,
  value: JsonObject,
  { reader }: Place,
): readonly (readonly [string, Json])[] {
  if (reader === 'decoder' || fields === undefined) return Object.entries(value);
  return Object.keys(fields).flatMap((key) => {
    const child = value[key];
    return child === undefined ? [] : [[key, child] as const];
  });
}

const typeOf = { string: 'string', time: 'string', bytes: 'string', bool: 'boolean', number: 'number' };

function bytesFault(value: string, { reader }: Place): string | undefined {
  const text = base64Of(value);
  if ('right' in text) return undefined;
  const words = `illegal base64 data at input byte ${text.wrong}`;
  return reader === 'decoder' ? words : `error decoding from json: ${words}`;
}

function mismatch(type: GoType, value: Json, { reader, struct, path }: Place): string {
  if (reader === 'converter') return unconverted(type, value);
  return `json: cannot unmarshal ${wordFor(value)} into Go struct field ${[struct, ...path].join('.')} of type ${type.name}`;
}

/** Kubernetes: apimachinery, runtime/converter.go. */
function unconverted(type: GoType, value: Json): string {
  const { scalar, items, fields, name } = type;
  if (items !== undefined) return `cannot restore slice from ${goKind(value)}`;
  if (fields !== undefined) return `cannot restore struct from: ${goKind(value)}`;
  if (scalar === undefined) return `cannot restore map from ${goKind(value)}`;
  if (scalar === 'string' && goKind(value) === 'int64') return `cannot convert int64 to ${name}`;
  return `unrecognized type: ${scalar === 'number' ? name : scalar}`;
}

function goKind(value: Json): string {
  if (isArray(value)) return 'slice';
  if (isObject(value)) return 'map';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return wordFor(value);
}

function wordFor(value: Json): string {
  if (isArray(value)) return 'array';
  if (isObject(value)) return 'object';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function firstOf<T>(list: readonly T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of list) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

const text: GoType = { name: 'string', scalar: 'string' };
const flag: GoType = { name: 'bool', scalar: 'bool' };
const whole: GoType = { name: 'int64', scalar: 'number' };
/** Base64, or a list of numbers. */
const bytes: GoType = { name: '[]uint8', scalar: 'bytes', items: { name: 'uint8', scalar: 'number' } };
const texts: GoType = { name: 'map[string]string', values: text };
const uid: GoType = { name: 'types.UID', scalar: 'string' };
const time: GoType = { name: 'v1.Time', scalar: 'time' };

/** Kubernetes: apimachinery, meta/v1/types.go. */
const objectMeta: GoType = {
  name: 'v1.ObjectMeta',
  fields: {
    name: text,
    generateName: text,
    namespace: text,
    uid,
    resourceVersion: text,
    generation: whole,
    creationTimestamp: time,
    deletionTimestamp: time,
    labels: texts,
    annotations: texts,
    finalizers: { name: '[]string', items: text },
    ownerReferences: {
      name: '[]v1.OwnerReference',
      items: {
        name: 'v1.OwnerReference',
        fields: {
          apiVersion: text,
          kind: text,
          name: text,
          uid,
          controller: flag,
          blockOwnerDeletion: flag,
        },
      },
    },
  },
};

/** Kubernetes: k8s.io/api, core/v1/types.go. */
const kinds: Readonly<Record<string, GoType>> = {
  ConfigMap: {
    name: 'v1.ConfigMap',
    fields: {
      metadata: objectMeta,
      immutable: flag,
      data: texts,
      binaryData: { name: 'map[string][]uint8', values: bytes },
    },
  },
  Secret: {
    name: 'v1.Secret',
    fields: {
      metadata: objectMeta,
      immutable: flag,
      data: { name: 'map[string][]uint8', values: bytes },
      stringData: texts,
      type: { name: 'v1.SecretType', scalar: 'string' },
    },
  },
};
