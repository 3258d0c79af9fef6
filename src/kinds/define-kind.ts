import type { FieldPath } from '../model/field-path.ts';
import type { Health } from '../model/health.ts';
import type { JsonObject } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { Risk } from '../model/plan.ts';
import type { Reference } from '../model/reference.ts';

/** What ramen-sync does with objects of a kind. */
export type KindRole =
  | 'applied'
  | 'manual-mode'
  | 'operator-owned'
  | 'referenced'
  /** Addressed to ramen-sync itself: read and linted, never applied. */
  | 'instruction';

/**
 * Everything that is true of one kind, in one place.
 * In every path below the key `*` matches any key, and one step stands for every item of a list.
 */
export interface Kind {
  readonly kind: string;
  readonly group: string;
  /** Versions understood, the preferred one first. */
  readonly versions: readonly string[];
  readonly plural: string;
  readonly shortNames: readonly string[];
  readonly scope: 'Cluster' | 'Namespaced';
  readonly role: KindRole;
  /** Where an object goes unless its source or an annotation says otherwise. */
  readonly target: 'hub' | 'managed';
  /** Lower waves are applied first. */
  readonly wave: number;
  /** Decided by the comparison of Git, base and live, as one group. */
  readonly runtime: readonly (readonly string[])[];
  /** The API server refuses a change. */
  readonly immutable: readonly (readonly string[])[];
  /** Written by Ramen, OCM or the API server: never drift. A trailing `*` in a key matches a prefix. */
  readonly controllerOwned: readonly (readonly string[])[];
  /**
   * Durations that the operator decodes into Go's own type: with any update of its own it writes `5m` back as `5m0s`.
   * Kubernetes: apimachinery, pkg/apis/meta/v1/duration.go.
   */
  readonly durations: readonly (readonly string[])[];
  /** Fields of which `false`, `""` and `[]` mean what absence means, and get lost in any update by the operator (Go's `omitempty`). */
  readonly emptyAsAbsent: readonly (readonly string[])[];
  /** Maps that server-side apply treats as one value. Lists are atomic unless in `listMaps` or `listSets`. */
  readonly atomicMaps: readonly (readonly string[])[];
  /** Lists merged by key, path to key names. */
  readonly listMaps: readonly { readonly path: readonly string[]; readonly keys: readonly string[] }[];
  readonly references: (object: JsonObject) => readonly Reference[];
  readonly health: (live: LiveObject) => Health;
  /** Risk of changing the value at `path`. Runtime fields are `moves-data` whatever this says. */
  readonly risk: (path: FieldPath, live: JsonObject | undefined, git: JsonObject | undefined) => Risk;
  /** What deleting the object does, a sentence each. Absent: no Removal may name the kind. */
  readonly removal?: (live: LiveObject) => readonly string[];
}

type Defaulted =
  | 'versions'
  | 'shortNames'
  | 'target'
  | 'runtime'
  | 'immutable'
  | 'controllerOwned'
  | 'durations'
  | 'emptyAsAbsent'
  | 'atomicMaps'
  | 'listMaps'
  | 'references'
  | 'health'
  | 'risk';

export type KindDefinition = Omit<Kind, Defaulted> & Partial<Pick<Kind, Defaulted>>;

export function defineKind(definition: KindDefinition): Kind {
  return {
    versions: ['v1alpha1'],
    shortNames: [],
    target: 'hub',
    runtime: [],
    immutable: [],
    durations: [],
    emptyAsAbsent: [],
    atomicMaps: [],
    listMaps: [],
    references: () => [],
    health: () => ({ status: 'Current', message: 'exists' }),
    risk: () => 'reversible',
    ...definition,
    controllerOwned: [...serverOwned, ...(definition.controllerOwned ?? [])],
  };
}

/** The API server's own bookkeeping, on every object. */
const serverOwned: readonly (readonly string[])[] = [
  ['status'],
  ...[
    'creationTimestamp',
    'deletionGracePeriodSeconds',
    'deletionTimestamp',
    'generation',
    'managedFields',
    'resourceVersion',
    'selfLink',
    'uid',
  ].map((key) => ['metadata', key]),
];

/** As `ramendr.openshift.io/v1alpha1`; a cluster that serves another version of the group knows the kind too. */
export function preferredApiVersion({ group, versions }: Kind): string {
  const version = versions[0] ?? '';
  return group === '' ? version : `${group}/${version}`;
}
