import fc from 'fast-check';
import { Act, index, type Step } from './act.ts';
import { type Deed, type Means, means } from './people.ts';

const often = (does: Deed['does']): fc.Arbitrary<Deed> =>
  fc.tuple(index, index).map(([a, b]) => ({ does, group: a, field: a, value: b }) as Deed);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 8, arbitrary: often('set') },
  { weight: 2, arbitrary: often('clear') },
  { weight: 2, arbitrary: often('own') },
  { weight: 4, arbitrary: often('other') },
  ...(['note', 'hold', 'release', 'release', 'forget', 'delete', 'create'] as const).map((does) => ({
    weight: 1,
    arbitrary: often(does),
  })),
);

export interface PersonAct {
  readonly which: number;
  readonly deed: Deed;
  readonly how: Means;
}
export const personAct: fc.Arbitrary<PersonAct> = fc.record({
  which: index,
  deed,
  how: fc.constantFrom(...means),
});

/** In words that a person reads. */
export function wordsOf({ which, deed: { does, ...what }, how }: PersonAct): string {
  return `a person does ${does} ${JSON.stringify(what)} to ${which} by ${how}`;
}

/** What people and Ramen do. */
export const worldSteps: readonly fc.Arbitrary<Step>[] = [
  ...Array.from({ length: 5 }, () =>
    personAct.map(
      (each) => new Act(wordsOf(each), (world) => world.act(world.subject(each.which), each.deed, each.how)),
    ),
  ),
  fc.tuple(index, fc.boolean()).map(([which, late]) => {
    return new Act(`Ramen settles ${which}${late ? ', late' : ''}`, (world) =>
      world.ramen.settle(world.subject(which), late),
    );
  }),
  index.map((which) => {
    return new Act(`Ramen writes to ${which}`, (world) => world.ramen.note(world.subject(which)));
  }),
];
