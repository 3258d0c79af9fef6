import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runCli } from './support/run-cli.ts';

const project = resolve(import.meta.dirname, '..');
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function copyOf(example: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ramen-sync-baseline-')));
  folders.push(folder);
  cpSync(join(project, 'examples/mistakes', example), folder, { recursive: true });
  return folder;
}

const file = 'ramen-sync-baseline.json';

describe('lint --baseline', () => {
  it('lets an old repository start today, and fails on what is new', async () => {
    const cwd = copyOf('unknown-s3-profile');
    const before = await runCli(['lint'], { cwd });
    expect(before.status).toBe(2);

    const written = await runCli(['lint', '--write-baseline'], { cwd });
    expect(written).toMatchObject({
      status: 0,
      stderr: `wrote 1 finding to ${file}; use it with --baseline ${file}\n`,
    });
    expect(written.stdout).toContain('1 in the baseline');

    const known = await runCli(['lint', '--baseline', file, '-o', 'json'], { cwd });
    expect(known.status).toBe(0);
    expect(JSON.parse(known.stdout).summary).toMatchObject({ errors: 0, baselined: 1, files: 5 });

    const clusters = join(cwd, 'hub/dr-clusters.yaml');
    const wrong = readFileSync(clusters, 'utf8');
    // Lines move, and another mistake joins.
    writeFileSync(clusters, `# moved\n\n${wrong.replace('name: dr2', 'name: dr2\n  namespace: shop')}`);
    const news = await runCli(['lint', '--baseline', file, '-o', 'json'], { cwd });
    expect(news.status).toBe(2);
    const { findings, summary } = JSON.parse(news.stdout);
    expect(findings.map(({ rule }: { rule: string }) => rule)).toEqual(['namespace-on-cluster-scoped']);
    expect(summary.baselined).toBe(1);
  });

  it('never holds what does not parse: it hides the rest', async () => {
    const cwd = copyOf('unknown-s3-profile');
    writeFileSync(join(cwd, 'broken.yaml'), 'kind: [\n');
    const { status } = await runCli(['lint', '--write-baseline'], { cwd });
    expect(status).toBe(2);
    expect(readFileSync(join(cwd, file), 'utf8')).not.toContain('yaml-syntax');
  });

  it('tells what is mended, and forgets it when it is written again', async () => {
    const cwd = copyOf('unknown-s3-profile');
    await runCli(['lint', '--write-baseline'], { cwd });
    const clusters = join(cwd, 'hub/dr-clusters.yaml');
    writeFileSync(clusters, readFileSync(clusters, 'utf8').replace('minio-on-drl', 'minio-on-dr1'));
    const stale = await runCli(['lint', '--baseline', file], { cwd });
    expect(stale).toMatchObject({
      status: 0,
      stderr: `1 finding of the baseline is not there any more; --write-baseline takes that out of ${file}\n`,
    });
    // Of other files and rules this run knows nothing.
    expect(await runCli(['lint', '--baseline', file, 'hub/ramen-config.yaml'], { cwd })).toMatchObject({
      stderr: '',
    });
    const other = ['lint', '--baseline', file, '--only', 'unknown-policy', '--write-baseline'];
    await runCli(other, { cwd });
    expect(readFileSync(join(cwd, file), 'utf8')).toContain('unknown-s3-profile');
    await runCli(['lint', '--baseline', file, '--write-baseline'], { cwd });
    expect(JSON.parse(readFileSync(join(cwd, file), 'utf8')).findings).toEqual([]);
  });

  it('is no file of the repository, whatever its name, and counts from the working folder', async () => {
    const cwd = copyOf('unknown-s3-profile');
    const named = ['lint', '--baseline', 'hub/known.json'];
    await runCli([...named, '--write-baseline'], { cwd });
    const { stdout } = await runCli([...named, '-o', 'json'], { cwd });
    expect(JSON.parse(stdout).summary).toMatchObject({ files: 5, baselined: 1 });
    expect(stdout).not.toContain('not-kubernetes');
    const inside = await runCli(['lint', '-C', '..', '--baseline', 'known.json'], { cwd: join(cwd, 'hub') });
    expect(inside.status).toBe(0);
  });

  it('fixes only what it does not have', async () => {
    const cwd = copyOf('namespace-on-cluster-scoped');
    await runCli(['lint', '--write-baseline'], { cwd });
    const { stdout, stderr } = await runCli(['lint', '--fix', '--baseline', file, '-o', 'json'], { cwd });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout).summary).toMatchObject({ fixable: 0, baselined: 1 });
  });

  it.each([
    ['that is not there', undefined, /there is no baseline known\.json/],
    ['that is something else', '{"kind":"List"}', /known\.json is no baseline/],
  ])('refuses one %s', async (_, text, message) => {
    const cwd = copyOf('unknown-s3-profile');
    if (text !== undefined) writeFileSync(join(cwd, 'known.json'), text);
    const { status, stderr } = await runCli(['lint', '--baseline', 'known.json'], { cwd });
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
  });
});
