import type { FieldPath } from '../model/field-path.ts';
import type { EditableDocument } from './edit-page.ts';
import { findNode } from './find-node.ts';
import { renderKey, renderLike } from './render-value.ts';
import type { Splice } from './splice.ts';

/** The new key in the quotes of the old one. Nothing where no key is written at the path. */
export function renameKey({ root }: EditableDocument, path: FieldPath, to: string): readonly Splice[] {
  const { complete, key } = findNode(root, path);
  if (!complete || key?.type !== 'scalar' || key.empty) return [];
  const text = renderLike(key.scalar.style, to) ?? renderKey(to, false);
  return [{ start: key.start, end: key.end, text }];
}
