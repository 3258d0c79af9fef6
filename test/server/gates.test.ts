import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { gateCases } from '../support/gate-cases.ts';
import { deadKubeconfig } from '../support/play-scene.ts';
import { sharedServer } from '../support/shared-server.ts';

const server = sharedServer();

/** The hub is a real API server with status set by hand; dr1 and dr2, which are only read, are the sandbox's. */
describe.skipIf(server === undefined)('gates on a real API server', () => {
  let sandbox: Sandbox;
  let folder: string;
  beforeAll(async () => {
    sandbox = await startSandbox({ empty: true });
    folder = mkdtempSync(join(tmpdir(), 'ramen-sync-gates-'));
    writeFileSync(join(folder, 'kubeconfig'), sandbox.kubeconfig, { mode: 0o600 });
  });
  afterAll(async () => {
    await sandbox?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  gateCases(async (silent) => {
    const managed = join(folder, 'kubeconfig');
    return new Map([
      ['hub', server?.kubeconfig ?? ''],
      ...['dr1', 'dr2'].map(
        (name) => [name, silent.includes(name) ? deadKubeconfig(folder, name) : managed] as const,
      ),
    ]);
  });
});
