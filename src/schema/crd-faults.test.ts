import { describe, expect, it } from 'vitest';
import { hasRealCrds, readRealCrds } from '../../test/support/real-crds.ts';
import { getString } from '../model/field-path.ts';
import type { JsonObject } from '../model/json.ts';
import { createCrdCheck } from './crd-faults.ts';
import { shippedDocuments } from './shipped.ts';

const check = createCrdCheck();

function crd(schema: unknown): JsonObject {
  return JSON.parse(
    JSON.stringify({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      spec: {
        group: 'a.b',
        names: { kind: 'A', plural: 'as' },
        scope: 'Cluster',
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      },
    }),
  );
}

describe('a CRD that was handed over', () => {
  it('is good where an API server takes it', () => {
    // Built-in kinds have no group, and are no CRDs.
    const shipped = shippedDocuments().filter((document) => getString(document, ['spec', 'group']) !== '');
    expect(shipped.length).toBeGreaterThan(20);
    expect(shipped.flatMap((document) => check(document) ?? [])).toEqual([]);
  });

  it.runIf(hasRealCrds)('is good as projects publish it', () => {
    expect(
      readRealCrds()
        .filter(({ kind }) => kind === 'CustomResourceDefinition')
        .flatMap((document) => check(document) ?? []),
    ).toEqual([]);
  });

  it.each([
    [{ type: 'objekt' }, 'type'],
    [{ properties: [] }, 'properties'],
    [{ properties: { a: { required: 'b' } } }, 'properties.a.required'],
    [{ items: [{ type: 'string' }] }, 'items'],
    [{ enum: 'a' }, 'enum'],
    [{ pattern: 5 }, 'pattern'],
    [{ 'x-kubernetes-validations': {} }, 'x-kubernetes-validations'],
    [{ allOf: [{ minLength: -1 }] }, 'allOf.0.minLength'],
  ])('is refused with %j', (schema, place) => {
    const path = check(crd(schema))?.path.join('.');
    expect(path).toBe(`spec.versions.0.schema.openAPIV3Schema.${place}`);
  });
});
