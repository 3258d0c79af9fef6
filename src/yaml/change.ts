import { type FieldPath, getAt } from '../model/field-path.ts';
import { isObject, type Json } from '../model/json.ts';
import { withValue } from './with-value.ts';

/** What is to become different in one document. */
export type Change =
  | { readonly type: 'set'; readonly path: FieldPath; readonly value: Json }
  | { readonly type: 'remove'; readonly path: FieldPath }
  | { readonly type: 'rename-key'; readonly path: FieldPath; readonly to: string }
  | { readonly type: 'move'; readonly path: FieldPath; readonly to: FieldPath; readonly value: Json };

/** The value of the document after the change; undefined where it cannot be made, as a key that is there already. */
export function changedValue(root: Json, change: Change): Json | undefined {
  const { path } = change;
  switch (change.type) {
    case 'set':
      return withValue(root, path, change.value);
    case 'remove':
      return withValue(root, path, undefined);
    case 'rename-key':
      return renamed(root, path, change.to);
    case 'move':
      if (getAt(root, change.to) !== undefined) return undefined;
      return withValue(withValue(root, outermostEmptied(root, path), undefined), change.to, change.value);
  }
}

/** What to remove for a move: the maps that the entry was alone in go with it. */
export function outermostEmptied(root: Json, path: FieldPath): FieldPath {
  const holder = path.slice(0, -1);
  const map = getAt(root, holder);
  const isAlone = isObject(map) && Object.keys(map).length === 1;
  return holder.length > 0 && isAlone ? outermostEmptied(root, holder) : path;
}

function renamed(root: Json, path: FieldPath, to: string): Json | undefined {
  const map = getAt(root, path.slice(0, -1));
  const from = path.at(-1);
  if (!isObject(map) || typeof from !== 'string' || !Object.hasOwn(map, from) || Object.hasOwn(map, to)) {
    return undefined;
  }
  const entries = Object.entries(map).map(([key, value]): [string, Json] => [key === from ? to : key, value]);
  return withValue(root, path.slice(0, -1), Object.fromEntries(entries));
}
