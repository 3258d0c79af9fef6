import { API_VERSION } from '../model/annotations.ts';
import { UserError } from '../model/errors.ts';
import { compareText, type Finding } from '../model/finding.ts';
import { isArray, isObject, type Json } from '../model/json.ts';
import { findRule } from '../rules/registry.ts';

/** Findings of one rule on one field that are known and not reported. Lines are not in it, so that text may move. */
export interface BaselineEntry {
  readonly file: string;
  readonly rule: string;
  /** `DRPlacementControl/shop/cart`; absent for what belongs to no object. */
  readonly object?: string;
  readonly path?: string;
  readonly count: number;
}

/** Sorted by file, rule, object and path; no two entries are of the same. */
export type Baseline = readonly BaselineEntry[];

interface Baselined {
  /** What the baseline does not have. */
  readonly findings: readonly Finding[];
  /** How many it has. */
  readonly count: number;
  /** What is in the baseline and was not found, with the number that is too many. */
  readonly stale: Baseline;
}

/** What cannot be read hides everything else that is wrong in it; and an edit is no mistake of old. */
function isNeverKnown(rule: string): boolean {
  return rule === 'yaml-syntax' || findRule(rule)?.compares === true;
}

/** Takes out what is known. Of more findings than the baseline has, the last ones in the file are new. */
export function withoutKnown(findings: readonly Finding[], baseline: Baseline): Baselined {
  const left = new Map(baseline.map((entry) => [idOf(entry), entry.count]));
  const fresh = findings.filter((finding) => {
    const id = idOf(entryOf(finding));
    const count = left.get(id) ?? 0;
    if (count === 0 || isNeverKnown(finding.rule)) return true;
    left.set(id, count - 1);
    return false;
  });
  const stale = baseline.flatMap((entry) => {
    const count = left.get(idOf(entry)) ?? 0;
    return count === 0 ? [] : [{ ...entry, count }];
  });
  return { findings: fresh, count: findings.length - fresh.length, stale };
}

/** Findings that an earlier state of the files did not have. */
export function newSince(earlier: readonly Finding[], findings: readonly Finding[]): readonly Finding[] {
  const left = new Map<string, number>();
  for (const finding of earlier) {
    const id = idOf(entryOf(finding));
    left.set(id, (left.get(id) ?? 0) + 1);
  }
  return findings.filter((finding) => {
    const id = idOf(entryOf(finding));
    const count = left.get(id) ?? 0;
    left.set(id, count - 1);
    return count <= 0;
  });
}

/** A baseline that has all of the findings, and the entries of an earlier one that were not judged this time. */
export function baselineOf(findings: readonly Finding[], kept: Baseline): Baseline {
  const entries = new Map(kept.map((entry) => [idOf(entry), entry]));
  for (const finding of findings) {
    if (isNeverKnown(finding.rule)) continue;
    const entry = entryOf(finding);
    const count = (entries.get(idOf(entry))?.count ?? 0) + 1;
    entries.set(idOf(entry), { ...entry, count });
  }
  return [...entries.values()].sort(
    (a, b) =>
      compareText(a.file, b.file) ||
      compareText(a.rule, b.rule) ||
      compareText(a.object ?? '', b.object ?? '') ||
      compareText(a.path ?? '', b.path ?? ''),
  );
}

/** How many findings it has. */
export function sizeOf(baseline: Baseline): number {
  return baseline.reduce((sum, { count }) => sum + count, 0);
}

/** The file: schema schemas/lint-baseline.schema.json. */
export function renderBaseline(baseline: Baseline): string {
  const findings = baseline.map(({ file, rule, object, path, count }) => ({
    file,
    rule,
    object,
    path,
    count,
  }));
  return `${JSON.stringify({ apiVersion: API_VERSION, kind: KIND, findings }, undefined, 2)}\n`;
}

/** Throws UserError, with the name of the file, on what is no baseline. */
export function parseBaseline(text: string, name: string): Baseline {
  const broken = (why: string): UserError =>
    new UserError(`${name} is no baseline: ${why}`, { hint: 'write a new one with --write-baseline' });
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    throw broken(error instanceof Error ? error.message : String(error));
  }
  if (!isObject(value) || value.apiVersion !== API_VERSION || value.kind !== KIND) {
    throw broken(`it must have apiVersion ${API_VERSION} and kind ${KIND}`);
  }
  if (!isArray(value.findings)) throw broken('findings must be a list');
  return value.findings.map((item, index) => {
    const entry = readEntry(item);
    if (entry === undefined) throw broken(`findings[${index}] must have file, rule and a count of 1 or more`);
    return entry;
  });
}

const KIND = 'LintBaseline';

function readEntry(item: Json): BaselineEntry | undefined {
  if (!isObject(item)) return undefined;
  const { file, rule, object, path, count } = item;
  if (typeof file !== 'string' || typeof rule !== 'string') return undefined;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1) return undefined;
  return {
    file,
    rule,
    ...(typeof object === 'string' ? { object } : {}),
    ...(typeof path === 'string' ? { path } : {}),
    count,
  };
}

function entryOf({ rule, location, object, path }: Finding): BaselineEntry {
  const name = object && [object.kind, object.namespace, object.name].filter((part) => part !== undefined);
  return {
    file: location.file,
    rule,
    ...(name === undefined ? {} : { object: name.join('/') }),
    ...(path === undefined ? {} : { path }),
    count: 1,
  };
}

function idOf({ file, rule, object, path }: BaselineEntry): string {
  return JSON.stringify([file, rule, object, path]);
}
