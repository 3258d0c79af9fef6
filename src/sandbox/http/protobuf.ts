import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { badRequest } from '../store/api-error.ts';

/**
 * kubectl speaks protobuf, and nothing else, where it creates from flags and asks for permissions.
 * Kubernetes: k8s.io/api, generated.proto of core, rbac and authorization, runtime.Unknown around it.
 */
export function readProtobuf(kind: string, body: Buffer): JsonObject {
  const magic = body.subarray(0, 4).toString('latin1');
  const shape = shapes[kind];
  if (magic !== 'k8s\0' || shape === undefined)
    throw badRequest(`protobuf is not read for kind ${kind} here`);
  const raw = fieldsOf(body.subarray(4)).find(({ field }) => field === 2)?.bytes ?? Buffer.alloc(0);
  return readMessage(shape, raw);
}

type Type = 'text' | 'texts' | 'bytes' | Shape | { readonly each: 'text' | Shape };
interface Shape {
  readonly [field: number]: readonly [name: string, type: Type];
}

const metadata: Shape = {
  1: ['name', 'text'],
  2: ['generateName', 'text'],
  3: ['namespace', 'text'],
  11: ['labels', 'texts'],
  12: ['annotations', 'texts'],
};

const rules = {
  each: namedFields(['verbs', 'apiGroups', 'resources', 'resourceNames', 'nonResourceURLs'], {
    each: 'text',
  }),
};
const role: Shape = { 1: ['metadata', metadata], 2: ['rules', rules] };
const binding: Shape = {
  1: ['metadata', metadata],
  2: ['subjects', { each: namedFields(['kind', 'apiGroup', 'name', 'namespace'], 'text') }],
  3: ['roleRef', namedFields(['apiGroup', 'kind', 'name'], 'text')],
};
const question: Shape = {
  1: [
    'resourceAttributes',
    namedFields(['namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name'], 'text'),
  ],
  2: ['nonResourceAttributes', namedFields(['path', 'verb'], 'text')],
  3: ['user', 'text'],
  4: ['groups', { each: 'text' }],
};

const shapes: Readonly<Record<string, Shape>> = {
  Namespace: { 1: ['metadata', metadata] },
  ConfigMap: { 1: ['metadata', metadata], 2: ['data', 'texts'], 3: ['binaryData', 'bytes'] },
  Secret: {
    1: ['metadata', metadata],
    2: ['data', 'bytes'],
    3: ['type', 'text'],
    4: ['stringData', 'texts'],
  },
  Role: role,
  ClusterRole: role,
  RoleBinding: binding,
  ClusterRoleBinding: binding,
  SelfSubjectAccessReview: { 2: ['spec', question] },
  SubjectAccessReview: { 2: ['spec', question] },
  SelfSubjectRulesReview: { 2: ['spec', { 1: ['namespace', 'text'] }] },
  SelfSubjectReview: {},
};

/** Numbered from one, in their order. */
function namedFields(names: readonly string[], type: Type): Shape {
  return Object.fromEntries(names.map((name, index) => [index + 1, [name, type] as const]));
}

function readMessage(shape: Shape, body: Buffer): JsonObject {
  const out: Record<string, Json> = {};
  for (const { field, bytes } of fieldsOf(body)) {
    const known = shape[field];
    if (known === undefined) continue;
    const [name, type] = known;
    const value = readField(type, bytes, out[name]);
    if (value !== undefined) out[name] = value;
  }
  return out;
}

function readField(type: Type, bytes: Buffer, before: Json | undefined): Json | undefined {
  // Protobuf states what is empty; JSON leaves it out.
  if (type === 'text') return bytes.length > 0 ? bytes.toString('utf8') : undefined;
  if (type === 'texts' || type === 'bytes') {
    const [key, value] = [1, 2].map((each) => fieldsOf(bytes).find((found) => found.field === each)?.bytes);
    const entry = value?.toString(type === 'texts' ? 'utf8' : 'base64') ?? '';
    return { ...(isObject(before) ? before : {}), [key?.toString('utf8') ?? '']: entry };
  }
  if ('each' in type) {
    const item = type.each === 'text' ? bytes.toString('utf8') : readMessage(type.each, bytes);
    return [...(isArray(before) ? before : []), item];
  }
  return readMessage(type, bytes);
}

/** The length-delimited fields of a message; numbers are passed over. */
function fieldsOf(body: Buffer): readonly { readonly field: number; readonly bytes: Buffer }[] {
  const out: { field: number; bytes: Buffer }[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; at < body.length; shift += 7) {
      const byte = body[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < body.length) {
    const tag = varint();
    if ((tag & 7) === 0) varint();
    else if ((tag & 7) === 2) {
      const length = varint();
      out.push({ field: tag >> 3, bytes: body.subarray(at, at + length) });
      at += length;
    } else throw badRequest('protobuf cannot be read');
  }
  return out;
}
