import { ClusterError } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';
import { generationOf, type LiveObject } from '../model/live-object.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Log } from './log.ts';
import type { PassResult } from './pass.ts';
import { rfc3339 } from './rfc3339.ts';
import { buildStartStatus, buildStatus } from './status.ts';
import { writeStatus } from './write-status.ts';

/** Writes into a TopologySync how the work on it stands. False where that could not be written, which is logged. */
export class StatusTeller {
  readonly #hub: Pick<Cluster, 'get' | 'mergePatch'>;
  readonly #clock: Clock;

  constructor(hub: Pick<Cluster, 'get' | 'mergePatch'>, clock: Clock) {
    this.#hub = hub;
    this.#clock = clock;
  }

  begin(object: LiveObject, revision: string, log: Log): Promise<boolean> {
    const generation = generationOf(object) ?? 0;
    return this.#tell(object, log, (before, now) => buildStartStatus(before, generation, revision, now));
  }

  end(object: LiveObject, result: PassResult, log: Log): Promise<boolean> {
    const generation = generationOf(object) ?? 0;
    return this.#tell(object, log, (before, now) => buildStatus(before, generation, result, now));
  }

  async #tell(
    object: LiveObject,
    log: Log,
    build: (before: JsonObject, now: string) => JsonObject,
  ): Promise<boolean> {
    const now = rfc3339(this.#clock.now());
    try {
      await writeStatus(object, this.#hub, (before) => build(before, now));
      return true;
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      log.error('cannot write status', { why: error.message });
      return false;
    }
  }
}
