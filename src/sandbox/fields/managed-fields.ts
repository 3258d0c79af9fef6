import { getAt, getString } from '../../model/field-path.ts';
import { compareText } from '../../model/finding.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { decodeSet, encodeSet, type FieldSet, union } from './field-set.ts';

/** One manager's entry of `metadata.managedFields`. */
export interface Claim {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fields: FieldSet;
}

/** By `claimId`. */
export type Claims = ReadonlyMap<string, Claim>;

/** Two writes are one manager's when these are equal; an applier stays the same across API versions. */
export function claimId(claim: Omit<Claim, 'fields' | 'time'>): string {
  const version = claim.operation === 'Apply' ? '' : claim.apiVersion;
  return JSON.stringify([claim.manager, claim.operation, version, claim.subresource ?? '']);
}

/** The claims on an object; none where any entry cannot be read, as on the server. */
export function decodeClaims(object: JsonObject): Claims {
  const entries = getAt(object, ['metadata', 'managedFields']);
  const claims = new Map<string, Claim>();
  for (const entry of isArray(entries) ? entries : []) {
    const claim = decodeClaim(entry);
    if (claim === undefined) return new Map();
    claims.set(claimId(claim), claim);
  }
  return claims;
}

export function encodeClaims(claims: Claims): Json {
  return [...claims.values()].sort(compareClaims).map((claim) => ({
    manager: claim.manager,
    operation: claim.operation,
    apiVersion: claim.apiVersion,
    ...(claim.time === undefined ? {} : { time: claim.time }),
    fieldsType: 'FieldsV1',
    fieldsV1: encodeSet(claim.fields),
    ...(claim.subresource === undefined ? {} : { subresource: claim.subresource }),
  }));
}

const MAX_UPDATERS = 10;

/** Folds the oldest updaters of a version into one. Kubernetes: managedfields/internal/capmanagers.go. */
export function capUpdaters(claims: Claims): Claims {
  const updaters = [...claims].filter(([, claim]) => claim.operation === 'Update');
  if (updaters.length <= MAX_UPDATERS) return claims;
  updaters.sort(
    ([a, left], [b, right]) => compareText(left.time ?? '', right.time ?? '') || compareText(a, b),
  );
  const out = new Map(claims);
  const first = new Map<string, string>();
  let count = updaters.length;
  for (const [id, claim] of updaters) {
    if (count <= MAX_UPDATERS) break;
    const opened = first.get(claim.apiVersion);
    if (opened === undefined) {
      first.set(claim.apiVersion, id);
      continue;
    }
    const bucket = { manager: 'ancient-changes', operation: 'Update', apiVersion: claim.apiVersion } as const;
    const bucketId = claimId(bucket);
    const held = out.get(bucketId) ?? out.get(opened);
    if (!out.has(bucketId)) out.delete(opened);
    const fields = held === undefined ? claim.fields : union(claim.fields, held.fields);
    out.delete(id);
    out.set(bucketId, { ...bucket, fields, ...(claim.time === undefined ? {} : { time: claim.time }) });
    count -= 1;
  }
  return out;
}

function decodeClaim(entry: Json): Claim | undefined {
  const operation = getString(entry, ['operation']);
  const apiVersion = getString(entry, ['apiVersion']) ?? '';
  const fields = getAt(entry, ['fieldsV1']) ?? {};
  if (operation !== 'Apply' && operation !== 'Update') return undefined;
  if (apiVersion === '' || getString(entry, ['fieldsType']) !== 'FieldsV1' || !isObject(fields))
    return undefined;
  const time = getString(entry, ['time']);
  const subresource = getString(entry, ['subresource']);
  return {
    manager: getString(entry, ['manager']) ?? '',
    operation,
    apiVersion,
    fields: decodeSet(fields),
    ...(time === undefined ? {} : { time }),
    ...(subresource === undefined || subresource === '' ? {} : { subresource }),
  };
}

function compareClaims(a: Claim, b: Claim): number {
  return (
    compareText(a.operation, b.operation) ||
    compareText(a.time ?? '', b.time ?? '') ||
    compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource ?? '', b.subresource ?? '')
  );
}
