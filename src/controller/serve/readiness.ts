/** Says how one part of the process is. */
export interface ReadinessPart {
  ready(): void;
  /** `why` goes to whoever asks /readyz: no secrets. */
  notReady(why: string): void;
  /** The part is no more, and asked for no more. */
  gone(): void;
}

/** What /readyz answers by. It is ready when every part that was ever named is. */
export class Readiness {
  readonly #parts = new Map<string, string | undefined>();
  #isEnding = false;

  /** A part is not ready until it says so. */
  part(name: string): ReadinessPart {
    this.#parts.set(name, 'not yet');
    return {
      ready: () => void this.#parts.set(name, undefined),
      notReady: (why) => void this.#parts.set(name, why),
      gone: () => void this.#parts.delete(name),
    };
  }

  /** Nothing new is taken on: for good. */
  end(): void {
    this.#isEnding = true;
  }

  state(): { readonly isReady: boolean; readonly text: string } {
    const parts = [...this.#parts];
    const lines = parts.map(([name, why]) => (why === undefined ? `[+]${name} ok` : `[-]${name}: ${why}`));
    const isReady = !this.#isEnding && parts.length > 0 && parts.every(([, why]) => why === undefined);
    return { isReady, text: [...lines, ...(this.#isEnding ? ['[-]the process ends'] : [])].join('\n') };
  }
}
