import { expect, it } from 'vitest';
import { experiments } from './support/experiments/all.ts';
import { playExperiment } from './support/experiments/play-experiment.ts';

// Of these runs of the real operators only the ends are kept. Each begins with `shop/cart` deployed on dr1.

it.each(experiments)('$name: $about', (experiment) => {
  expect(playExperiment(experiment)).toEqual([]);
});
