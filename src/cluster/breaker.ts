import type { ClusterError } from '../model/errors.ts';
import type { Clock } from '../ports/clock.ts';

/**
 * Once a cluster did not answer, requests that stand in the queue fail at once instead of each waiting for the whole
 * deadline; after a pause the next one tries again. An answer that came meanwhile proves the cluster alive.
 */
export class Breaker {
  readonly #clock: Clock;
  readonly #pauseMs: number;
  #failure: { readonly error: ClusterError; readonly at: number } | undefined;
  #lastAnswer = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, pauseMs = 5_000) {
    this.#clock = clock;
    this.#pauseMs = pauseMs;
  }

  /** The failure that still stands for new requests, or undefined. */
  open(): ClusterError | undefined {
    if (this.#failure === undefined || this.#clock.now() - this.#failure.at >= this.#pauseMs)
      return undefined;
    return this.#failure.error;
  }

  hasAnswered(): boolean {
    return this.#lastAnswer > Number.NEGATIVE_INFINITY;
  }

  answered(): void {
    this.#lastAnswer = this.#clock.now();
    this.#failure = undefined;
  }

  /** `startedAt`: when the request that failed was sent. */
  failed(error: ClusterError, startedAt: number): void {
    if (this.#lastAnswer > startedAt) return;
    this.#failure = { error, at: this.#clock.now() };
  }
}
