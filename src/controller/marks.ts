import { getAt, getString } from '../model/field-path.ts';
import { canonicalJson, type Json } from '../model/json.ts';
import { generationOf, type LiveObject, resourceVersionOf, uidOf } from '../model/live-object.ts';

/** What is kept of an object that is watched. */
export interface Mark {
  readonly version: string;
  /** Moves with everything that Git may declare, and not with status. */
  readonly declared: string;
}

/** From metadata alone. The server counts in `generation` what is asked for; where it does not, every version counts. */
export function markOf(object: LiveObject, digest: (text: string) => string): Mark {
  const part = (name: string): Json => getAt(object, ['metadata', name]) ?? '';
  const version = resourceVersionOf(object);
  const declared: Json = [
    uidOf(object),
    generationOf(object) ?? version,
    getString(object, ['metadata', 'deletionTimestamp']) ?? '',
    part('labels'),
    part('annotations'),
  ];
  return { version, declared: digest(canonicalJson(declared)).slice(0, 20) };
}

export function isSameMark(a: Mark, b: Mark): boolean {
  return a.version === b.version;
}
