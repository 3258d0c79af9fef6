import type { JsonObject } from '../../model/json.ts';
import { type PrinterColumn, readCrd } from '../../schema/crd.ts';
import { atomOfResource } from '../fields/atom.ts';
import type { Resource } from './resource.ts';

/** The served versions of a CustomResourceDefinition, storage version first. */
export function resourcesOfCrd(document: JsonObject): readonly Resource[] {
  const crd = readCrd(document);
  if (crd === undefined) return [];
  const { group, kind, plural, singular, shortNames } = crd;
  const versions = crd.versions.filter((version) => version.served);
  const ordered = [...versions].sort((a, b) => Number(b.storage) - Number(a.storage));
  return ordered.map(({ name, hasStatus, schema, printerColumns }) => ({
    group,
    version: name,
    kind,
    plural,
    singular,
    shortNames,
    namespaced: crd.scope === 'Namespaced',
    hasStatus,
    schema,
    // Most kinds of a sandbox are never written.
    get type() {
      const type = atomOfResource(schema);
      Object.defineProperty(this, 'type', { value: type });
      return type;
    },
    columns: printerColumns.length > 0 ? printerColumns : [ageColumn],
    builtIn: false,
    hasGeneration: true,
  }));
}

/** The same for a document that ships inside: what comes of it serves every cluster of the process. */
export function resourcesOfShipped(document: JsonObject): readonly Resource[] {
  const resources = ofShipped.get(document) ?? resourcesOfCrd(document);
  ofShipped.set(document, resources);
  return resources;
}

const ofShipped = new WeakMap<JsonObject, readonly Resource[]>();

/** Kubernetes: apiextensions, tableconvertor: without columns of its own a kind prints its age. */
export const ageColumn: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
  priority: 0,
};
