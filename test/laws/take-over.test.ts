import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { tokenOf } from '../support/dr-stage.ts';
import { allTakeOverCases } from '../support/take-over/all-cases.ts';

describe('take-over on the sandbox', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-take-over-'));
  let sandbox: Sandbox | undefined;
  afterAll(async () => {
    await sandbox?.close();
    rmSync(folder, { recursive: true });
  });
  allTakeOverCases(
    async () => {
      sandbox = await startSandbox({ empty: true });
      const token = tokenOf(sandbox);
      const at = (cluster: string) => ({ url: sandbox?.urls.get(cluster) ?? '', token, folder });
      return { hub: at('hub'), managed: at('dr1') };
    },
    { randomRuns: Number(process.env.RAMEN_SYNC_SEQUENCES ?? 100) },
  );
});
