import fc from 'fast-check';

/** Where every choice of the generator comes from: one seed replays them all. */
export interface Chance {
  /** 0 to count - 1. */
  below(count: number): number;
  /** True in `percent` of 100 cases. */
  often(percent: number): boolean;
  /** Undefined for an empty list. */
  pick<T>(list: readonly T[]): T | undefined;
  shuffle<T>(list: readonly T[]): readonly T[];
}

/** `count` things, always the same for the same seed. */
export function sample<T>(make: (chance: Chance) => T, seed: number, count: number): readonly T[] {
  const arbitrary = fc.gen().map((choose) => make(chanceOf((limit) => choose(fc.nat, limit))));
  return fc.sample(fc.noBias(arbitrary), { seed, numRuns: count });
}

/** A list without its odds: the first is as good as any. */
export function pickOne<T>(chance: Chance, list: readonly [T, ...T[]]): T {
  return chance.pick(list) ?? list[0];
}

function chanceOf(upTo: (limit: number) => number): Chance {
  const below = (count: number): number => (count <= 1 ? 0 : upTo(count - 1));
  return {
    below,
    often: (percent) => below(100) < percent,
    pick: (list) => list[below(list.length)],
    shuffle: (list) =>
      list
        .map((item) => ({ item, rank: below(1_000_000) }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ item }) => item),
  };
}
