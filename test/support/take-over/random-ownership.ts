import fc from 'fast-check';
import { getAt } from '../../../src/model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import { pathOf } from './makers.ts';
import { onCluster, recipe } from './objects.ts';
import type { Room } from './room.ts';

/** What one writer says about a Recipe: labels, an annotation, fields of spec, and items of lists in two depths. */
export interface Wish {
  readonly labels: JsonObject;
  readonly annotations: JsonObject;
  readonly spec: JsonObject;
}

export interface RandomWrite {
  readonly manager: (typeof managers)[number];
  /** `edit` lays the wish over what is live, takes `drops` away, and sends the whole object; `apply` is forced. */
  readonly as: 'apply' | 'edit';
  readonly wish: Wish;
  readonly drops: readonly string[];
}

/** Two that may be taken over, and one only where it is allowed by name. */
export const managers = ['kubectl-edit', 'Mozilla', 'crew-tool'] as const;

const value = fc.constantFrom('x', 'y');
const selector = fc.record({ matchLabels: fc.dictionary(fc.constantFrom('m', 'n'), value, { maxKeys: 2 }) });

function items(
  fields: Readonly<Record<string, fc.Arbitrary<Json>>>,
  optional: readonly string[],
): fc.Arbitrary<JsonObject[]> {
  const item = fc
    .tuple(fc.constantFrom('i', 'j'), fc.record(fields), fc.subarray([...optional]))
    .map(([name, all, left]): JsonObject => {
      const kept = Object.entries(all).filter(([key]) => !left.includes(key));
      return { name, ...Object.fromEntries(kept) };
    });
  return fc.uniqueArray(item, { selector: (each) => each.name, minLength: 1, maxLength: 2 });
}

const spec: fc.Arbitrary<JsonObject> = fc.record(
  {
    appType: value,
    groups: items(
      {
        type: fc.constantFrom('resource', 'volume'),
        parent: value,
        includedResourceTypes: fc.array(value, { maxLength: 2 }),
        labelSelector: selector,
      },
      ['parent', 'includedResourceTypes', 'labelSelector'],
    ),
    // What the API would fill in is stated, so that a prediction without the server can be right.
    hooks: items(
      {
        type: fc.constant('exec'),
        namespace: fc.constant('shop'),
        onError: fc.constant('fail'),
        ops: items({ command: value, container: value }, ['container']),
      },
      ['ops'],
    ),
  },
  { requiredKeys: ['appType'] },
);

export const wishes: fc.Arbitrary<Wish> = fc.record({
  labels: fc.dictionary(fc.constantFrom('a', 'b'), value, { maxKeys: 2 }),
  annotations: fc.dictionary(fc.constantFrom('note'), value, { maxKeys: 1 }),
  spec,
});

export const randomWrites: fc.Arbitrary<RandomWrite> = fc.record({
  manager: fc.constantFrom(...managers),
  as: fc.constantFrom('apply', 'edit'),
  wish: wishes,
  drops: fc.subarray(['labels', 'annotations', 'groups', 'hooks']),
});

export function wanted(name: string, { labels, annotations, spec: fields }: Wish): JsonObject {
  const made = recipe(name, fields);
  const metadata = {
    ...Object(made.metadata),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    annotations: { ...annotations, 'ramen-sync.io/cluster': 'hub' },
  };
  return { ...made, metadata };
}

/** The first write makes the object. One that the server refuses (half an item left without its type) did not happen. */
export async function write(room: Room, name: string, random: RandomWrite): Promise<void> {
  await send(room, name, random).catch((error: unknown) => {
    if (!String(error).includes(': 422 ')) throw error;
  });
}

async function send(room: Room, name: string, random: RandomWrite): Promise<void> {
  const object = onCluster(wanted(name, random.wish));
  const query = `?fieldManager=${random.manager}`;
  const live = await room.send('GET', pathOf(object), {}).catch(() => undefined);
  if (random.as === 'apply') {
    await room.send('PATCH', `${pathOf(object)}${query}&force=true`, object, 'application/apply-patch+yaml');
  } else if (live === undefined) {
    await room.send('POST', `${pathOf(object).replace(/\/[^/]*$/, '')}${query}`, object);
  } else {
    await room.send('PUT', `${pathOf(object)}${query}`, edited(live, object, random.drops));
  }
}

function edited(live: JsonObject, wish: JsonObject, drops: readonly string[]): JsonObject {
  const kept = (part: Json | undefined): JsonObject =>
    Object.fromEntries(Object.entries(isObject(part) ? part : {}).filter(([key]) => !drops.includes(key)));
  const note = Object.entries(Object(getAt(live, ['metadata', 'annotations']))).filter(
    ([key]) => key !== 'note',
  );
  const metadata = drops.includes('annotations')
    ? { ...kept(live.metadata), annotations: Object.fromEntries(note) as JsonObject }
    : kept(live.metadata);
  return laidOver({ ...live, metadata, spec: kept(live.spec) }, wish);
}

/** Maps key by key, items by name, everything else whole. */
function laidOver(under: JsonObject, over: JsonObject): JsonObject {
  const merged = Object.entries(over).map(([key, value]): readonly [string, Json] => {
    const old = under[key];
    if (isObject(value) && isObject(old)) return [key, laidOver(old, value)];
    if (isArray(value) && isArray(old) && value.some(isObject)) return [key, itemsOver(old, value)];
    return [key, value];
  });
  return { ...under, ...Object.fromEntries(merged) };
}

function itemsOver(under: readonly Json[], over: readonly Json[]): readonly Json[] {
  const byName = new Map(under.filter(isObject).map((item) => [item.name, item]));
  for (const item of over.filter(isObject))
    byName.set(item.name, laidOver(byName.get(item.name) ?? {}, item));
  return [...byName.values()];
}
