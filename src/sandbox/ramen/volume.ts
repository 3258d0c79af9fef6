/**
 * A volume's content: for each run of the application (from a start to a stop), how many of that run's writes
 * it holds. Writes of one run come in order, so a count says which.
 */
export type Content = ReadonlyMap<number, number>;

/** One copy on one cluster. `none`: not handed to replication yet. */
export interface Volume {
  content: Map<number, number>;
  role: 'none' | 'primary' | 'secondary';
  /** Both copies hold writes the other never had; replication has stopped and nobody has chosen. */
  diverged: boolean;
}

export function emptyVolume(): Volume {
  return { content: new Map(), role: 'none', diverged: false };
}

export function copyContent(from: Volume, to: Volume): void {
  to.content = new Map(from.content);
  to.diverged = false;
}

/** How many writes of `all` are not in `held`. */
export function missingWrites(all: Content, held: Content): number {
  let missing = 0;
  for (const [run, count] of all) missing += Math.max(0, count - (held.get(run) ?? 0));
  return missing;
}

export function totalWrites(content: Content): number {
  let total = 0;
  for (const count of content.values()) total += count;
  return total;
}

/** What at least one of the contents holds. */
export function unionOf(contents: readonly Content[]): Content {
  const union = new Map<number, number>();
  for (const content of contents) {
    for (const [run, count] of content) union.set(run, Math.max(count, union.get(run) ?? 0));
  }
  return union;
}

/** What all of the contents hold. */
export function commonTo([first, ...others]: readonly Content[]): Content {
  return new Map(
    [...(first ?? [])].map(([run, count]) => [
      run,
      Math.min(count, ...others.map((other) => other.get(run) ?? 0)),
    ]),
  );
}
