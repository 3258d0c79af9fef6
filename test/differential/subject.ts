import type { JsonObject } from '../../src/model/json.ts';
import { isBuiltInGroup } from '../../src/schema/built-in-problems.ts';
import type { Crd } from '../../src/schema/crd.ts';
import type { SchemaSet } from '../../src/schema/schema-set.ts';
import type { StructuralSchema } from '../../src/schema/structural.ts';
import { validateObject } from '../../src/schema/validate.ts';
import type { Chance } from './chance.ts';
import { validValue } from './valid-value.ts';

/** A kind in one version, judged by both. */
export interface Subject {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** Typed in Go, not by a CRD. */
  readonly isBuiltIn: boolean;
  readonly schema: StructuralSchema;
  /** What our judge judges by. */
  readonly schemas: SchemaSet;
}

export function subjectsOf(crds: readonly Crd[], schemas: SchemaSet): readonly Subject[] {
  return crds.flatMap((crd) =>
    crd.versions
      .filter(({ served }) => served)
      .map(({ name, schema }) => ({
        group: crd.group,
        version: name,
        kind: crd.kind,
        plural: crd.plural,
        isBuiltIn: isBuiltInGroup(crd.group),
        namespaced: crd.scope === 'Namespaced',
        schema,
        schemas,
      })),
  );
}

export function apiVersionOf({ group, version }: Subject): string {
  return group === '' ? version : `${group}/${version}`;
}

/** An object that the server should take. It may not, where a rule in CEL asks for what no schema says: no harm. */
export function validObject(chance: Chance, subject: Subject): JsonObject {
  let object = grow(chance, subject);
  for (let attempt = 0; attempt < 4; attempt++) {
    if (validateObject(object, subject.schemas).problems.length === 0) return object;
    object = grow(chance, subject);
  }
  return object;
}

/** The same, whatever our judge thinks of it. */
export function grow(chance: Chance, subject: Subject): JsonObject {
  const { apiVersion: _, kind: __, metadata: ___, ...properties } = subject.schema.properties ?? {};
  const body = validValue(
    chance,
    { ...subject.schema, properties },
    {
      left: 10 + chance.below(50),
      isNarrow: chance.often(40),
    },
  );
  const metadata = {
    name: `a${chance.below(1000)}`,
    ...(subject.namespaced ? { namespace: 'default' } : {}),
    ...(chance.often(30) ? { labels: { app: 'shop', 'example.com/tier': '' } } : {}),
    ...(chance.often(30) ? { annotations: { note: 'any text: äöü' } } : {}),
  };
  return { apiVersion: apiVersionOf(subject), kind: subject.kind, metadata, ...(body as JsonObject) };
}
