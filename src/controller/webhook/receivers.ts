import { type LiveObject, uidOf } from '../../model/live-object.ts';
import { keyOf } from '../../model/object-ref.ts';

export interface Receiver {
  readonly uid: string;
  readonly key: string;
}

/** The TopologySyncs that may be woken from outside, and by what key. Kept here, so that a request asks no cluster. */
export class Receivers {
  readonly #known = new Map<string, Receiver>();

  find(namespace: string, name: string): Receiver | undefined {
    return this.#known.get(`${namespace}/${name}`);
  }

  /** What a pass has read. Undefined: none is wanted, or the Secret is not there. */
  learn(object: LiveObject, key: string | undefined): void {
    const { namespace = '', name } = keyOf(object);
    if (key === undefined || key === '') this.#known.delete(`${namespace}/${name}`);
    else this.#known.set(`${namespace}/${name}`, { uid: uidOf(object), key });
  }

  /** These are there; the keys of others are forgotten. */
  keep(objects: readonly LiveObject[]): void {
    const present = new Set(objects.map(uidOf));
    for (const [name, { uid }] of this.#known) if (!present.has(uid)) this.#known.delete(name);
  }
}
