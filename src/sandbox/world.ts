import type { JsonObject } from '../model/json.ts';

/** What the Ramen model and the API server share: one cluster's objects, with the server's own bookkeeping. */
export interface SandboxCluster {
  readonly name: string;
  /** Deep copies never leak out: the returned objects must not be changed. */
  get(kind: string, namespace: string | undefined, name: string): JsonObject | undefined;
  list(kind: string, namespace?: string): readonly JsonObject[];
  /** Creates; throws where it exists. Manager as recorded in managedFields (operation Update). */
  create(object: JsonObject, manager: string): JsonObject;
  /** Replaces everything but status (PUT on the main resource); bumps generation where spec changed. No-op writes change nothing. */
  update(object: JsonObject, manager: string): JsonObject;
  /** Replaces status only (PUT on the status subresource). */
  updateStatus(
    kind: string,
    namespace: string | undefined,
    name: string,
    status: JsonObject,
    manager: string,
  ): JsonObject;
  /** Deletes as the API does: sets deletionTimestamp while finalizers stand. */
  remove(kind: string, namespace: string | undefined, name: string): void;
  /** Called after every committed write, in order; returns the way to stop. */
  onChange(listener: (change: ClusterChange) => void): () => void;
}

export interface ClusterChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: JsonObject;
}

/** Hub and managed clusters, and time that can run faster than ours. */
export interface SandboxWorld {
  readonly hub: SandboxCluster;
  readonly managed: ReadonlyMap<string, SandboxCluster>;
  /** Milliseconds since the epoch, on the sandbox's clock. */
  now(): number;
  /**
   * Runs after `milliseconds` of sandbox time; with `speed` n this is 1/n of ours. Returns the way to cancel.
   * `routine`: it asks for the same again whenever it has run, and nothing is different for one time more or less. Where
   * months pass at once and nothing else is to be done, only its last times are carried out.
   */
  after(milliseconds: number, task: () => void, routine?: 'routine'): () => void;
}
