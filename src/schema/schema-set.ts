import type { Validator } from './ajv-options.ts';
import type { Crd, CrdVersion } from './crd.ts';

/**
 * Where a schema comes from. Of other projects (`shipped-third-party`) only what Ramen uses is known here, and a cluster
 * may have a newer release: a field that such a schema does not know is a doubt, not a mistake. `given` schemas are those
 * that the user handed over, and they are final.
 */
export type SchemaOrigin = 'shipped' | 'shipped-third-party' | 'given';

/** The kinds that can be judged, and how. */
export interface SchemaSet {
  readonly crds: readonly Crd[];
  readonly find: (group: string, kind: string) => Crd | undefined;
  /** Undefined where the kind is not in the set. */
  readonly originOf: (group: string, kind: string) => SchemaOrigin | undefined;
  readonly validator: (group: string, version: string, kind: string) => Validator | undefined;
  /** A version that is not there does not exist; otherwise it may only be unknown here. */
  readonly isComplete: (group: string, kind: string) => boolean;
}

export function findCrd(set: SchemaSet, group: string, kind: string): Crd | undefined {
  return set.find(group, kind);
}

/** The version as asked, else the one that is stored. */
export function versionOf(crd: Crd, name: string | undefined): CrdVersion | undefined {
  return name === undefined
    ? (crd.versions.find((version) => version.storage) ?? crd.versions[0])
    : crd.versions.find((version) => version.name === name);
}
