import { expect, it } from 'vitest';
import { naiveSituations } from './support/experiments/naive-situations.ts';
import { playExperiment } from './support/experiments/play-experiment.ts';
import { fluxClient, type NaiveClient, ssaClient } from './support/naive-clients.ts';

// A client applies what Git says every 1.5 s, all through an operator's action. On the real operators, with no client all 14
// ended well, with one like Flux none, with plain server-side apply and force 9: the proof that the model does not flatter us.

function endingWell(client: NaiveClient | undefined): readonly string[] {
  return naiveSituations
    .filter((situation) => {
      const visits = client === undefined ? undefined : { every: 1500, client, git: situation.git };
      return playExperiment(situation, visits).length === 0;
    })
    .map(({ name }) => name);
}

it('ends well without a client', () => {
  expect(endingWell(undefined)).toEqual(naiveSituations.map(({ name }) => name));
  expect(naiveSituations).toHaveLength(14);
});

it('never ends well with a client like Flux', () => {
  expect(endingWell(fluxClient)).toEqual([]);
});

it('ends well with plain server-side apply in 9, and undoes every relocation', () => {
  expect(endingWell(ssaClient)).toEqual(
    naiveSituations.map(({ name }) => name).filter((name) => !/^relocation|^old Failover/.test(name)),
  );
});
