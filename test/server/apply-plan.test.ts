import { describe } from 'vitest';
import { applyCases } from '../support/apply-cases.ts';
import { sharedServer } from '../support/shared-server.ts';

const server = sharedServer();

describe.skipIf(server === undefined)('apply on a real kube-apiserver', () => {
  applyCases(async () => {
    if (server === undefined) throw new Error('skipped');
    return server;
  });
});
