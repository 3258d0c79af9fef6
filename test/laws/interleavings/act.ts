import fc from 'fast-check';
import type { EngineName, World } from './world.ts';

export type Step = fc.AsyncCommand<World, World>;

/** A step, in words that a person reads when a sequence has failed. */
export class Act implements Step {
  readonly #words: string;
  readonly #run: (world: World) => Promise<void> | void;
  readonly #check: (world: World) => boolean;

  constructor(
    words: string,
    run: (world: World) => Promise<void> | void,
    check: (world: World) => boolean = () => true,
  ) {
    this.#words = words;
    this.#run = run;
    this.#check = check;
  }

  check(world: World): boolean {
    return this.#check(world);
  }

  async run(_: World, world: World): Promise<void> {
    await this.#run(world);
    world.expectLawful();
  }

  toString(): string {
    return this.#words;
  }
}

/** Chooses among objects, groups and values: whoever uses it takes the rest of a division. */
export const index = fc.nat({ max: 11 });
export const engine = fc.constantFrom<EngineName>('cli', 'loop');

/** A step that comes more often. */
export function twice(step: fc.Arbitrary<Step>): readonly fc.Arbitrary<Step>[] {
  return [step, step];
}
