import type { Experiment } from './experiment.ts';
import { failovers } from './failovers.ts';
import { hubs } from './hubs.ts';
import { relocations } from './relocations.ts';

export const experiments: readonly Experiment[] = [...failovers, ...relocations, ...hubs];
