import { type LiveObject, resourceVersionOf } from '../model/live-object.ts';
import { keyOf, objectId } from '../model/object-ref.ts';
import type { ApiResource, WatchEvent } from '../ports/cluster.ts';

/** An object came, is another one than it was, or went: then there is no `after`. */
export interface Movement<Mark> {
  /** By `objectId`. */
  readonly id: string;
  readonly before: Mark | undefined;
  readonly after: Mark | undefined;
  /** As the event had it. Absent where only its absence from a whole list tells that it went. */
  readonly object?: LiveObject;
}

export interface CollectionOptions<Mark> {
  readonly resource: ApiResource;
  readonly namespace?: string;
  readonly metadataOnly?: boolean;
  /** What is kept of an object, and by which it is seen to be another one. */
  readonly markOf: (object: LiveObject) => Mark;
  readonly isSame: (a: Mark, b: Mark) => boolean;
  readonly moved: (movement: Movement<Mark>) => void;
  /** Everything that is there has been told. */
  readonly synced?: () => void;
}

/** What a watch has told about one collection so far: of each object no more than its mark. */
export class FollowedCollection<Mark> {
  readonly options: CollectionOptions<Mark>;
  readonly #marks = new Map<string, Mark>();
  /** While everything that is there is being told: what of it has been. */
  #arriving: Set<string> | undefined;
  #version: string | undefined;
  #isSynced = false;

  constructor(options: CollectionOptions<Mark>) {
    this.options = options;
  }

  /** From where a broken watch goes on; undefined: with everything. */
  get version(): string | undefined {
    return this.#version;
  }

  /** Everything that is there has been told once. */
  get isSynced(): boolean {
    return this.#isSynced;
  }

  marks(): ReadonlyMap<string, Mark> {
    return this.#marks;
  }

  /** Everything is told anew. What was known stays until it is known better. */
  startOver(): void {
    this.#version = undefined;
    this.#arriving = new Set();
  }

  take({ type, object }: WatchEvent): void {
    if (type === 'SYNCED') this.#complete();
    else if (type !== 'BOOKMARK') this.#put(object, type === 'DELETED');
    // What breaks off before everything is told cannot be gone on with.
    if (this.#arriving === undefined) this.#version = resourceVersionOf(object);
  }

  #put(object: LiveObject, isGone: boolean): void {
    const { markOf, isSame, moved } = this.options;
    const id = objectId(keyOf(object));
    const before = this.#marks.get(id);
    if (isGone) {
      this.#arriving?.delete(id);
      if (this.#marks.delete(id)) moved({ id, before, after: undefined, object });
      return;
    }
    this.#arriving?.add(id);
    const after = markOf(object);
    this.#marks.set(id, after);
    if (before === undefined || !isSame(before, after)) moved({ id, before, after, object });
  }

  #complete(): void {
    const arrived = this.#arriving;
    this.#arriving = undefined;
    this.#isSynced = true;
    for (const [id, before] of this.#marks) {
      if (arrived?.has(id) !== false) continue;
      this.#marks.delete(id);
      this.options.moved({ id, before, after: undefined });
    }
    this.options.synced?.();
  }
}
