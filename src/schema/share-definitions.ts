import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';

export interface SharedSchemas {
  readonly schemas: readonly JsonObject[];
  /** What they have in common, a schema of its own with `$id` `shared`. */
  readonly shared: JsonObject;
}

/**
 * The same schemas with every larger part that occurs more than once taken out. Metadata stands in every kind, and Ramen
 * repeats selectors, volumes and security contexts many times: each copy would become code.
 */
export function shareDefinitions(schemas: readonly JsonObject[]): SharedSchemas {
  const counts = new Map<string, number>();
  for (const schema of schemas) countParts(schema, counts);
  const names = new Map<string, string>();
  const $defs: Record<string, Json> = {};
  const share = (part: Json): Json => {
    if (isArray(part)) return part.map(share);
    if (!isObject(part)) return part;
    const text = JSON.stringify(part);
    const isShared = isSchema(part) && text.length > 120 && (counts.get(text) ?? 0) > 1;
    if (!isShared) return shareChildren(part);
    const name = names.get(text) ?? `d${names.size}`;
    if (!names.has(text)) {
      names.set(text, name);
      $defs[name] = shareChildren(part);
    }
    return { $ref: `shared#/$defs/${name}` };
  };
  const shareChildren = (part: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(part).map(([key, child]) => [key, share(child)]));
  return { schemas: schemas.map(shareChildren), shared: { $id: 'shared', $defs } };
}

function countParts(part: Json, counts: Map<string, number>): void {
  if (isArray(part)) for (const item of part) countParts(item, counts);
  if (!isObject(part)) return;
  const text = JSON.stringify(part);
  if (isSchema(part)) counts.set(text, (counts.get(text) ?? 0) + 1);
  for (const child of Object.values(part)) countParts(child, counts);
}

/** A map of properties may hold a key of any name; only what says its type is a schema. */
function isSchema(part: JsonObject): boolean {
  return typeof part.type === 'string' || isArray(part.type);
}
