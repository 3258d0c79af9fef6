import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { canonicalJson, isArray, isObject, type Json } from '../../src/model/json.ts';
import { isBuiltInGroup } from '../../src/schema/built-in-problems.ts';
import { withCrds } from '../../src/schema/compile.ts';
import { type Crd, readCrd } from '../../src/schema/crd.ts';
import { findCrd } from '../../src/schema/schema-set.ts';
import { shippedSchemas } from '../../src/schema/shipped.ts';
import type { WeightedSubject } from './mutant.ts';
import { subjectsOf } from './subject.ts';

export interface Judges {
  readonly subjects: readonly WeightedSubject[];
  /** Kinds that are judged by what ships. */
  readonly shipped: readonly Crd[];
}

/**
 * Every kind that the server has a CRD of, and the built-in ones that lint knows. What ships judges where it says the same
 * as the server's own CRD; else the CRD does, so that a gap of the one is not taken for a fault of the judge.
 */
export function judgesFor(folders: readonly string[]): Judges {
  const given = folders.flatMap(readCrds);
  const same = given.filter(shipsWhole);
  const others = given.filter((crd) => !same.includes(crd));
  const builtIn = shippedSchemas.crds.filter(({ group }) => isBuiltInGroup(group));
  const foreign = withCrds(shippedSchemas, others);
  return {
    subjects: [
      ...subjectsOf(builtIn, shippedSchemas).map((subject) => ({ subject, weight: 6 })),
      ...subjectsOf(same, shippedSchemas).map((subject) => ({ subject, weight: 3 })),
      ...subjectsOf(others, foreign).map((subject) => ({
        subject,
        weight: subject.group.startsWith('ramendr') || subject.kind === 'Oddity' ? 3 : 1,
      })),
    ],
    shipped: [...builtIn, ...same],
  };
}

function readCrds(folder: string): readonly Crd[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => loadAll(readFileSync(join(folder, name), 'utf8')))
    .flatMap((document) => (isObject(document) ? (readCrd(document) ?? []) : []));
}

function shipsWhole(crd: Crd): boolean {
  const own = findCrd(shippedSchemas, crd.group, crd.kind);
  return crd.versions.every((version) => {
    const shipped = own?.versions.find(({ name }) => name === version.name);
    return (
      shipped !== undefined &&
      shipped.served === version.served &&
      shipped.hasStatus === version.hasStatus &&
      canonicalJson(bare(shipped.schema as Json)) === canonicalJson(bare(version.schema as Json))
    );
  });
}

/** Without descriptions: a property may be called that, and then is a map. */
function bare(value: Json): Json {
  if (isArray(value)) return value.map(bare);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(
    ([key, child]) => key !== 'description' || typeof child !== 'string',
  );
  return Object.fromEntries(entries.map(([key, child]) => [key, bare(child)]));
}
