import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSequences } from '../laws/interleavings/run-sequences.ts';
import { realHub } from '../support/real-hub.ts';
import { assetsFolder, crdFolders, type RealServer, startRealServer } from '../support/real-server.ts';

/** The sequences of test/laws/interleavings.test.ts, a few of them, before a real API server; SEQUENCES, SEED and the rest as there. */
describe.skipIf(assetsFolder() === undefined)(
  'interleavings of everybody who writes, on a real API server',
  () => {
    let server: RealServer;
    beforeAll(async () => {
      server = await startRealServer({ crds: crdFolders() });
    });
    afterAll(() => server?.stop());

    it('make nobody lose what they meant', async () => {
      const hub = realHub(server.urls.hub ?? '', server.token, server.certificates.hub ?? '');
      const { SEQUENCES, SEED, SEQUENCE, REPLAY } = process.env;
      const report = await runSequences({
        hub,
        sequences: Number(SEQUENCES ?? 25),
        ...(SEED === undefined ? {} : { seed: Number(SEED) }),
        ...(SEQUENCE === undefined ? {} : { path: SEQUENCE }),
        ...(REPLAY === undefined ? {} : { replayPath: REPLAY }),
      });
      hub.close();
      console.log(`${report.sequences} sequences, seed ${report.seed}`);
      expect(report.failure).toBeUndefined();
    }, 1_800_000);
  },
);
