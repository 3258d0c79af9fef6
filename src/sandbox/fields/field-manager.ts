import { getString } from '../../model/field-path.ts';
import { isObject, type Json, type JsonObject, jsonEquals } from '../../model/json.ts';
import type { Atom } from './atom.ts';
import { checkTyped } from './check-typed.ts';
import { type Comparison, compareObjects } from './compare.ts';
import { fieldsOf, removeFields, withNamedParents } from './extract.ts';
import {
  difference,
  differenceBelow,
  emptySet,
  type FieldSet,
  intersection,
  isEmptySet,
  pathsOf,
  setOfPaths,
  union,
} from './field-set.ts';
import { type Claims, capUpdaters, claimId, decodeClaims, encodeClaims } from './managed-fields.ts';
import { mergeValues } from './merge.ts';

/** Who writes, what, and when. */
export interface FieldWriter {
  readonly type: Atom;
  readonly apiVersion: string;
  readonly subresource?: 'status';
  /** Fields that this endpoint resets: never owned through it. */
  readonly ignored: FieldSet;
  readonly manager: string;
  /** RFC 3339, whole seconds. */
  readonly time: string;
}

export interface ManagerConflict {
  readonly manager: string;
  readonly subresource?: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly path: readonly string[];
}

/** Other managers own fields that an apply without force would change. */
export class ApplyConflicts extends Error {
  readonly conflicts: readonly ManagerConflict[];
  constructor(conflicts: readonly ManagerConflict[]) {
    super('conflicting field managers');
    this.conflicts = conflicts;
  }
}

/**
 * `after` with its managedFields brought up to date for a create, PUT or patch.
 * Kubernetes: k8s.io/apimachinery, util/managedfields/internal.
 */
export function trackUpdate(
  writer: FieldWriter,
  before: JsonObject | undefined,
  after: JsonObject,
): JsonObject {
  // The server gives up the claims of an object that does not fit its types, as a status may that is not written.
  if (checkTyped(writer.type, withoutClaims(after), 'taken').length > 0) return withoutClaims(after);
  const claims = claimsOfUpdate(writer, before, after);
  const isTracked = claims.size > 0 || before === undefined;
  if (!isTracked) return withClaims(after, claims);
  return withClaims(
    after,
    capUpdaters(update(writer, emptyOr(writer, after, before), withoutClaims(after), claims)),
  );
}

/** `live` with `applied` laid over it and what this manager no longer states taken away. Throws `ApplyConflicts`. */
export function trackApply(
  writer: FieldWriter,
  live: JsonObject | undefined,
  applied: JsonObject,
  force: boolean,
): JsonObject {
  const base = emptyOr(writer, applied, live);
  const known = live === undefined ? new Map() : decodeClaims(live);
  const first = { ...writer, manager: 'before-first-apply' };
  const claims =
    known.size === 0 ? update(first, emptyOr(writer, applied, undefined), base, new Map()) : known;
  const result = apply(writer, base, applied, claims, force);
  return withClaims(result.object, result.claims);
}

function claimsOfUpdate(writer: FieldWriter, before: JsonObject | undefined, after: JsonObject): Claims {
  const live = before === undefined ? new Map() : decodeClaims(before);
  if (writer.subresource !== undefined) return live;
  const stated = isObject(after.metadata) ? after.metadata.managedFields : undefined;
  const isReset =
    Array.isArray(stated) && (stated.length === 0 || (stated.length === 1 && jsonEquals(stated[0], {})));
  if (isReset) return new Map();
  const claims = decodeClaims(after);
  return claims.size === 0 ? live : claims;
}

/** The claims after a write that takes what it changes from everybody else. */
function update(writer: FieldWriter, before: JsonObject, after: JsonObject, claims: Claims): Claims {
  const change = ignoring(compareObjects(writer.type, before, after), writer.ignored);
  const changed = union(change.added, change.modified);
  const others = withoutFields(claims, () => union(changed, change.removed));
  const own = difference(differenceBelow(difference(changed, change.removed), writer.ignored), neverOwned);
  if (isEmptySet(own)) return others;
  const claim = claimFor(writer, 'Update');
  const id = claimId(claim);
  const previous = others.get(id)?.fields ?? emptySet;
  return new Map(others).set(id, { ...claim, fields: union(own, previous) });
}

interface Applied {
  readonly object: JsonObject;
  readonly claims: Claims;
}

