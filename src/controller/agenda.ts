import type { Movement } from '../cluster/followed-collection.ts';
import { backOffMs } from '../model/back-off.ts';
import { LookList } from './look-list.ts';
import type { Mark } from './marks.ts';

export interface AgendaOptions {
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
}

/** What there is to look at now. */
export interface Due {
  readonly isEverything: boolean;
  /** By `refId`; not of everything. */
  readonly ids: ReadonlySet<string>;
}

/** A DR object that Git does not have came or went: everything is looked at, but not for each of many. */
const STRANGER_MS = 10_000;
const AROUND_MS = 1_000;
const AFTER_FAILED_LOOKS = { firstMs: 2_000, longestMs: 60_000 };

/** Kinds of which a plan names those that Git does not have. */
const isStrange = /^ramendr\.openshift\.io\/(?:DRPlacementControl|DRPolicy|DRCluster)\//;

/** What of one TopologySync is to be looked at between its passes, and when: as its watches tell. */
export class Agenda {
  readonly #options: AgendaOptions;
  readonly #looks = new LookList();
  /** The objects of the commit that is worked on, by `refId`. */
  #objects: Pick<ReadonlyMap<string, unknown>, 'has' | 'keys'> = new Map();
  #unsettled: ReadonlySet<string> = new Set();
  /** Declared by the commit that is worked on, and gone since: a newer commit may say why. */
  readonly #vanished = new Set<string>();
  #everythingAt: number | undefined;
  #isReportStale = false;
  #failures = 0;
  /** Before this, nobody has to be told again that something around them moved. */
  #aroundAt = 0;

  constructor(options: AgendaOptions) {
    this.#options = options;
  }

  /** From now on these objects are declared. */
  declare(objects: Pick<ReadonlyMap<string, unknown>, 'has' | 'keys'>): void {
    this.#objects = objects;
  }

  isDeclared(id: string): boolean {
    return this.#objects.has(id);
  }

  /** Everything is being looked at: what moves from here on is looked at again. */
  clear(): void {
    this.#looks.clear();
    this.#vanished.clear();
    this.#everythingAt = undefined;
    this.#isReportStale = false;
  }

  /** What a look found to be waiting for something around it. */
  settle(unsettled: ReadonlySet<string>): void {
    this.#unsettled = unsettled;
  }

  wrote(id: string): void {
    this.#looks.wrote(id, this.#options.now());
  }

  /** Something went that may have been removed through Git: nothing is made anew before Git is asked. */
  wantsPass(): boolean {
    return this.#vanished.size > 0;
  }

  wantsEverything(): boolean {
    return this.#everythingAt !== undefined;
  }

  /** Undefined: nothing so far. */
  dueAt(): number | undefined {
    const everythingAt = this.wantsPass() ? undefined : this.#everythingAt;
    const dues = [this.#looks.dueAt(), everythingAt, this.#isReportStale ? 0 : undefined];
    const known = dues.filter((due) => due !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  /** Undefined: nothing yet. What has vanished waits for a pass. */
  take(): Due | undefined {
    const now = this.#options.now();
    const isEverything = this.#everythingAt !== undefined && now >= this.#everythingAt && !this.wantsPass();
    const ids = new Set([...this.#looks.take(now)].filter((id) => !this.#vanished.has(id)));
    const isReportStale = this.#isReportStale;
    this.#isReportStale = false;
    return ids.size > 0 || isEverything || isReportStale ? { isEverything, ids } : undefined;
  }

  /** All that may be another thing than it was, for a pass that has asked Git. */
  takeAll(): ReadonlySet<string> {
    const ids = new Set([...this.#unsettled, ...this.#vanished, ...this.#looks.take(this.#options.now())]);
    this.#vanished.clear();
    this.#isReportStale = false;
    return ids;
  }

  looked(): void {
    this.#failures = 0;
  }

  /** What was to be looked at could not be judged. */
  putOff({ ids, isEverything }: Due): void {
    this.#failures += 1;
    const { now, random } = this.#options;
    const until = now() + backOffMs(AFTER_FAILED_LOOKS, this.#failures, random());
    this.#looks.putOff(ids, until);
    if (isEverything) this.#everythingAt = until;
  }

  moved(cluster: string, { id, before, after }: Movement<Mark>): void {
    const now = this.#options.now();
    const ref = `${cluster}:${id}`;
    const isDeclared = before?.declared !== after?.declared;
    if (this.#objects.has(ref)) {
      if (after === undefined) this.#vanished.add(ref);
      else if (this.#vanished.delete(ref) || isDeclared) this.#looks.add(ref, now);
    } else if (cluster === 'hub' && isStrange.test(id) && (before === undefined || after === undefined)) {
      this.#everythingAt ??= now + STRANGER_MS;
    }
    if (now < this.#aroundAt) return;
    this.#aroundAt = now + AROUND_MS;
    for (const waiting of this.#unsettled) this.#looks.addLater(waiting, now);
  }

  /** A managed cluster came or went. */
  clusterMoved(cluster: string): void {
    const now = this.#options.now();
    for (const id of this.#objects.keys()) if (id.startsWith(`${cluster}:`)) this.#looks.add(id, now);
    this.#isReportStale = true;
  }
}
