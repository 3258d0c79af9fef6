import type { JsonObject } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { ObjectKey } from '../model/object-ref.ts';

export interface ApiResource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

export interface ClusterIdentity {
  /** UID of namespace kube-system. */
  readonly uid: string;
  /** As `v1.35.4`. */
  readonly version: string;
}

export interface ApplyOptions {
  readonly dryRun: boolean;
  readonly signal?: AbortSignal;
}

export interface JsonPatchOperation {
  readonly op: 'test' | 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}

/** One thing to do, as RBAC sees it. Without a name: to any object; without a namespace: in all of them. */
export interface AccessQuestion {
  readonly verb: 'get' | 'create' | 'patch' | 'delete';
  readonly resource: ApiResource;
  readonly namespace?: string;
  readonly name?: string;
}

export interface WatchEvent {
  /** `BOOKMARK`: the server has told everything up to this version. `SYNCED`: and that is all there is. */
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'SYNCED';
  readonly object: LiveObject;
}

export interface WatchOptions {
  /** Undefined: all namespaces. */
  readonly namespace?: string;
  /** What changes after this version. Absent: first everything that is there, then `SYNCED`, then what changes. */
  readonly resourceVersion?: string;
  /** Objects come without anything but their metadata, and a Secret without its values. */
  readonly metadataOnly?: boolean;
  readonly signal: AbortSignal;
}

/**
 * One cluster. Every method throws `ClusterError` and nothing else; every call has a deadline.
 * Reads are retried on 429, 5xx and resets; writes only where a retry cannot do harm (they carry UID and resourceVersion).
 */
export interface Cluster {
  readonly name: string;
  identity(): Promise<ClusterIdentity>;
  /** The resource that serves a kind, or undefined where its CRD is not there. Any served version of the group matches. */
  resource(apiVersion: string, kind: string): Promise<ApiResource | undefined>;
  get(key: ObjectKey): Promise<LiveObject | undefined>;
  /** All objects of a resource, in pages. Undefined namespace: all namespaces. */
  list(
    resource: ApiResource,
    options?: { readonly namespace?: string; readonly labelSelector?: string },
  ): Promise<readonly LiveObject[]>;
  /** Server-side apply as `ramen-sync`, strict, never with force. */
  apply(object: JsonObject, options: ApplyOptions): Promise<LiveObject>;
  /** RFC 6902 patch as field manager `ramen-sync`. */
  patchJson(
    key: ObjectKey,
    operations: readonly JsonPatchOperation[],
    options: ApplyOptions,
  ): Promise<LiveObject>;
  /** JSON merge patch, also of a subresource (the loop writes its own object's status with it). */
  mergePatch(
    key: ObjectKey,
    patch: JsonObject,
    options: ApplyOptions & { readonly subresource?: string },
  ): Promise<LiveObject>;
  create(object: JsonObject, options: ApplyOptions): Promise<LiveObject>;
  /** Refused by the server unless UID and resourceVersion still match. */
  remove(
    key: ObjectKey,
    preconditions: { readonly uid: string; readonly resourceVersion: string },
  ): Promise<void>;
  /** Do our credentials allow it? Undefined where the server does not say: it does not know the question, or does not let us ask. */
  mayI(question: AccessQuestion): Promise<boolean | undefined>;
  /**
   * Events of one connection, which ends when the server wills. The first comes as soon as the server answers. `expired`:
   * it no longer knows that version.
   */
  watch(resource: ApiResource, options: WatchOptions): AsyncIterable<WatchEvent>;
  /** What the watches hang on is asked all the time whether it is alive, so that they end within half a minute when it is not. */
  areWatchesAsked(): boolean;
  close(): void;
}
