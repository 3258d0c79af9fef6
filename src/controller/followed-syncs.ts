import { ClusterWatches } from '../cluster/cluster-watches.ts';
import { FollowedCollection } from '../cluster/followed-collection.ts';
import { backOffMs } from '../model/back-off.ts';
import { ClusterError } from '../model/errors.ts';
import { type LiveObject, resourceVersionOf } from '../model/live-object.ts';
import type { Clock } from '../ports/clock.ts';
import type { ApiResource, Cluster } from '../ports/cluster.ts';
import type { Leave } from '../ports/leave.ts';
import type { Log } from './log.ts';
import { topologySyncKind } from './topology-sync.ts';

export interface FollowedSyncsDeps {
  readonly hub: Pick<Cluster, 'resource' | 'watch' | 'areWatchesAsked'>;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  /** Renewed on the hub every few seconds. */
  readonly leave?: Leave;
  /** One came, changed or went; or the hub came or went. */
  readonly changed: () => void;
  /** Why the hub is not there, and undefined when it is again. */
  readonly hubChanged: (why: string | undefined) => void;
}

const UNTIL_SERVED = { firstMs: 1_000, longestMs: 30_000 };

/** The TopologySyncs of the hub, as its watch tells. */
export class FollowedSyncs {
  readonly #deps: FollowedSyncsDeps;
  readonly #namespace: string | undefined;
  #collection: FollowedCollection<LiveObject> | undefined;

  constructor(namespace: string | undefined, deps: FollowedSyncsDeps) {
    this.#namespace = namespace;
    this.#deps = deps;
  }

  /** Until the signal. */
  async follow(signal: AbortSignal): Promise<void> {
    const resource = await this.#served(signal);
    if (resource === undefined) return;
    const { hub, clock, random, log, leave, changed, hubChanged } = this.#deps;
    const watches = new ClusterWatches({
      cluster: hub,
      clock,
      random,
      isAskedAnyway: leave !== undefined,
      stateChanged: ({ state, lastError = '' }) => {
        if (state === 'unreachable') log.error('cannot watch TopologySyncs', { why: lastError });
        else log.info('hub answers');
        hubChanged(state === 'unreachable' ? lastError : undefined);
      },
      troubleChanged: (_, why) => {
        if (why !== undefined) log.error('cannot watch TopologySyncs', { why });
        hubChanged(why);
      },
    });
    this.#collection = new FollowedCollection<LiveObject>({
      resource,
      ...(this.#namespace === undefined ? {} : { namespace: this.#namespace }),
      markOf: (object) => object,
      isSame: (a, b) => resourceVersionOf(a) === resourceVersionOf(b),
      moved: () => changed(),
      synced: () => changed(),
    });
    watches.follow(this.#collection);
    await new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }));
    watches.close();
  }

  /** By UID; undefined until all are known. */
  objects(): readonly LiveObject[] | undefined {
    if (this.#collection?.isSynced !== true) return undefined;
    return [...this.#collection.marks().values()];
  }

  async #served(signal: AbortSignal): Promise<ApiResource | undefined> {
    const { hub, clock, random, log, hubChanged } = this.#deps;
    const { apiVersion, kind } = topologySyncKind;
    for (let failures = 0; !signal.aborted; failures += 1) {
      let why = `the hub does not serve ${kind} of ${apiVersion}: install deploy/`;
      try {
        const resource = await hub.resource(apiVersion, kind);
        if (resource !== undefined) {
          if (failures > 0) hubChanged(undefined);
          return resource;
        }
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
        why = error.message;
      }
      if (signal.aborted) break;
      log.error('cannot watch TopologySyncs', { why });
      hubChanged(why);
      await clock.sleep(backOffMs(UNTIL_SERVED, failures, random()), signal);
    }
    return undefined;
  }
}
