import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { StructuralSchema } from '../../../src/schema/structural.ts';

/** A kind that sequences of writes are drawn for. */
export interface RandomSubject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Of the collection. */
  readonly path: string;
  readonly schema: StructuralSchema;
  readonly hasStatus: boolean;
  readonly isBuiltIn: boolean;
}

/** One write by one of three managers. Names, versions and UIDs are filled in when it is played. */
export interface Step {
  readonly verb: 'create' | 'apply' | 'update' | 'merge' | 'strategic' | 'json-patch' | 'delete' | 'disown';
  readonly manager: string;
  readonly body: Json;
  readonly toStatus: boolean;
  readonly query: Readonly<Record<string, string>>;
  /** The resourceVersion that an update, an apply or a delete states. */
  readonly version: 'none' | 'current' | 'stale';
}

export interface Sequence {
  readonly subject: RandomSubject;
  readonly steps: readonly Step[];
}

export function isPatch({ verb }: Step): boolean {
  return verb === 'merge' || verb === 'strategic' || verb === 'json-patch';
}

/** With a name, and what else is stated of its identity. */
export function withMetadata(body: Json, more: JsonObject): Json {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const { metadata } = body as JsonObject;
  return { ...body, metadata: { ...(typeof metadata === 'object' ? metadata : {}), ...more } };
}
