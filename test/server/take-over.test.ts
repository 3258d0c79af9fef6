import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { sharedServer } from '../support/shared-server.ts';
import { allTakeOverCases } from '../support/take-over/all-cases.ts';

const server = sharedServer();

describe.skipIf(server === undefined)('take-over on a real kube-apiserver', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-take-over-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  allTakeOverCases(
    async () => {
      if (server === undefined) throw new Error('skipped');
      const api = { ...server, folder };
      return { hub: api, managed: api };
    },
    { randomRuns: 25 },
  );
});
