import type { Clock } from '../../src/ports/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that passes when the test says so. */
export class ManualClock implements Clock {
  readonly #sleepers = new Set<Sleeper>();
  #time = Date.parse('2026-11-21T10:00:00Z');

  readonly now = (): number => this.#time;

  readonly sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { at: this.#time + milliseconds, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', wake, { once: true });
    });

  /** Second by second; who is woken has its turn, and `settle` says when what it began is done. */
  async pass(seconds: number, settle: () => Promise<void> = nextTurns): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      this.#time += 1000;
      for (const sleeper of [...this.#sleepers]) if (sleeper.at <= this.#time) sleeper.wake();
      await settle();
    }
  }
}

/** What was begun in this process has had its turns. */
async function nextTurns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((done) => setImmediate(done));
}