function apply(
  writer: FieldWriter,
  live: JsonObject,
  applied: JsonObject,
  claims: Claims,
  force: boolean,
): Applied {
  const claim = claimFor(writer, 'Apply');
  const id = claimId(claim);
  const before = claims.get(id)?.fields;
  const fields = differenceBelow(fieldsOf(writer.type, applied), writer.ignored);
  const stated: Claims = new Map(claims).set(id, { ...claim, fields });
  const merged = asObject(mergeValues(writer.type, live, applied));
  const object =
    before === undefined || isEmptySet(before) ? merged : prune(writer.type, merged, stated, before);
  const change = ignoring(compareObjects(writer.type, live, object), writer.ignored);
  const conflicts = conflictsOf(stated, id, union(change.added, change.modified));
  if (conflicts.length > 0 && !force) throw new ApplyConflicts(conflicts);
  const taken = union(union(change.added, change.modified), change.removed);
  const rest = withoutFields(stated, (other) => (other === id ? emptySet : taken));
  const own = difference(rest.get(id)?.fields ?? emptySet, neverOwned);
  const next = new Map(rest);
  if (isEmptySet(own)) next.delete(id);
  else next.set(id, { ...withTimeOf(claims.get(id), claim, !jsonEquals(live, object)), fields: own });
  return { object, claims: next };
}

/**
 * Who takes equal values writes nothing, and gets no time for it.
 * Kubernetes: managedfields/internal/managedfieldsupdater.go, Apply.
 */
function withTimeOf(
  before: { readonly time?: string } | undefined,
  claim: ReturnType<typeof claimFor>,
  isChange: boolean,
): Omit<ReturnType<typeof claimFor>, 'time'> & { readonly time?: string } {
  if (isChange) return claim;
  const { time: _, ...timeless } = claim;
  return before?.time === undefined ? timeless : { ...timeless, time: before.time };
}

/** Takes away what this manager applied last time and nobody claims any more. Kubernetes: merge/update.go, prune. */
function prune(type: Atom, merged: JsonObject, claims: Claims, last: FieldSet): JsonObject {
  const named = (set: FieldSet): FieldSet => withNamedParents(type, set);
  const remove = (set: FieldSet): JsonObject => asObject(removeFields(type, merged, set));
  const all = named(fieldsOf(type, merged));
  const claimed = [...claims.values()].reduce<FieldSet>((set, claim) => union(set, claim.fields), emptySet);
  const bare = named(fieldsOf(type, remove(named(last))));
  const owned = remove(difference(all, union(bare, named(claimed))));
  const kept = named(fieldsOf(type, owned));
  return remove(intersection(difference(all, kept), named(last)));
}

function conflictsOf(claims: Claims, own: string, changed: FieldSet): readonly ManagerConflict[] {
  return [...claims].flatMap(([id, claim]) => {
    if (id === own) return [];
    const { manager, operation, apiVersion, subresource } = claim;
    return pathsOf(intersection(claim.fields, changed)).map((path) => ({
      manager,
      operation,
      apiVersion,
      ...(subresource === undefined ? {} : { subresource }),
      path,
    }));
  });
}

function withoutFields(claims: Claims, taken: (id: string) => FieldSet): Claims {
  const out = new Map<string, typeof claims extends ReadonlyMap<string, infer C> ? C : never>();
  for (const [id, claim] of claims) {
    const fields = difference(claim.fields, taken(id));
    if (!isEmptySet(fields)) out.set(id, { ...claim, fields });
  }
  return out;
}

function claimFor(writer: FieldWriter, operation: 'Apply' | 'Update') {
  const { manager, apiVersion, time, subresource } = writer;
  return { manager, operation, apiVersion, time, ...(subresource === undefined ? {} : { subresource }) };
}

function ignoring(change: Comparison, ignored: FieldSet): Comparison {
  return {
    added: differenceBelow(change.added, ignored),
    modified: differenceBelow(change.modified, ignored),
    removed: differenceBelow(change.removed, ignored),
  };
}

/** The server's own bookkeeping: Kubernetes, managedfields/internal/stripmeta.go. */
const neverOwned = setOfPaths([
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name) => ['f:metadata', `f:${name}`]),
]);

function emptyOr(writer: FieldWriter, like: JsonObject, live: JsonObject | undefined): JsonObject {
  if (live !== undefined) return withoutClaims(live);
  return { apiVersion: writer.apiVersion, kind: getString(like, ['kind']) ?? '' };
}

function withoutClaims(object: JsonObject): JsonObject {
  if (!isObject(object.metadata) || object.metadata.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

function withClaims(object: JsonObject, claims: Claims): JsonObject {
  const bare = withoutClaims(object);
  if (claims.size === 0) return bare;
  const metadata = isObject(bare.metadata) ? bare.metadata : {};
  return { ...bare, metadata: { ...metadata, managedFields: encodeClaims(claims) } };
}

function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
