import type { Experiment } from './experiment.ts';
import { failovers } from './failovers.ts';
import { hands } from './hands.ts';
import { hubs } from './hubs.ts';
import { relocations } from './relocations.ts';
import { startedOnBoth } from './started-on-both.ts';

export const experiments: readonly Experiment[] = [
  ...failovers,
  ...startedOnBoth,
  ...hands,
  ...relocations,
  ...hubs,
];
