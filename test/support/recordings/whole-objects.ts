import { isArray, isObject, type Json, type JsonObject } from '../../../src/model/json.ts';

/** Paths of one object and what stands there, as JSON. */
export type Leaves = ReadonlyMap<string, string>;

/** All that the operators and the stand-ins wrote, as it stood when an act had settled. */
export interface Settled {
  readonly act: string;
  /** By `cluster Kind namespace/name`. */
  readonly objects: ReadonlyMap<string, Leaves>;
}

/** From the recorder's whole objects: a line for each write, and one for each act. */
export function distilObjects(log: string): readonly Settled[] {
  const settled: Settled[] = [];
  const objects = new Map<string, Leaves>();
  let act = '';
  for (const line of log.split('\n').filter((each) => each !== '')) {
    const entry: Json = JSON.parse(line);
    if (!isObject(entry)) continue;
    if (typeof entry.mark === 'string') {
      if (act !== '') settled.push({ act, objects: new Map(objects) });
      act = entry.mark.replace('hand: ', 'hand ').replace('deploy', 'create');
    } else if (isObject(entry.object)) {
      const object = renamed(entry.object);
      const key = keyOf(String(entry.cluster), object);
      if (entry.type === 'DELETED') objects.delete(key);
      else objects.set(key, leavesOf(object));
    }
  }
  return [...settled, { act, objects }];
}

export function keyOf(cluster: string, object: JsonObject): string {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const place = [metadata.namespace, metadata.name].filter((part) => typeof part === 'string');
  return `${cluster} ${String(object.kind)} ${place.join('/')}`;
}

/** Without what no two runs have alike. */
export function leavesOf(object: JsonObject): Leaves {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const own = ['managedFields', 'uid', 'resourceVersion', 'creationTimestamp'];
  const shared = Object.fromEntries(Object.entries(metadata).filter(([key]) => !own.includes(key)));
  const leaves: [string, string][] = [];
  collect({ ...object, metadata: shared }, '', leaves);
  return new Map(leaves);
}

function collect(value: Json, path: string, leaves: [string, string][]): void {
  const entries = isArray(value)
    ? value.map((each, index) => [`[${index}]`, each] as const)
    : isObject(value)
      ? Object.entries(value).map(([key, each]) => [`.${key}`, each] as const)
      : [];
  for (const [step, each] of entries) collect(each, `${path}${step}`, leaves);
  if (entries.length === 0) leaves.push([path, JSON.stringify(comparable(path, value))]);
}

function comparable(path: string, value: Json): Json {
  if (/\.(uid|resourceVersion|actionDuration)$|\/drpc-uid$/.test(path)) return '<of this run>';
  if (typeof value !== 'string') return value;
  if (/^\d{4}-\d\d-\d\dT[\d:]+Z$/.test(value)) return '<time>';
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value) ? '<uuid>' : value;
}

/** The recorded application `cart/cart` under the name that it has in our tests, `shop/cart`. */
function renamed(object: JsonObject): JsonObject {
  const text = JSON.stringify(object)
    .replaceAll('cart-cart-', 'cart-shop-')
    .replaceAll('(cart/cart)', '(shop/cart)')
    .replaceAll(/("(?:[^"]*[/-])?namespace(?:-name)?":)"cart"/g, '$1"shop"')
    .replaceAll(/("kind":"Namespace","metadata":\{[^}]*\},"name":)"cart"/g, '$1"shop"')
    .replaceAll('"appname":"cart"', '"app":"cart"');
  const parsed: Json = JSON.parse(text);
  return isObject(parsed) ? parsed : object;
}

/** Of each act, what is another than before; `-` where something is no longer there. */
export function renderObjects(settled: readonly Settled[]): string {
  const lines: string[] = [];
  let before: ReadonlyMap<string, Leaves> = new Map();
  for (const { act, objects } of settled) {
    lines.push(`act ${act}`);
    for (const key of new Set([...before.keys(), ...objects.keys()])) {
      const [old, now] = [before.get(key) ?? new Map(), objects.get(key) ?? new Map()];
      const paths = [...new Set([...old.keys(), ...now.keys()])].sort();
      const changed = paths.filter((path) => old.get(path) !== now.get(path));
      if (changed.length > 0) lines.push(key, ...changed.map((path) => `  ${path} ${now.get(path) ?? '-'}`));
    }
    before = objects;
  }
  return `${lines.join('\n')}\n`;
}

export function parseObjects(text: string): readonly Settled[] {
  const settled: { act: string; objects: Map<string, Map<string, string>> }[] = [];
  let leaves = new Map<string, string>();
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const last = settled.at(-1);
    const [, path = '', value = ''] = /^ {2}(\S+) (.+)$/.exec(line) ?? [];
    if (line.startsWith('act ')) {
      const objects = [...(last?.objects ?? [])].map(([key, each]) => [key, new Map(each)] as const);
      settled.push({ act: line.slice('act '.length), objects: new Map(objects) });
    } else if (path === '') {
      leaves = last?.objects.get(line) ?? new Map();
      last?.objects.set(line, leaves);
    } else if (value === '-') leaves.delete(path);
    else leaves.set(path, value);
  }
  return settled.map(({ act, objects }) => ({
    act,
    objects: new Map([...objects].filter(([, each]) => each.size > 0)),
  }));
}
