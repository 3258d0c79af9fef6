import { drPlacementControl } from '../kinds/dr-placement-control.ts';
import { getAt } from '../model/field-path.ts';
import { isArray, isObject, type Json } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { selects } from './label-selector.ts';
import { manifestsOf, type Topology } from './topology.ts';

/**
 * Answers which DRPlacementControl protects the volumes with these labels in that namespace, the first of several.
 * Each is filed under one pair of its selector, so that a look does not go through all of them.
 */
export function protectionFinder(
  topology: Topology,
): (namespace: string, labels: { readonly [key: string]: Json }) => Manifest | undefined {
  const filed = new Map<string, Manifest[]>();
  for (const drpc of manifestsOf(topology, drPlacementControl)) {
    const selector = getAt(drpc.object, ['spec', 'pvcSelector']);
    if (!isObject(selector)) continue;
    const wanted = getAt(selector, ['matchLabels']);
    const [pair] = Object.entries(isObject(wanted) ? wanted : {});
    for (const namespace of namespacesOf(drpc)) {
      const id = pair === undefined ? fileId(namespace) : fileId(namespace, pair[0], pair[1]);
      const known = filed.get(id);
      if (known === undefined) filed.set(id, [drpc]);
      else known.push(drpc);
    }
  }
  return (namespace, labels) => {
    const ids = [
      fileId(namespace),
      ...Object.entries(labels).map(([key, value]) => fileId(namespace, key, value)),
    ];
    for (const id of ids) {
      const found = filed
        .get(id)
        ?.find(({ object }) => selects(getAt(object, ['spec', 'pvcSelector']), labels));
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function fileId(namespace: string, key = '', value: Json = ''): string {
  // No name and no label has a line end in it.
  return `${namespace}\n${key}\n${String(value)}`;
}

/** A discovered application lies in other namespaces than its DRPlacementControl. */
function namespacesOf({ key, object }: Manifest): readonly string[] {
  const named = getAt(object, ['spec', 'protectedNamespaces']);
  const names = (isArray(named) ? named : []).filter((name) => typeof name === 'string');
  return names.length > 0 ? names : [key.namespace ?? ''];
}
