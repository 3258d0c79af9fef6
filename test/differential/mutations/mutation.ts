import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { Chance } from '../chance.ts';
import type { Subject } from '../subject.ts';
import { type Site, sitesOf } from '../tree.ts';

/** One class of mistakes. */
export interface Mutation {
  /** Its row in the table. */
  readonly name: string;
  /** How often it is drawn, against the others. */
  readonly weight: number;
  /** The object with the mistake; undefined where the object has no place for it. */
  readonly apply: (chance: Chance, object: JsonObject, subject: Subject) => Json | undefined;
}

/** A place below the root that fits. */
export function pickSite(
  chance: Chance,
  object: JsonObject,
  subject: Subject,
  fits: (site: Site) => boolean,
): Site | undefined {
  return chance.pick(sitesOf(object, subject.schema).filter((site) => site.path.length > 0 && fits(site)));
}
