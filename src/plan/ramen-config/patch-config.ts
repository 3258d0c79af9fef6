import { annotation } from '../../model/annotations.ts';
import { getAt } from '../../model/field-path.ts';
import { isObject, type Json } from '../../model/json.ts';
import { type LiveObject, resourceVersionOf, uidOf } from '../../model/live-object.ts';
import type { PatchOperation } from '../planned-change.ts';
import { textPath } from './config-input.ts';
import type { AroundChange } from './object-parts.ts';

/** One patch that tests UID and resourceVersion: the text, what stands around it, and the base, where each is written. */
export function patchConfig(
  live: LiveObject,
  text: string | undefined,
  around: readonly AroundChange[],
  base: string | undefined,
): readonly PatchOperation[] {
  const entries: readonly (readonly [path: readonly string[], value: Json])[] = [
    ...(text === undefined ? [] : [[textPath, text] as const]),
    ...around.map(({ path, git }) => [path, git] as const),
    ...(base === undefined ? [] : [[['metadata', 'annotations', annotation.applied], base] as const]),
  ];
  const parents = new Map(entries.map(([path]) => [path.slice(0, -1).join('/'), path.slice(0, -1)] as const));
  return [
    { op: 'test', path: '/metadata/uid', value: uidOf(live) },
    { op: 'test', path: '/metadata/resourceVersion', value: resourceVersionOf(live) },
    ...[...parents.values()]
      .filter((parent) => !isObject(getAt(live, parent)))
      .map((parent) => ({ op: 'add' as const, path: pointer(parent), value: {} })),
    ...entries.map(([path, value]) => ({ op: 'add' as const, path: pointer(path), value })),
  ];
}

function pointer(path: readonly string[]): string {
  return path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
