import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { type ApiClient, connectApi } from '../conformance/api-client.ts';
import { runSequences } from '../conformance/random/run-sequences.ts';
import { randomSubjects } from '../conformance/random/subjects.ts';
import { tellDifference } from '../conformance/random/tell-difference.ts';
import { installWidgets } from '../conformance/widget.ts';
import { sharedServer } from '../support/shared-server.ts';

const shared = sharedServer();
const count = Number(process.env.SEQUENCES ?? 5000);
const seed = Number(process.env.SEED ?? 1);

/** Longer, or one again: `SEED=7 SEQUENCES=100000 npm run conformance:random`. A difference names its seed. */
describe.skipIf(shared === undefined)(
  `${count} sequences of writes by three managers, from seed ${seed}`,
  () => {
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

    it(
      'are answered alike by the sandbox and by the real server, and leave the same objects and claims',
      async () => {
        const differences = await runSequences({
          real,
          model,
          subjects: randomSubjects(),
          seed,
          count,
          concurrency: 24,
        });
        expect(differences.map(tellDifference).join('\n')).toBe('');
      },
      Math.max(600_000, count * 120),
    );
  },
);
