/** Two passes that somebody asked for are never closer than this: asking more often changes nothing. */
const APART_MS = 10_000;

/** TopologySyncs, by UID, that are to be looked at before their interval is over. */
export class Nudges {
  readonly #asked = new Set<string>();
  readonly #takenAt = new Map<string, number>();
  #arrived = new AbortController();

  ask(uid: string): void {
    this.#asked.add(uid);
    this.#arrived.abort();
  }

  /** Aborted when somebody asks from now on. */
  arrived(): AbortSignal {
    if (this.#arrived.signal.aborted) this.#arrived = new AbortController();
    return this.#arrived.signal;
  }

  /** When it may be looked at; undefined where nobody asks. */
  dueAt(uid: string): number | undefined {
    return this.#asked.has(uid) ? (this.#takenAt.get(uid) ?? 0) + APART_MS : undefined;
  }

  /** Whether it is to be looked at now. What came too soon after the last one is kept for later. */
  take(uid: string, now: number): boolean {
    if (now < (this.dueAt(uid) ?? Number.POSITIVE_INFINITY)) return false;
    this.#asked.delete(uid);
    this.#takenAt.set(uid, now);
    return true;
  }
}
