import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { carefulLookup } from './careful-lookup.ts';

type Answer = Parameters<Parameters<LookupFunction>[2]>;

/**
 * Looks one host's name up once for all connections. Node asks the operating system on the few threads that all clusters
 * share, two at a time: a name that never resolves, asked for by every connection, would hold up the names of the others.
 * What was found is used again, and asked anew behind the back of who waits, until `forget`.
 */
export class NameLookup {
  readonly #ask: LookupFunction;
  readonly #waiting = new Map<string, ((...answer: Answer) => void)[]>();
  readonly #found = new Map<string, { readonly at: number; readonly answer: Answer }>();

  constructor(ask: LookupFunction = carefulLookup()) {
    this.#ask = ask;
  }

  readonly lookup: LookupFunction = (hostname, options, callback) => {
    const key = `${hostname} ${JSON.stringify(options)}`;
    const found = this.#found.get(key);
    const waiting = this.#waiting.get(key);
    if (waiting === undefined) {
      if (found !== undefined && performance.now() - found.at < FRESH_MS) return callback(...found.answer);
      const callbacks: ((...answer: Answer) => void)[] = [];
      this.#waiting.set(key, callbacks);
      if (found === undefined) callbacks.push(callback);
      this.#ask(hostname, options, (...answer) => this.#answered(key, answer));
    } else if (found === undefined) waiting.push(callback);
    if (found !== undefined) callback(...found.answer);
  };

  /** The address did not answer: it may be an old one. */
  forget(): void {
    this.#found.clear();
  }

  #answered(key: string, answer: Answer): void {
    const callbacks = this.#waiting.get(key) ?? [];
    this.#waiting.delete(key);
    const [error, address] = answer;
    if (error === null && isAddress(address)) this.#found.set(key, { at: performance.now(), answer });
    for (const callback of callbacks) callback(...answer);
  }
}

const FRESH_MS = 30_000;

function isAddress(address: string | LookupAddress[]): boolean {
  return address.length > 0;
}
