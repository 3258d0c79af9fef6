import { describe } from 'vitest';
import { applyCases } from '../support/apply-cases.ts';
import { removalCases } from '../support/removal-cases.ts';
import { sharedServer } from '../support/shared-server.ts';

const server = sharedServer();

describe.skipIf(server === undefined)('apply on a real kube-apiserver', () => {
  const start = async () => {
    if (server === undefined) throw new Error('skipped');
    return server;
  };
  applyCases(start);
  describe('deletions', () => removalCases(start));
});
