import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { type Sandbox, startSandbox } from '../src/sandbox/start.ts';
import { applyCases } from './support/apply-cases.ts';
import { removalCases } from './support/removal-cases.ts';

describe('apply on the sandbox', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-sandbox-'));
  let sandbox: Sandbox | undefined;
  afterAll(async () => {
    await sandbox?.close();
    rmSync(folder, { recursive: true });
  });
  const start = async () => {
    sandbox ??= await startSandbox({ empty: true });
    const kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, sandbox.kubeconfig);
    const token = /token: *"?([^"\s]+)/.exec(sandbox.kubeconfig)?.[1] ?? '';
    return { kubeconfig, url: sandbox.urls.get('hub') ?? '', token };
  };
  applyCases(start);
  describe('deletions', () => removalCases(start));
});
