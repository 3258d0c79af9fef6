import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { checkoutExample } from '../support/git-checkout.ts';
import { runAction } from '../support/run-action.ts';

/** What a release tag carries beyond the sources is `dist/`; a runner has neither npm nor our dependencies for it. */
it('the Action starts from what a release tag carries, and installs nothing', async () => {
  const root = resolve(import.meta.dirname, '../..');
  const tag = mkdtempSync(join(tmpdir(), 'ramen-sync-tag-'));
  const repo = checkoutExample('mistakes/unknown-s3-profile');
  try {
    for (const part of ['bin', 'dist', 'src', 'scripts', 'schemas', 'package.json', 'action.yml'])
      cpSync(join(root, part), join(tag, part), { recursive: true });
    const env = { PATH: '/usr/bin:/bin', HOME: tag };
    const result = await runAction({ workspace: repo.path, entry: join(tag, 'bin/action.js'), env });
    expect(result, result.stdout).toMatchObject({ status: 2, stderr: '', outputs: { errors: '1' } });
  } finally {
    repo.remove();
    rmSync(tag, { recursive: true });
  }
});
