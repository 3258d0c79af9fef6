import { getAt, getString } from '../../../src/model/field-path.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Actor } from './oracle.ts';
import type { Write } from './write-log.ts';

/** One line on a write, for who reads a sequence that failed. */
export function tellWrite({ actor, method, path, type, code, before, after }: Write<Actor>): string {
  const who =
    typeof actor === 'string' ? actor : `${actor.engine} at ${actor.checkout.commit.id.slice(0, 7)}`;
  const how = type.replace(/^application\//, '');
  return `${who}: ${method} ${path.split('/').slice(-2).join('/')} ${how} ${code}\n      ${tell(before)}\n   -> ${tell(after)}`;
}

function tell(object: JsonObject | undefined): string {
  if (object === undefined) return 'nothing';
  const base = getString(object, ['metadata', 'annotations', 'ramen-sync.io/applied']);
  const version = `${getAt(object, ['metadata', 'resourceVersion'])}, generation ${getAt(object, ['metadata', 'generation'])}`;
  return `${version}: ${JSON.stringify(object.spec)} base ${base ?? 'none'}`;
}
