import { describe } from 'vitest';
import { gateCases } from '../support/gate-cases.ts';
import { sharedServer } from '../support/shared-server.ts';

const server = sharedServer();

/** The hub is a real API server, with status set by hand. */
describe.skipIf(server === undefined)('gates on a real API server', () => {
  gateCases(server?.kubeconfig);
});
