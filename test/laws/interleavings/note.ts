import { getString } from '../../../src/model/field-path.ts';
import type { JsonObject } from '../../../src/model/json.ts';

/** What the annotation says, as its contract has it. */
export interface Note {
  readonly revision?: string;
  readonly dirty?: true;
  readonly runtime?: Readonly<Record<string, unknown>>;
}

export function noteOf(object: JsonObject): Note | undefined {
  const text = getString(object, ['metadata', 'annotations', 'ramen-sync.io/applied']);
  return text === undefined ? undefined : JSON.parse(text);
}
