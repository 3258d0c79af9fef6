import { randomInt, randomUUID } from 'node:crypto';

/** Where a server needs a value that nobody can foresee. */
export interface Chance {
  uuid(): string;
  /** A whole number from 0 to below the limit. */
  below(limit: number): number;
}

export const realChance: Chance = { uuid: () => randomUUID(), below: (limit) => randomInt(limit) };

/** The same values in the same order for the same seed, by Marsaglia's xorshift with 32 bits. */
export function seededChance(seed: string): Chance {
  let state = 2_166_136_261;
  for (const char of seed) state = Math.imul(state ^ (char.codePointAt(0) ?? 0), 16_777_619) >>> 0 || 1;

  function next(): number {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  }

  function uuid(): string {
    const hex = Array.from({ length: 4 }, () => next().toString(16).padStart(8, '0')).join('');
    const variant = '89ab'.charAt(next() % 4);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
  }

  return { uuid, below: (limit) => next() % limit };
}
