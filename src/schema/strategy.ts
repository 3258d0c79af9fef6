import type { FieldPath } from '../model/field-path.ts';
import { childSchema, listMapKeys, type StructuralSchema } from './structural.ts';

/** How server-side apply merges the value at a path. */
export type MergeStrategy = 'granular' | 'atomic' | 'set' | { readonly listMap: readonly string[] };

/**
 * `granular` maps are merged key by key, `atomic` values are replaced whole (every list that does not say otherwise),
 * sets by value, list maps by their keys. A path that the schema does not know is granular for maps, as where unknown
 * fields are kept. A number, or any key, stands for an item of a list.
 */
export function strategyAt(root: StructuralSchema, path: FieldPath): MergeStrategy {
  let schema: StructuralSchema | undefined = root;
  for (const step of path) {
    if (strategyOf(schema) === 'atomic') return 'atomic';
    schema = schema.items ?? childSchema(schema, String(step));
    if (schema === undefined) return 'granular';
  }
  return strategyOf(schema);
}

export function strategyOf(schema: StructuralSchema): MergeStrategy {
  if (schema.type === 'array') {
    const keys = listMapKeys(schema);
    if (keys !== undefined) return { listMap: keys };
    return schema['x-kubernetes-list-type'] === 'set' ? 'set' : 'atomic';
  }
  return schema['x-kubernetes-map-type'] === 'atomic' ? 'atomic' : 'granular';
}
