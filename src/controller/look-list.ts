/** Events of one burst come within this time; waiting for more would only be felt. */
const GATHER_MS = 50;
/** What waits for something around it is looked at again this long after something moved. */
const AROUND_MS = 5_000;
/** Somebody who writes against us is answered ever more slowly: nobody wins such a fight. */
const FIGHT_WINDOW_MS = 60_000;
const FREE_WRITES = 3;
const LONGEST_TRUCE_MS = 600_000;

interface Fight {
  /** When we wrote, the last first. */
  readonly writes: readonly number[];
}

/** Which objects are to be looked at, and when. */
export class LookList {
  readonly #due = new Map<string, number>();
  readonly #fights = new Map<string, Fight>();

  /** The object moved: soon, unless we have written it again and again. */
  add(id: string, now: number): void {
    this.#at(id, now + Math.max(GATHER_MS, this.#truce(id, now)));
  }

  /** Something around it moved. */
  addLater(id: string, now: number): void {
    this.#at(id, now + AROUND_MS);
  }

  /** What was looked at could not be judged. */
  putOff(ids: Iterable<string>, until: number): void {
    for (const id of ids) this.#at(id, until);
  }

  wrote(id: string, now: number): void {
    const earlier = this.#fights.get(id)?.writes ?? [];
    const writes = [now, ...earlier].filter((at) => now - at < this.#memory(earlier.length)).slice(0, 20);
    this.#fights.set(id, { writes });
  }

  /** Everything was looked at. */
  clear(): void {
    this.#due.clear();
  }

  dueAt(): number | undefined {
    return this.#due.size === 0 ? undefined : Math.min(...this.#due.values());
  }

  take(now: number): ReadonlySet<string> {
    const ready = [...this.#due].filter(([, at]) => at <= now).map(([id]) => id);
    for (const id of ready) this.#due.delete(id);
    return new Set(ready);
  }

  #at(id: string, at: number): void {
    const known = this.#due.get(id);
    if (known === undefined || at < known) this.#due.set(id, at);
  }

  #truce(id: string, now: number): number {
    const writes = this.#fights.get(id)?.writes ?? [];
    const [last] = writes;
    if (last === undefined || writes.length <= FREE_WRITES) return 0;
    const pause = this.#pauseAfter(writes.length);
    return Math.max(0, last + pause - now);
  }

  #pauseAfter(writes: number): number {
    return Math.min(LONGEST_TRUCE_MS, 1000 * 2 ** Math.max(0, writes - FREE_WRITES));
  }

  /** A fight is forgotten when nothing was written for twice the pause that it has come to. */
  #memory(writes: number): number {
    return Math.max(FIGHT_WINDOW_MS, 2 * this.#pauseAfter(writes));
  }
}
