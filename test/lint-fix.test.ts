import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { applyPatch, parsePatch } from 'diff';
import { afterEach, describe, expect, it } from 'vitest';
import { runCli } from './support/run-cli.ts';

const project = resolve(import.meta.dirname, '..');
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function repository(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ramen-sync-fix-')));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  return folder;
}

function textsIn(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.yaml'),
  );
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

const policy = `# ours
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata:
  name: p5m   # never renamed
  namespace: shop
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`;

describe('lint --fix', () => {
  const examples = readdirSync(join(project, 'examples/mistakes'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );

  it.each(examples.map(({ name }) => name))(
    'does what --fix-dry-run shows, and once is enough: %s',
    async (name) => {
      const cwd = repository({});
      cpSync(join(project, 'examples/mistakes', name), cwd, { recursive: true });
      const before = textsIn(cwd);
      const shown = await runCli(['lint', '--fix-dry-run', '-q', '-o', 'concise'], { cwd });
      expect(textsIn(cwd)).toEqual(before);
      await runCli(['lint', '--fix', '-q', '-o', 'concise'], { cwd });
      const after = textsIn(cwd);
      const expected = { ...before };
      for (const patch of parsePatch(shown.stderr)) {
        const path = patch.newFileName?.replace(/^b\//, '');
        if (path === undefined) continue;
        expected[path] = String(applyPatch(before[path] ?? '', patch));
      }
      expect(after).toEqual(expected);
      const again = await runCli(['lint', '--fix', '-o', 'json'], { cwd });
      expect(again.stderr).toBe('');
      expect(JSON.parse(again.stdout).summary.fixable).toBe(0);
      expect(textsIn(cwd)).toEqual(after);
    },
  );

  it('keeps the mode of the file, its byte order mark and its line ends', async () => {
    const windows = `\ufeff${policy.replaceAll('\n', '\r\n')}`;
    const cwd = repository({ 'a.yaml': windows });
    chmodSync(join(cwd, 'a.yaml'), 0o640);
    const { stderr } = await runCli(['lint', '--fix'], { cwd });
    expect(stderr).toBe('fixed a.yaml\n');
    expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toBe(windows.replace('  namespace: shop\r\n', ''));
    expect(statSync(join(cwd, 'a.yaml')).mode & 0o777).toBe(0o640);
    expect(readdirSync(cwd)).toEqual(['a.yaml']);
  });

  it('leaves a file alone of which one document does not parse', async () => {
    const text = `${policy}---\nkind: [\n`;
    const cwd = repository({ 'a.yaml': text });
    const { stdout, stderr } = await runCli(['lint', '--fix', '-o', 'json'], { cwd });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout).summary).toMatchObject({ fixable: 0 });
    expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toBe(text);
  });

  it('writes no key of JSON without its quotes', async () => {
    const json = {
      apiVersion: 'ramendr.openshift.io/v1alpha1',
      kind: 'DRPolicy',
      metadata: { namespace: 'shop', name: 'p5m' },
      spec: { schedulingInterval: '5m', drClusters: ['dr1', 'dr2'] },
    };
    const cwd = repository({ 'a.json': JSON.stringify(json, null, 2) });
    await runCli(['lint', '--fix'], { cwd });
    const { metadata, ...rest } = json;
    expect(JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8'))).toEqual({
      ...rest,
      metadata: { name: metadata.name },
    });
  });

  it('shows no value of a Secret in a diff', async () => {
    const secret =
      'apiVersion: v1\nkind: Secret\nmetadata: { name: s3, namespace: ramen-system }\nstringData:\n';
    const cwd = repository({ 'a.yaml': `${secret}  AWS_SECRET_ACCESS_KEY: hunter2-one\n---\n${policy}` });
    const { stderr } = await runCli(['lint', '--fix-dry-run'], { cwd });
    expect(stderr).toContain('-  namespace: shop');
    const near = repository({
      'a.yaml': `${policy}---\n${secret}  AWS_SECRET_ACCESS_KEY: hunter2-two\n`.replace('# ours\n', ''),
    });
    const result = await runCli(['lint', '--fix-dry-run', '-o', 'json'], { cwd: near });
    expect(`${stderr}${result.stderr}${result.stdout}`).not.toContain('hunter2');
  });

  it('reads stdin, and writes nothing for it', async () => {
    const cwd = repository({ 'a.yaml': policy });
    const refused = await runCli(['lint', '-', '--fix', '--stdin-filename', 'a.yaml'], {
      cwd,
      stdin: policy,
    });
    expect(refused).toMatchObject({
      status: 1,
      stderr: 'error: --fix cannot write to stdin\n  help: --fix-dry-run shows the edits\n',
    });
    const shown = await runCli(['lint', '-', '--fix-dry-run', '--stdin-filename', 'b.yaml'], {
      cwd: repository({}),
      stdin: policy,
    });
    expect(shown.stderr).toContain('+++ b/b.yaml\n');
    expect(shown.stderr).toContain('-  namespace: shop\n');
  });
});
