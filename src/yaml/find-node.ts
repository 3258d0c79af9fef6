import type { FieldPath } from '../model/field-path.ts';
import { type MapEntry, type MapNode, resolveAlias, type YamlNode } from './tree.ts';

/** What stands at a path, or the nearest parent that is there. */
export interface Found {
  readonly complete: boolean;
  readonly node: YamlNode;
  /** The key that leads to `node`; absent at the root and in lists. */
  readonly key?: YamlNode;
}

/** Goes through aliases and merge keys, as the value did. */
export function findNode(root: YamlNode, path: FieldPath): Found {
  let found: Found = { complete: true, node: root };
  for (const step of path) {
    const next = stepInto(found.node, step);
    if (next === undefined) return { ...found, complete: false };
    found = next;
  }
  return found;
}

/** The entry that gives a key its value: the last one of that name, else what is merged in. */
function findEntry(map: MapNode, name: string): MapEntry | undefined {
  return ownEntry(map, name) ?? findMerged(map, name, 0);
}

/** Entries by name, of maps that are too long to look through for every key of theirs. Only remembers what it is asked. */
const indexes = new WeakMap<MapNode, ReadonlyMap<string, MapEntry>>();
const LONG_MAP = 32;

function ownEntry(map: MapNode, name: string): MapEntry | undefined {
  if (map.entries.length < LONG_MAP)
    return map.entries.findLast((entry) => !entry.isMerge && entry.name === name);
  let index = indexes.get(map);
  if (index === undefined) {
    index = new Map(map.entries.flatMap((entry) => (entry.isMerge ? [] : [[entry.name, entry]])));
    indexes.set(map, index);
  }
  return index.get(name);
}

function stepInto(from: YamlNode, step: string | number): Found | undefined {
  const node = resolveAlias(from);
  if (typeof step === 'number') {
    const item = node?.type === 'sequence' ? node.items[step] : undefined;
    return item === undefined ? undefined : { complete: true, node: item.value };
  }
  const entry = node?.type === 'map' ? findEntry(node, step) : undefined;
  return entry === undefined ? undefined : { complete: true, node: entry.value, key: entry.key };
}

function findMerged(map: MapNode, name: string, depth: number): MapEntry | undefined {
  if (depth > 100) return undefined;
  for (const merge of map.entries) {
    if (!merge.isMerge) continue;
    const source = resolveAlias(merge.value);
    const maps =
      source?.type === 'sequence' ? source.items.map((item) => resolveAlias(item.value)) : [source];
    for (const candidate of maps) {
      if (candidate?.type !== 'map') continue;
      const entry = ownEntry(candidate, name) ?? findMerged(candidate, name, depth + 1);
      if (entry !== undefined) return entry;
    }
  }
  return undefined;
}
