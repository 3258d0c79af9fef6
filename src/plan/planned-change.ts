import type { FieldConflict } from '../model/errors.ts';
import type { NotChecked } from '../model/finding.ts';
import type { JsonObject } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ObjectKey } from '../model/object-ref.ts';
import type { Change, ClusterReport, Notice, PlanSource } from '../model/plan.ts';
import type { SnapshotAge } from '../model/snapshot.ts';

/** One JSON patch operation, as the port sends it. */
export interface PatchOperation {
  readonly op: 'test' | 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}

/** What `apply` will ask of the server for one change: no more than the plan showed. */
export type PlannedWrite =
  /** Server-side apply that carries `resourceVersion: "1"`: succeeds only while the object is absent. */
  | { readonly type: 'create'; readonly body: JsonObject }
  /**
   * Server-side apply that carries UID and resourceVersion. With `release`, other managers' claims are first taken out of
   * `managedFields` (a patch that tests UID and resourceVersion), after a dry run whose conflicts are exactly `conflicts`;
   * the apply then carries the resourceVersion that the release answered.
   */
  | {
      readonly type: 'apply';
      readonly body: JsonObject;
      /** What the server is asked about before the release. Absent: the body. */
      readonly askable?: JsonObject;
      readonly release?: readonly PatchOperation[];
      readonly conflicts: readonly FieldConflict[];
    }
  /** Patch that tests UID and resourceVersion (the text of RamenConfig, the base of an adopted object). */
  | {
      readonly type: 'patch';
      readonly operations: readonly PatchOperation[];
      /** The object that is written, where the change is about a part of it (an S3 profile in Ramen's configuration). */
      readonly target?: ObjectKey;
    }
  /** Refused by the server unless UID and resourceVersion still match. */
  | { readonly type: 'delete'; readonly uid: string; readonly resourceVersion: string }
  /** Nothing is sent: the object with this UID is being deleted already, and what comes after it waits until it is gone. */
  | { readonly type: 'being-deleted'; readonly uid: string };

/** A change, with what only the machine needs. */
export interface PlannedChange {
  readonly change: Change;
  readonly manifest?: Manifest;
  /** The object as it was judged, where the plan keeps it. */
  readonly live?: LiveObject;
  /** Absent where nothing is to be written. */
  readonly write?: PlannedWrite;
  /** Ids (`refId`) of objects in this plan that must be written and healthy first. */
  readonly dependsOn: readonly string[];
  /** Gates depend on what earlier waves do: judge again when its turn comes. */
  readonly judgeAgain: boolean;
}

export interface PlanResult {
  readonly changes: readonly PlannedChange[];
  readonly source: PlanSource;
  readonly clusters: readonly ClusterReport[];
  readonly notChecked: readonly NotChecked[];
  readonly notices?: readonly Notice[];
  /** The clusters were those of a snapshot. */
  readonly snapshot?: SnapshotAge;
}
