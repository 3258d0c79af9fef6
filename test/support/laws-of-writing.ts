import { getString, removeAt } from '../../src/model/field-path.ts';
import { canonicalJson, isArray, type Json, type JsonObject } from '../../src/model/json.ts';
import { fieldClaims } from '../../src/model/live-object.ts';
import type { ProxiedRequest } from './fault-proxy.ts';

/** A change of one object, as the server saw it. */
export interface Mutation {
  readonly cluster: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: JsonObject;
  readonly before?: JsonObject;
}

/** Objects by `cluster/kind/namespace/name`. */
export type Content = ReadonlyMap<string, JsonObject>;

/** What a request broke of the laws, whatever the server made of it. */
export function lawsBrokenBy({ method, path, kind, body }: ProxiedRequest): readonly string[] {
  if (method === 'GET' || kind === 'review') return [];
  const query = new URLSearchParams(path.split('?')[1] ?? '');
  const said: string[] = [];
  if (method !== 'PATCH') said.push(`${method} is sent`);
  if (query.has('force')) said.push('force is asked for');
  if (query.get('fieldManager') !== 'ramen-sync' || query.get('fieldValidation') !== 'Strict')
    said.push('the field manager or strict validation is missing');
  if (kind !== 'dry-run' && !isBound(kind, JSON.parse(body)))
    said.push('it carries no UID and resourceVersion');
  return said.map((problem) => `${method} ${path}: ${problem}`);
}

function isBound(kind: string, body: Json): boolean {
  if (kind === 'apply') {
    const version = getString(body, ['metadata', 'resourceVersion']);
    return version === '1' || (version !== undefined && getString(body, ['metadata', 'uid']) !== undefined);
  }
  const tested = (isArray(body) ? body : []).flatMap((item) =>
    getString(item, ['op']) === 'test' ? [getString(item, ['path'])] : [],
  );
  return tested.includes('/metadata/uid') && tested.includes('/metadata/resourceVersion');
}

/**
 * What the changes broke: every object goes once, and in one step, from where it stood to where an undisturbed run leaves
 * it; nothing else is touched, and nothing deleted.
 */
export function lawsBrokenOnTheWay(
  mutations: readonly Mutation[],
  before: Content,
  after: Content,
): readonly string[] {
  const said: string[] = [];
  const arrived = new Set<string>();
  for (const { cluster, type, object } of mutations) {
    const name = keyOf(cluster, object);
    const from = meaning(before.get(name));
    const to = meaning(after.get(name));
    const now = meaning(object);
    if (type === 'DELETED') said.push(`${name} was deleted`);
    else if (from === to && claims(before.get(name)) === claims(after.get(name)))
      said.push(`${name} was written, and nothing of it was planned`);
    else if (now !== from && now !== to) said.push(`${name} was in a state of its own: ${now}`);
    else if (arrived.has(name) && now !== to) said.push(`${name} was taken back`);
    if (now === to) arrived.add(name);
  }
  return said;
}

/** Where two states differ in more than times, versions and UIDs. */
export function differences(wanted: Content, found: Content): readonly string[] {
  const names = [...new Set([...wanted.keys(), ...found.keys()])].sort();
  return names.flatMap((name) => {
    const [a, b] = [wanted.get(name), found.get(name)];
    if (meaning(a) !== meaning(b)) return [`${name}: ${meaning(b)} instead of ${meaning(a)}`];
    return claims(a) === claims(b) ? [] : [`${name}: owned ${claims(b)} instead of ${claims(a)}`];
  });
}

export function keyOf(cluster: string, object: JsonObject): string {
  const { kind = '' } = object;
  return `${cluster}/${String(kind)}/${getString(object, ['metadata', 'namespace']) ?? ''}/${getString(object, ['metadata', 'name']) ?? ''}`;
}

const bookkeeping = ['managedFields', 'resourceVersion', 'generation', 'creationTimestamp', 'uid'];

function meaning(object: JsonObject | undefined): string {
  if (object === undefined) return 'absent';
  return canonicalJson(bookkeeping.reduce((rest, key) => removeAt(rest, ['metadata', key]), object));
}

function claims(object: JsonObject | undefined): string {
  if (object === undefined) return 'by nobody';
  return fieldClaims(object)
    .map(({ manager, operation, subresource = '', fields }) =>
      [manager, operation, subresource, canonicalJson(fields)].join(' '),
    )
    .sort()
    .join('\n');
}
