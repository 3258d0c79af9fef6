import { afterAll, beforeAll, describe } from 'vitest';
import { gateCases } from '../support/gate-cases.ts';
import { assetsFolder, crdFolders, type RealServer, startRealServer } from '../support/real-server.ts';

/** The hub is a real API server, with status set by hand; its own, because the examples want all of a hub to themselves. */
describe.skipIf(assetsFolder() === undefined)('gates on a real API server', () => {
  let server: RealServer;
  beforeAll(async () => {
    server = await startRealServer({ crds: crdFolders() });
  });
  afterAll(() => server?.stop());

  gateCases(() => server.kubeconfig);
});
