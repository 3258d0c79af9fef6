import { describe } from 'vitest';
import { configCases } from '../support/config-cases.ts';
import { sharedServer } from '../support/shared-server.ts';

const server = sharedServer();

describe.skipIf(server === undefined)("Ramen's configuration on a real kube-apiserver", () => {
  configCases(async () => {
    if (server === undefined) throw new Error('skipped');
    return server;
  });
});
