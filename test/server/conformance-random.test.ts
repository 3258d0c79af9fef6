import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { type ApiClient, connectApi } from '../conformance/api-client.ts';
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

  it('leave the same objects and claims in the sandbox and on the real server', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(randomWrites, async (writes) => {
        run += 1;
        const name = `random-${run}`;
        const [left, right] = await Promise.all([
          playWrites(model, name, writes),
          playWrites(real, name, writes),
        ]);
        expect(left).toEqual(right);
      }),
      {
        numRuns: Number(process.env.RANDOM_WRITES ?? 150),
        seed: Number(process.env.RANDOM_SEED ?? 20_261_121),
      },
    );
  });
});
