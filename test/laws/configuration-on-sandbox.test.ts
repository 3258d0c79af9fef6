import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { configCases } from '../support/config-cases.ts';
import { tokenOf } from '../support/dr-stage.ts';
import { secretCases } from '../support/secret-cases.ts';

describe.each([
  ["Ramen's configuration", configCases],
  ['Secrets', secretCases],
])('%s on the sandbox', (_, cases) => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-config-'));
  let sandbox: Sandbox | undefined;
  afterAll(async () => {
    await sandbox?.close();
    rmSync(folder, { recursive: true });
  });
  cases(async () => {
    sandbox = await startSandbox({ empty: true });
    const kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, sandbox.kubeconfig);
    return { kubeconfig, url: sandbox.urls.get('hub') ?? '', token: tokenOf(sandbox) };
  });
});
