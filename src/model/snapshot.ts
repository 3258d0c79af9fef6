import type { NotChecked } from './finding.ts';
import type { LiveObject } from './live-object.ts';
import type { ClusterState } from './plan.ts';

/** What hub and managed clusters had at one time: enough to predict a plan without them, and no secret value. */
export interface Snapshot {
  /** RFC 3339. */
  readonly takenAt: string;
  readonly clusters: readonly ClusterSnapshot[];
}

export interface ClusterSnapshot {
  readonly name: string;
  readonly role: 'hub' | 'managed';
  readonly uid?: string;
  readonly state: ClusterState;
  readonly version?: string;
  /** Why nothing of it could be read. */
  readonly message?: string;
  readonly kinds: readonly KindSnapshot[];
  readonly objects: readonly LiveObject[];
}

/** How far a kind was looked at. */
export interface KindSnapshot {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent where the cluster does not serve the kind. */
  readonly plural?: string;
  readonly namespaced?: boolean;
  /** Only these namespaces could be listed. */
  readonly namespaces?: readonly string[];
  /** Only these were asked for by name: `namespace/name`. */
  readonly names?: readonly string[];
  /** Why it could not be read. */
  readonly unreadable?: string;
}

/** A snapshot as a plan from it says. */
export interface SnapshotAge {
  readonly takenAt: string;
  readonly ageSeconds: number;
}

/** Where a predicted plan comes from, and what could not be told from it. */
export interface SnapshotSource {
  readonly age: SnapshotAge;
  readonly notChecked: () => readonly NotChecked[];
}
