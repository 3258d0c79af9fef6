import { ClusterError, UserError } from '../model/errors.ts';
import type { LiveObject } from '../model/live-object.ts';
import { formatRef } from '../model/object-ref.ts';
import type { Change } from '../model/plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import { describeIncident, heldFields, type Incident, incidentsOf } from './incidents.ts';
import type { Log } from './log.ts';
import { type Happening, recordEvent } from './record-event.ts';

/** Pushes commits that adopt incidents; answers where they went, or undefined where all of them are in Git already. */
export type Adopt = (incidents: readonly Incident[]) => Promise<string | undefined>;

export interface DeskContext {
  readonly sync: LiveObject;
  readonly hub: Pick<Cluster, 'create'>;
  /** Absent: nobody wants it. */
  readonly adopt?: Adopt;
  /** Why an incident must be written to Git by hand; undefined: it need not. */
  readonly whyByHand: (incident: Incident) => string | undefined;
}

/** Tells of each incident once, and has it adopted where that is wanted; nothing of this holds up a pass or a look. */
export class IncidentDesk {
  readonly #log: Log;
  readonly #clock: Clock;
  #known: ReadonlyMap<string, Incident> = new Map();
  readonly #adopted = new Set<string>();
  #atWork: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(log: Log, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** What is held after a pass or a look. */
  tell(changes: readonly Change[], context: DeskContext): void {
    const now = new Map(incidentsOf(changes).map((incident) => [incident.id, incident]));
    const fresh = [...now.values()].filter(({ id }) => !this.#known.has(id));
    for (const [id, incident] of this.#known) {
      if (now.has(id)) continue;
      this.#adopted.delete(id);
      this.#log.info('no longer held', { object: formatRef(incident.object) });
    }
    this.#known = now;
    for (const incident of fresh) this.#log.info('operation held', linesOf(incident));
    const toAdopt =
      context.adopt === undefined ? [] : [...now.values()].filter(({ id }) => !this.#adopted.has(id));
    if (fresh.length === 0 && toAdopt.length === 0) return;
    // One that hangs must not gather others behind it: the next pass asks again.
    if (this.#waiting > 1) return;
    this.#waiting += 1;
    this.#atWork = this.#atWork
      .then(() => this.#handle(fresh, toAdopt, context))
      .catch((error: unknown) => this.#log.error('incident not told', { why: wordsOf(error) }))
      .finally(() => {
        this.#waiting -= 1;
      });
  }

  /** Everything that was begun is done. */
  settled(): Promise<void> {
    return this.#atWork;
  }

  async #handle(
    fresh: readonly Incident[],
    toAdopt: readonly Incident[],
    context: DeskContext,
  ): Promise<void> {
    for (const incident of fresh) {
      const message = describeIncident(incident);
      await this.#record({ id: incident.id, type: 'Warning', reason: 'OperationHeld', message }, context);
    }
    const { adopt } = context;
    if (adopt === undefined) return;
    const byHand = await this.#leaveToPeople(toAdopt, context);
    await this.#adopt(
      toAdopt.filter((incident) => !byHand.has(incident)),
      adopt,
      context,
    );
  }

  /** Told once, and not tried again. */
  async #leaveToPeople(incidents: readonly Incident[], context: DeskContext): Promise<ReadonlySet<Incident>> {
    const found = new Set<Incident>();
    for (const incident of incidents) {
      const why = context.whyByHand(incident);
      if (why === undefined) continue;
      found.add(incident);
      const { id, object } = incident;
      this.#adopted.add(id);
      this.#log.error('not adopted', { objects: formatRef(object), why });
      const message = `${formatRef(object)}: ${why}`;
      await this.#record({ id, type: 'Warning', reason: 'AdoptFailed', message }, context);
    }
    return found;
  }

  async #adopt(toAdopt: readonly Incident[], adopt: Adopt, context: DeskContext): Promise<void> {
    if (toAdopt.length === 0) return;
    const names = toAdopt.map(({ object }) => formatRef(object)).join(', ');
    try {
      const place = await adopt(toAdopt);
      for (const { id } of toAdopt) this.#adopted.add(id);
      if (place === undefined) return;
      this.#log.info('adopted', { objects: names, pushed: place });
      for (const { id, object } of toAdopt) {
        const message = `${formatRef(object)}: what was done is pushed to ${place}; merge it, and Git leads again`;
        await this.#record({ id, type: 'Normal', reason: 'Adopted', message }, context);
      }
    } catch (error) {
      if (!(error instanceof UserError) && !(error instanceof ClusterError)) throw error;
      this.#log.error('not adopted', { objects: names, why: error.message });
      const message = `${names}: ${error.message}; it is tried again at the next interval`;
      const [first] = toAdopt;
      if (first !== undefined)
        await this.#record({ id: first.id, type: 'Warning', reason: 'AdoptFailed', message }, context);
    }
  }

  async #record(happening: Happening, { hub, sync }: DeskContext): Promise<void> {
    try {
      await recordEvent(hub, sync, happening, this.#clock.now());
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      this.#log.error('cannot write Event', { reason: happening.reason, why: error.message });
    }
  }
}

function linesOf({ object, who, when, change }: Incident) {
  const live = Object.fromEntries(
    heldFields(change).map(({ path, live: value }) => [path, value ?? 'absent']),
  );
  return {
    object: formatRef(object),
    live,
    ...(who === undefined ? {} : { who }),
    ...(when === undefined ? {} : { when }),
  };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
