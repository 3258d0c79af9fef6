import fc from 'fast-check';
import { Act, engine, type Step, twice } from './act.ts';
import { disturbedPass, meddling, moment } from './disturbed-pass.ts';
import { race } from './race.ts';
import { way } from './ways.ts';

/** What the CLI and the loop do. */
export const passSteps: readonly fc.Arbitrary<Step>[] = [
  ...Array.from({ length: 8 }, () =>
    fc.tuple(engine, way).map(([name, how]) => {
      return new Act(`${name} applies ${JSON.stringify(how)}`, (world) => world.apply(name, how));
    }),
  ),
  fc.tuple(engine, way).map(([name, how]) => {
    return new Act(`${name} plans ${JSON.stringify(how)}`, (world) => world.plan(name, how));
  }),
  engine.map((name) => {
    return new Act(
      `${name} applies what it had planned`,
      (world) => world.carryOut(name),
      (world) => world.waiting[name] !== undefined,
    );
  }),
  ...Array.from({ length: 4 }, () =>
    fc.tuple(engine, way, moment, meddling).map(([name, how, at, by]) => disturbedPass(name, how, at, by)),
  ),
  fc
    .tuple(fc.tuple(way, way), fc.array(fc.boolean(), { maxLength: 30 }))
    .map(([ways, order]) => race(ways, order)),
  ...twice(fc.constant(new Act('adopt, and commit', (world) => world.adopt()))),
];
