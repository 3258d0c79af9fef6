import type { Json } from '../../../src/model/json.ts';
import { isSame } from './subjects.ts';

/** The single values of an object by their path, as people write it. Lists count as one value. */
export function leavesOf(value: Json | undefined, path = ''): ReadonlyMap<string, Json> {
  if (value === undefined) return new Map();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map([[path, value]]);
  return new Map(
    Object.entries(value).flatMap(([key, item]) => [...leavesOf(item, stepTo(path, key))] as const),
  );
}

/** Single values that differ between two states of an object, the server's own bookkeeping aside. */
export function changedLeaves(
  before: Json | undefined,
  after: Json | undefined,
): ReadonlyMap<string, Json | undefined> {
  const [old, now] = [leavesOf(before), leavesOf(after)];
  const changed = new Map<string, Json | undefined>();
  for (const path of new Set([...old.keys(), ...now.keys()])) {
    if (bookkeeping.test(path) || isSame(old.get(path), now.get(path))) continue;
    changed.set(path, now.get(path));
  }
  return changed;
}

const bookkeeping =
  /^(metadata\.(managedFields|resourceVersion|generation)$|metadata\.annotations\["ramen-sync\.io\/applied"\]$)/;

function stepTo(path: string, key: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** Who claims a field besides ramen-sync's own apply, by the server's notes. Paths through maps only. */
export function otherClaims(object: Json | undefined, path: string): readonly string[] {
  const steps = stepsOf(path);
  return claimsOf(object)
    .filter(({ manager, operation }) => manager !== 'ramen-sync' || operation !== 'Apply')
    .filter(({ fieldsV1 }) => reaches(fieldsV1, steps))
    .map(({ manager }) => manager);
}

interface Claim {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly fieldsV1: Json;
}

function claimsOf(object: Json | undefined): readonly Claim[] {
  const metadata = (object as { metadata?: { managedFields?: readonly Claim[] } } | undefined)?.metadata;
  return (metadata?.managedFields ?? []).filter(({ subresource }) => subresource === undefined);
}

function stepsOf(path: string): readonly string[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|([^.[]+)/g)].map((match) => match[1] ?? match[2] ?? '');
}

function reaches(fields: Json, steps: readonly string[]): boolean {
  let node: Json | undefined = fields;
  for (const step of steps) {
    if (typeof node !== 'object' || node === null) return false;
    node = Reflect.get(node, `f:${step}`);
    if (node === undefined) return false;
  }
  return true;
}
