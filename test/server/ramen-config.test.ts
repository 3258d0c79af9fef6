import { describe } from 'vitest';
import { configCases } from '../support/config-cases.ts';
import { secretCases } from '../support/secret-cases.ts';
import { sharedServer } from '../support/shared-server.ts';

const server = sharedServer();

describe.skipIf(server === undefined).each([
  ["Ramen's configuration", configCases],
  ['Secrets', secretCases],
])('%s on a real kube-apiserver', (_, cases) => {
  cases(async () => {
    if (server === undefined) throw new Error('skipped');
    return server;
  });
});
