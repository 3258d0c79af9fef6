import type { Json, JsonObject } from '../../model/json.ts';
import { badRequest } from '../store/api-error.ts';

/**
 * kubectl creates namespaces, config maps and secrets from flags in protobuf and in nothing else.
 * Kubernetes: k8s.io/api/core/v1/generated.proto, runtime.Unknown around it.
 */
export function readProtobuf(kind: string, body: Buffer): JsonObject {
  const magic = body.subarray(0, 4).toString('latin1');
  const shape = shapes[kind];
  if (magic !== 'k8s\0' || shape === undefined)
    throw badRequest(`protobuf is not read for kind ${kind} here`);
  const raw = fieldsOf(body.subarray(4)).find(({ field }) => field === 2)?.bytes ?? Buffer.alloc(0);
  return readMessage(shape, raw);
}

type Shape = Readonly<Record<number, readonly [name: string, type: 'text' | 'texts' | 'bytes' | Shape]>>;

const metadata: Shape = {
  1: ['name', 'text'],
  2: ['generateName', 'text'],
  3: ['namespace', 'text'],
  11: ['labels', 'texts'],
  12: ['annotations', 'texts'],
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
};

function readMessage(shape: Shape, body: Buffer): JsonObject {
  const out: Record<string, Json> = {};
  for (const { field, bytes } of fieldsOf(body)) {
    const known = shape[field];
    if (known === undefined) continue;
    const [name, type] = known;
    if (type === 'text') {
      // Protobuf states what is empty; JSON leaves it out.
      if (bytes.length > 0) out[name] = bytes.toString('utf8');
    } else if (type === 'texts' || type === 'bytes') {
      const [key, value] = [1, 2].map((each) => fieldsOf(bytes).find((found) => found.field === each)?.bytes);
      const before = out[name];
      const entry = value?.toString(type === 'texts' ? 'utf8' : 'base64') ?? '';
      out[name] = { ...(typeof before === 'object' ? before : {}), [key?.toString('utf8') ?? '']: entry };
    } else out[name] = readMessage(type, bytes);
  }
  return out;
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
