import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { gateCases } from '../support/gate-cases.ts';
import { deadKubeconfig } from '../support/play-scene.ts';

describe('gates on the sandbox', () => {
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
    const path = join(folder, 'kubeconfig');
    return new Map(
      ['hub', 'dr1', 'dr2'].map((name) => [
        name,
        silent.includes(name) ? deadKubeconfig(folder, name) : path,
      ]),
    );
  });
});
