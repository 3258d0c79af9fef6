import { isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { StructuralSchema } from '../../../src/schema/structural.ts';
import type { Chance } from '../../differential/chance.ts';
import { drop, put, type Site, sitesOf } from '../../differential/tree.ts';
import { validValue } from '../../differential/valid-value.ts';

/** A body with some parts left out, some changed, and seldom one that is wrong. */
export function edited(chance: Chance, schema: StructuralSchema, body: JsonObject): JsonObject {
  let out = body;
  for (let left = chance.below(4); left > 0; left--) {
    const site = siteOf(chance, schema, out);
    if (site === undefined) break;
    const isOptional = !site.required || chance.often(5);
    out = objectOf(
      chance.often(60) && isOptional ? drop(out, site.path) : put(out, site.path, otherValue(chance, site)),
      out,
    );
  }
  return out;
}

/** What a merge patch states: parts of a body, where a null takes away. */
export function patchOf(chance: Chance, schema: StructuralSchema, body: JsonObject): JsonObject {
  let out = edited(chance, schema, body);
  for (let left = chance.below(3); left > 0; left--) {
    const site = siteOf(chance, schema, out);
    if (site === undefined) break;
    out = objectOf(chance.often(50) ? put(out, site.path, null) : drop(out, site.path), out);
  }
  return out;
}

/** Another value for a place: mostly one that fits, else empty, null, of another type, or unknown. */
export function otherValue(chance: Chance, { schema, value }: Site): Json {
  if (chance.often(80)) return validValue(chance, schema, { left: 6, isNarrow: false });
  if (isObject(value) && chance.often(60)) return chance.often(50) ? {} : { ...value, nope: 1 };
  if (Array.isArray(value) && chance.often(60))
    return chance.often(50) ? [] : [...value, ...value.slice(0, 1)];
  return chance.pick<Json>([null, 'word', 7, true, {}, [], '']) ?? null;
}

export function siteOf(chance: Chance, schema: StructuralSchema, body: JsonObject): Site | undefined {
  return chance.pick(sitesOf(body, schema).filter(({ path }) => path.length > 0));
}

function objectOf(value: Json, otherwise: JsonObject): JsonObject {
  return isObject(value) ? value : otherwise;
}
