import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { type ApiClient, connectApi } from '../conformance/api-client.ts';
import { playMapWrites, randomMapWrites } from '../conformance/random-map-writes.ts';
import { playWrites, randomWrites } from '../conformance/random-writes.ts';
import { installWidgets } from '../conformance/widget.ts';
import { sharedServer } from '../support/shared-server.ts';

const shared = sharedServer();

describe.skipIf(shared === undefined)('random writes by three managers', () => {
  let sandbox: Sandbox;
  let real: ApiClient;
  let model: ApiClient;
  beforeAll(async () => {
    if (shared === undefined) return;
    sandbox = await startSandbox({ empty: true });
    real = connectApi(shared);
    model = connectApi({ url: sandbox.urls.get('hub') ?? '' });
    await Promise.all([installWidgets(real), installWidgets(model)]);
  });
  afterAll(async () => {
    real?.close();
    model?.close();
    await sandbox?.close();
  });

  const settings = {
    numRuns: Number(process.env.RANDOM_WRITES ?? 150),
    seed: Number(process.env.RANDOM_SEED ?? 20_261_121),
  };

  it('leave the same objects and claims in the sandbox and on the real server', async () => {
    let run = 0;
    const property = fc.asyncProperty(randomWrites, async (writes) => {
      run += 1;
      const name = `random-${run}`;
      const [left, right] = await Promise.all([
        playWrites(model, name, writes),
        playWrites(real, name, writes),
      ]);
      expect(left).toEqual(right);
    });
    await fc.assert(property, settings);
  });

  it('do so on a kind of Kubernetes itself', async () => {
    let run = 0;
    const property = fc.asyncProperty(randomMapWrites, async (writes) => {
      run += 1;
      const name = `random-${run}`;
      const [left, right] = await Promise.all([
        playMapWrites(model, name, writes),
        playMapWrites(real, name, writes),
      ]);
      expect(left).toEqual(right);
    });
    await fc.assert(property, settings);
  });
});
