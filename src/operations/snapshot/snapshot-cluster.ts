import { ClusterError } from '../../model/errors.ts';
import { getString } from '../../model/field-path.ts';
import { compareText, type NotChecked } from '../../model/finding.ts';
import type { LiveObject } from '../../model/live-object.ts';
import {
  apiGroup,
  formatRef,
  keyOf,
  type ObjectKey,
  type ObjectRef,
  objectId,
  refId,
} from '../../model/object-ref.ts';
import type { ClusterSnapshot, KindSnapshot } from '../../model/snapshot.ts';
import type { ApiResource, Cluster, ClusterIdentity } from '../../ports/cluster.ts';
import type { DesiredObject } from '../../topology/topology.ts';
import { fillWithheld } from './fill-withheld.ts';

/** A cluster as a snapshot has it: it can be read and nothing else. What was not looked at is an error, never absent. */
export class SnapshotCluster implements Cluster {
  readonly name: string;
  readonly #snapshot: ClusterSnapshot;
  readonly #desired: ReadonlyMap<string, DesiredObject>;
  readonly #kinds: ReadonlyMap<string, KindSnapshot>;
  readonly #objects: ReadonlyMap<string, LiveObject>;
  readonly #notChecked = new Map<string, NotChecked>();

  /** `desired` by `refId`. */
  constructor(snapshot: ClusterSnapshot, desired: ReadonlyMap<string, DesiredObject>) {
    this.name = snapshot.name;
    this.#snapshot = snapshot;
    this.#desired = desired;
    this.#kinds = new Map(snapshot.kinds.map((kind) => [kindId(kind), kind]));
    this.#objects = new Map(snapshot.objects.map((object) => [objectId(keyOf(object)), object]));
  }

  /** What reading from it could not tell, so far. */
  notChecked(): readonly NotChecked[] {
    return [...this.#notChecked.values()].sort((a, b) => compareText(a.what, b.what));
  }

  async identity(): Promise<ClusterIdentity> {
    const { uid, version, message } = this.#snapshot;
    if (uid !== undefined && version !== undefined) return { uid, version };
    const why = message === undefined ? '' : `: ${message}`;
    throw new ClusterError(`it could not be read when the snapshot was taken${why}`, {
      reason: 'unreachable',
    });
  }

  async resource(apiVersion: string, kind: string): Promise<ApiResource | undefined> {
    const seen = this.#look(apiVersion, kind);
    const { plural, namespaced } = seen;
    return plural === undefined
      ? undefined
      : { apiVersion: seen.apiVersion, kind, plural, namespaced: namespaced === true };
  }

  async get(key: ObjectKey): Promise<LiveObject | undefined> {
    const { names } = this.#look(key.apiVersion, key.kind);
    const found = this.#objects.get(objectId(key));
    const ref = { cluster: this.name, ...key };
    if (found === undefined) {
      if (names?.includes(`${key.namespace ?? ''}/${key.name}`) === false) this.#assumeAbsent(ref);
      return undefined;
    }
    const { object, withheld } = fillWithheld(found, this.#desired.get(refId(ref)));
    if (withheld > 0) {
      const what = `values of ${formatRef(ref)}: the snapshot does not hold them`;
      this.#notChecked.set(refId(ref), { reason: 'value-withheld', what, count: withheld });
    }
    return object;
  }

  async list(
    resource: ApiResource,
    { namespace }: { readonly namespace?: string; readonly labelSelector?: string } = {},
  ): Promise<readonly LiveObject[]> {
    const { namespaces } = this.#look(resource.apiVersion, resource.kind);
    if (namespaces !== undefined && (namespace === undefined || !namespaces.includes(namespace))) {
      const where = namespace === undefined ? 'all namespaces' : `namespace ${namespace}`;
      throw new ClusterError(
        `the snapshot has no ${resource.plural} of ${where}: whoever took it may not list them`,
        {
          reason: 'forbidden',
        },
      );
    }
    const group = apiGroup(resource.apiVersion);
    return [...this.#objects.values()].filter(
      (object) =>
        object.kind === resource.kind &&
        apiGroup(getString(object, ['apiVersion']) ?? '') === group &&
        (namespace === undefined || getString(object, ['metadata', 'namespace']) === namespace),
    );
  }

  async mayI(): Promise<undefined> {
    return undefined;
  }

  apply(): never {
    return readOnly();
  }
  patchJson(): never {
    return readOnly();
  }
  mergePatch(): never {
    return readOnly();
  }
  create(): never {
    return readOnly();
  }
  remove(): never {
    return readOnly();
  }
  watch(): never {
    return readOnly();
  }
  areWatchesAsked(): boolean {
    return false;
  }
  close(): void {}

  /** Throws where the kind was not looked at. */
  #look(apiVersion: string, kind: string): KindSnapshot {
    const seen = this.#kinds.get(kindId({ apiVersion, kind }));
    if (seen === undefined)
      throw new ClusterError(`the snapshot says nothing of ${apiVersion} ${kind} on ${this.name}`, {
        reason: 'unknown',
      });
    if (seen.unreadable === undefined) return seen;
    throw new ClusterError(`${kind} could not be read when the snapshot was taken: ${seen.unreadable}`, {
      reason: 'forbidden',
    });
  }

  #assumeAbsent(ref: ObjectRef): void {
    const what = `whether ${formatRef(ref)} is there already: the snapshot was taken without asking for it`;
    this.#notChecked.set(refId(ref), { reason: 'not-in-snapshot', what, count: 1 });
  }
}

function kindId({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  return `${apiGroup(apiVersion)}/${kind}`;
}

function readOnly(): never {
  throw new ClusterError('a snapshot can only be read', { reason: 'unsupported' });
}
