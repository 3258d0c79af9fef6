import type { Validator } from './ajv-options.ts';
import type { Crd, CrdVersion } from './crd.ts';

/** The kinds that can be judged, and how. */
export interface SchemaSet {
  readonly crds: readonly Crd[];
  readonly validator: (group: string, version: string, kind: string) => Validator | undefined;
  /** A version that is not there does not exist; otherwise it may only be unknown here. */
  readonly isComplete: (group: string, kind: string) => boolean;
}

export function validatorId(group: string, version: string, kind: string): string {
  return `${group}/${version}/${kind}`;
}

export function findCrd(set: SchemaSet, group: string, kind: string): Crd | undefined {
  return set.crds.find((crd) => crd.kind === kind && crd.group === group);
}

/** The version as asked, else the one that is stored. */
export function versionOf(crd: Crd, name: string | undefined): CrdVersion | undefined {
  return name === undefined
    ? (crd.versions.find((version) => version.storage) ?? crd.versions[0])
    : crd.versions.find((version) => version.name === name);
}
