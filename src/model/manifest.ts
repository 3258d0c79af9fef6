import type { FieldPath } from './field-path.ts';
import type { JsonObject } from './json.ts';
import type { ObjectKey } from './object-ref.ts';
import type { Location } from './source.ts';

/** An object as Git states it, with a way back to its text. */
export interface Manifest {
  readonly key: ObjectKey;
  readonly object: JsonObject;
  readonly file: string;
  /** Index of the YAML document within the file, from 0. */
  readonly document: number;
  /** Index within `items` where the document is a `List`. */
  readonly item?: number;
  /**
   * Rendered by kustomize from `file`, of which every part is below one of these folders: its text is nowhere, so nothing of
   * it can be edited.
   */
  readonly renderedFrom?: readonly string[];
  /** Where `path` stands: its value, or its key. Where it is missing: the key of the nearest parent that exists. */
  readonly locate: (path: FieldPath, part?: 'value' | 'key') => Location;
  /** Where offset `offset` to `end` of the text inside the block scalar at `path` stands (RamenConfig in a ConfigMap). */
  readonly locateWithin: (path: FieldPath, offset: number, end: number) => Location;
}
