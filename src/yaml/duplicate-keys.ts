import type { FieldPath } from '../model/field-path.ts';
import type { YamlNode } from './tree.ts';

export interface DuplicateKey {
  readonly path: FieldPath;
  readonly key: YamlNode;
  readonly first: YamlNode;
}

/** Keys that stand twice in one map, in the order of the text. Merged keys may be overridden and do not count. */
export function duplicateKeys(node: YamlNode, path: FieldPath = []): readonly DuplicateKey[] {
  if (node.type === 'sequence') {
    return node.items.flatMap((item, index) => duplicateKeys(item.value, [...path, index]));
  }
  if (node.type !== 'map') return [];
  const seen = new Map<string, YamlNode>();
  return node.entries.flatMap((entry) => {
    const own = [...path, entry.name];
    const inside = duplicateKeys(entry.value, own);
    if (entry.isMerge) return inside;
    const first = seen.get(entry.name);
    if (first === undefined) seen.set(entry.name, entry.key);
    return first === undefined ? inside : [{ path: own, key: entry.key, first }, ...inside];
  });
}
