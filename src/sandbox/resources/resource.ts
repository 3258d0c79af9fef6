import type { PrinterColumn } from '../../schema/crd.ts';
import type { StructuralSchema } from '../../schema/structural.ts';
import type { Atom } from '../fields/atom.ts';

/** One version of one kind that a cluster serves. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly hasStatus: boolean;
  /** With apiVersion, kind and metadata. */
  readonly schema: StructuralSchema;
  readonly type: Atom;
  readonly columns: readonly PrinterColumn[];
  /** Built in: typed decoding, strategic merge patch, PUT without resourceVersion. */
  readonly builtIn: boolean;
  /** Whether `metadata.generation` counts changes. */
  readonly hasGeneration: boolean;
}

export function apiVersionOf(resource: Resource): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

/** `drpolicies.ramendr.openshift.io`: versions of a kind share their objects. */
export function resourceName(resource: Resource): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}

/** `DRPolicy.ramendr.openshift.io` */
export function kindName(resource: Resource): string {
  return resource.group === '' ? resource.kind : `${resource.kind}.${resource.group}`;
}
