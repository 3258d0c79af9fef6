import { expect } from 'vitest';
import { getAt, getString } from '../../../src/model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import { fieldClaims, type LiveObject } from '../../../src/model/live-object.ts';
import type { Change, FieldChange } from '../../../src/model/plan.ts';
import { formatSteps } from '../../../src/plan/field-place.ts';
import { claimedSteps } from '../../../src/plan/field-set.ts';

/**
 * What happened is what the plan said: its fields and no others have changed, the claims that it named and no others are
 * gone, and everything else is as it was, to the byte.
 */
export function expectExactly(change: Change, before: LiveObject, after: LiveObject): void {
  expect(differencesOf(before, after), 'values').toEqual(plannedDifferences(change));
  expectLosses(change, lostClaims(before, after));
  expect(uidAndStatus(after)).toEqual(uidAndStatus(before));
}

/** Two states of an object that must not differ at all. */
export function expectUntouched(before: LiveObject, after: LiveObject): void {
  expect(JSON.stringify(after)).toBe(JSON.stringify(before));
}

/** Path to `[before, after]`. */
type Differences = Readonly<Record<string, readonly [string, string]>>;

export function differencesOf(before: LiveObject, after: LiveObject): Differences {
  const old = leavesOf(before);
  const now = leavesOf(after);
  const paths = [...new Set([...old.keys(), ...now.keys()])].sort();
  return Object.fromEntries(
    paths
      .map((path) => [path, [old.get(path) ?? '', now.get(path) ?? '']] as const)
      .filter(([, [was, is]]) => was !== is)
      // An empty map that something came into, or that all went out of, is told by what did.
      .filter(
        ([path, sides]) => !sides.includes('{}') || !paths.some((other) => other.startsWith(`${path}.`)),
      ),
  );
}

function plannedDifferences(change: Change): Differences {
  const planned = change.fields.filter(
    (field) => !field.stays && !field.held && !field.path.endsWith(applied),
  );
  return Object.fromEntries(
    planned
      .map((field) => [field.path, [textOf(field.live), textOf(field.git)]] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Who claims an empty map of annotations claims no value, and the server forgets that with our first one. */
function lostClaims(before: LiveObject, after: LiveObject): readonly string[] {
  const now = claimsOf(after);
  const isMapOfNothing = (path: string) =>
    path === 'metadata.annotations' &&
    Object.keys(Object(getAt(before, ['metadata', 'annotations']))).length === 0;
  return [...claimsOf(before)]
    .flatMap(([owner, { paths, time }]) => {
      const left = now.get(owner);
      const gained = [...(left?.paths ?? [])].filter((path) => !paths.has(path));
      expect(gained, `${owner} gained claims`).toEqual([]);
      if (left !== undefined) expect(left.time, owner).toBe(time);
      return [...paths]
        .filter((path) => !left?.paths.has(path) && !isMapOfNothing(path))
        .map((path) => `${owner.split(' ')[0]} ${path}`);
    })
    .sort();
}

/** A manager that claims a field by two entries loses both; a map that is one value is lost whole, for any leaf of it. */
function expectLosses(change: Change, lost: readonly string[]): void {
  // Nothing is lost where nothing was claimed.
  const taken = change.fields.filter((field) => field.takesOver && field.manager !== 'before-first-apply');
  const planned = taken.flatMap((field) => ownersOf(field).map((owner) => `${owner} ${field.path}`));
  const covers = (claim: string, field: string) => field === claim || field.startsWith(`${claim}.`);
  expect(
    lost.filter((claim) => !planned.some((field) => covers(claim, field))),
    'claims that the plan did not name',
  ).toEqual([]);
  expect(
    planned.filter((field) => !lost.some((claim) => covers(claim, field))),
    'claims that should be gone',
  ).toEqual([]);
  expect(lost.length, 'claims, each once for every entry').toBeLessThanOrEqual(planned.length);
}

function ownersOf({ manager = '', coOwners = [] }: FieldChange): readonly string[] {
  return [manager, ...coOwners.map((owner) => owner.manager)];
}

interface Claims {
  readonly paths: ReadonlySet<string>;
  readonly time: string | undefined;
}

/** Everybody's but our own, by manager, operation, version and subresource. */
function claimsOf(object: LiveObject): ReadonlyMap<string, Claims> {
  const entries = isObject(object.metadata) ? object.metadata.managedFields : undefined;
  const found = new Map<string, Claims>();
  for (const [index, claim] of fieldClaims(object).entries()) {
    if (claim.manager === 'ramen-sync' && claim.operation === 'Apply') continue;
    const version = getString(isArray(entries) ? entries[index] : undefined, ['apiVersion']);
    const owner = [claim.manager, claim.operation, version, claim.subresource].join(' ');
    found.set(owner, { paths: new Set(claimedSteps(claim).map(formatSteps)), time: claim.time });
  }
  return found;
}

const applied = '["ramen-sync.io/applied"]';
const bookkeeping = new Set(['managedFields', 'resourceVersion', 'generation']);

/** Every value that an object has, by path; status, and what every write moves, aside. */
function leavesOf({ status: _, metadata, ...rest }: LiveObject): ReadonlyMap<string, string> {
  const kept = isObject(metadata)
    ? Object.fromEntries(Object.entries(metadata).filter(([key]) => !bookkeeping.has(key)))
    : {};
  const found = new Map<string, string>();
  collect({ ...rest, metadata: kept }, [], found);
  found.delete(`metadata.annotations${applied}`);
  return found;
}

const keyedLists = new Set(['groups', 'hooks', 'workflows', 'chks', 'ops', 'jobs']);

function collect(value: Json, steps: readonly string[], found: Map<string, string>): void {
  if (isObject(value) && (Object.keys(value).length > 0 || steps[0] === 'f:metadata')) {
    for (const [key, child] of Object.entries(value)) collect(child, [...steps, `f:${key}`], found);
  } else if (isArray(value) && keyedLists.has(steps.at(-1)?.slice(2) ?? '')) {
    for (const item of value) collect(item, [...steps, `k:{"name":${JSON.stringify(nameOf(item))}}`], found);
  } else {
    found.set(formatSteps(steps), textOf(value));
  }
}

function nameOf(item: Json): string {
  return getString(item, ['name']) ?? '';
}

function textOf(value: Json | undefined): string {
  return value === undefined ? '' : JSON.stringify(value);
}

function uidAndStatus(object: LiveObject): JsonObject {
  return { uid: getString(object, ['metadata', 'uid']) ?? '', status: object.status ?? {} };
}
