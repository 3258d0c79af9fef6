import { execFileSync, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderLintConcise } from '../src/report/lint-concise.ts';
import { complaints, lintTexts } from './fuzz/judge.ts';
import { runCli } from './support/run-cli.ts';

const policy = `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { drClusters: [dr1, dr2], schedulingInterval: 5m }
`;
const kibibyte = 1024;

function application(policyName: string): string {
  return `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: ${policyName} }
spec: { preferredCluster: dr1, drPolicyRef: { name: ${policyName} }, placementRef: { kind: Placement, name: cart }, pvcSelector: {} }
`;
}

/** Lints the text beside a policy, in every format and twice; says what came out of the text. */
async function lintBeside(text: string): Promise<readonly string[]> {
  const files = [
    { path: 'odd.yaml', text },
    { path: 'policy.yaml', text: policy },
  ];
  expect(await complaints(files, () => [])).toEqual([]);
  const outcome = await lintTexts(files);
  const found = (outcome?.report.findings ?? []).filter(({ location }) => location.file === 'odd.yaml');
  return [...new Set(found.map(({ rule, message }) => `${rule}: ${message}`))].slice(0, 3);
}

function manyOf(size: number, item: (index: number) => string): string {
  let text = '';
  for (let index = 0; text.length < size; index += 1) text += item(index);
  return text;
}

describe('text that is made to hurt', () => {
  it.each<[string, string, RegExp | undefined]>([
    ['a list in lists', '['.repeat(100_000), /nesting/],
    ['a map in maps', '{a: '.repeat(50_000), /nesting/],
    ['dashes in a row', '- '.repeat(50_000), /nesting/],
    ['questions in a row', '? '.repeat(50_000), /nesting/],
    ['ever deeper blocks', manyOf(200 * kibibyte, (index) => `${' '.repeat(index)}a:\n`), /nesting/],
    ['an anchor of itself', 'a: &a [*a]\n', /alias|anchor|contains/],
    ['aliases without end', `a: &a 1\nb:\n${'- *a\n'.repeat(20_000)}`, /aliases/],
    ['merges without end', `a: &a { x: 1 }\nb:\n${'  <<: *a\n'.repeat(20_000)}`, /aliases/],
    ['quotes', '"'.repeat(100_000), /./],
    ['tags', '! '.repeat(50_000), /./],
    ['directives', '%a\n'.repeat(50_000), /./],
    ['tabs', '\t'.repeat(200_000), undefined],
    ['byte order marks', '\uFEFF'.repeat(100_000), undefined],
    ['one scalar', `a: ${'x'.repeat(2_000_000)}\n`, undefined],
    ['one number', `a: ${'1'.repeat(200_000)}\n`, undefined],
    ['escapes', `a: "${'\\n'.repeat(200_000)}"\n`, undefined],
    ['empty documents', '---\n'.repeat(10_000), undefined],
    ['comments', '# ramen-sync-ignored\n'.repeat(20_000), undefined],
    ['keys', manyOf(60 * kibibyte, (index) => `k${index}: 1\n`), undefined],
    ['NUL', 'a: \u0000\n', /./],
    ['half a character', 'a: "\ud800"\n', undefined],
  ])('%s', async (_, text, message) => {
    const found = await lintBeside(text);
    if (message === undefined) expect(found).toEqual([]);
    else expect(found).toEqual([expect.stringMatching(message)]);
  });

  it.each([
    ['long names', `kind: "${'a'.repeat(100_000)}"\nmetadata: { name: "${'b'.repeat(100_000)}" }\n`],
    [
      'names that are nearly alike',
      manyOf(30 * kibibyte, (index) => `${policy.replace('p5m', `p${'a'.repeat(200)}${index}`)}---\n`) +
        manyOf(30 * kibibyte, (index) => `${application(`p${'b'.repeat(200)}${index}`)}---\n`),
    ],
    ['a key that is there again and again', 'k: 1\n'.repeat(3000)],
    ['broken documents', 'a: [\n---\n'.repeat(600)],
    ['half objects', 'kind: DRPolicy\nmetadata: {}\n---\n'.repeat(400)],
    ['one object again and again', `${policy}---\n`.repeat(400)],
    [
      'fields that nobody knows',
      `${policy.replace('spec: {', 'spec: {\n')}`.replace('}\n', `}\n`) +
        manyOf(10 * kibibyte, (index) => `x${index}: 1\n`),
    ],
    ['comments that silence nothing', 'a: 1 # ramen-sync-ignore unknown-policy: why\n'.repeat(500)],
    ['comments in a row', `${'# ramen-sync-ignore unknown-policy: why\n'.repeat(1000)}${policy}`],
    [
      "profiles of Ramen's configuration",
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ramen-hub-operator-config, namespace: ramen-system }\ndata:\n  ramen_manager_config.yaml: |\n    s3StoreProfiles:\n${manyOf(10 * kibibyte, (index) => `    - s3ProfileName: p${index}\n`)}`,
    ],
    [
      'labels that are none',
      `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  labels:\n${manyOf(10 * kibibyte, (index) => `    K_${index}/: "$"\n`)}`,
    ],
  ])('and much is wrong: %s', async (_, text) => {
    expect((await lintBeside(text)).length).toBeGreaterThan(0);
  });

  it('ends with tens of thousands of findings', async () => {
    const broken = (index: number): string =>
      `{ apiVersion: v1, metadata: {}, spec: { a: ${index} } }\n---\n`;
    const files = Array.from({ length: 20 }, (_, file) => ({
      path: `f${file}.yaml`,
      text: manyOf(56 * kibibyte, broken),
    }));
    const outcome = await lintTexts([...files, { path: 'policy.yaml', text: policy }]);
    if (outcome === undefined) throw new Error('there is something to lint');
    expect(outcome.report.summary.errors).toBeGreaterThan(20_000);
    expect(renderLintConcise(outcome.report, { prefix: '' }).split('\n').length).toBeGreaterThan(20_000);
  });
});

describe('a tree that is made to hurt', () => {
  const place = { folder: '' };
  beforeEach(() => {
    place.folder = realpathSync(mkdtempSync(join(tmpdir(), 'ramen-sync-hurt-')));
    put('repo/policy.yaml', policy);
    put('secret.yaml', 'token: the-secret\n');
  });
  afterEach(() => rmSync(place.folder, { recursive: true, force: true }));

  function put(path: string, text: string): string {
    const absolute = join(place.folder, path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
    return absolute;
  }

  async function lint(...args: readonly string[]) {
    const result = await runCli(['lint', '-o', 'concise', ...args], { cwd: join(place.folder, 'repo') });
    const said = `${result.stdout}${result.stderr}`;
    expect(said).not.toMatch(/the-secret|this is a bug|\n {4}at /);
    return { status: result.status, said };
  }

  it('waits for no pipe and no socket, and opens no device', async () => {
    execFileSync('mkfifo', [join(place.folder, 'repo/pipe.yaml')]);
    const server = createServer().listen(join(place.folder, 'repo/socket.yaml'));
    symlinkSync('/dev/zero', join(place.folder, 'repo/zero.yaml'));
    try {
      const { status, said } = await lint();
      expect(status).toBe(2);
      expect(said).toMatch(
        /^pipe\.yaml:1:1: error\[unreadable-file\].*\nsocket\.yaml:1:1: .*\nzero\.yaml:1:1: /,
      );
    } finally {
      server.close();
    }
  });

  it.each([
    ['a pipe', (path: string) => execFileSync('mkfifo', [path]), 'it is not a regular file'],
    ['a folder', (path: string) => mkdirSync(path), 'it cannot be read'],
    [
      'a link to elsewhere',
      (path: string) => symlinkSync('../secret.yaml', path),
      'leads out of the repository',
    ],
    ['a device', (path: string) => symlinkSync('/dev/zero', path), 'leads out of the repository'],
    ['100 MB', (path: string) => [writeFileSync(path, ''), truncateSync(path, 1e8)], 'the limit is 4 MiB'],
    ['binary', (path: string) => writeFileSync(path, '\u0000'), 'NUL'],
  ])('takes no config that is %s', async (_, make, message) => {
    make(join(place.folder, 'repo/ramen-sync.yaml'));
    const { status, said } = await lint();
    expect(status).toBe(1);
    expect(said).toContain(message);
  });

  it.each(['../secret.yaml', '..', '/etc', 'hub/../../secret.yaml', './../secret.yaml'])(
    'reads no source %s, however it is rendered',
    async (path) => {
      for (const kustomize of [false, true]) {
        put(
          'repo/ramen-sync.yaml',
          `apiVersion: ramen-sync.io/v1alpha1\nkind: Config\nsources:\n  - { path: ${path}, kustomize: ${kustomize} }\n`,
        );
        const { status, said } = await lint();
        expect(status).not.toBe(0);
        expect(said).toMatch(/is not a path within the repository/);
      }
    },
  );

  it('reads nothing through a link that leads out, whoever asks', async () => {
    symlinkSync('../secret.yaml', join(place.folder, 'repo/out.yaml'));
    symlinkSync('..', join(place.folder, 'repo/up'));
    expect((await lint()).said).toMatch(/out\.yaml is not read: the link leaves the repository/);
    expect((await lint('up/secret.yaml')).said).toMatch(/outside of the repository/);
    put(
      'repo/ramen-sync.yaml',
      'apiVersion: ramen-sync.io/v1alpha1\nkind: Config\nsources:\n  - { path: up }\n',
    );
    expect((await lint()).said).toMatch(/leaves the repository|outside of the repository/);
  });
});

describe('the input of the program', () => {
  const bin = resolve(import.meta.dirname, '../bin/ramen-sync.js');

  it('is refused while it comes, when there is too much of it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-input-'));
    const child = spawn(process.execPath, ['--max-old-space-size=256', bin, 'lint', '-C', folder, '-'], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const chunk = Buffer.alloc(1024 * 1024, 'a: 1\n');
    let sent = 0;
    const send = (): void => {
      while (sent < 1000 && child.stdin.writable) {
        sent += 1;
        if (!child.stdin.write(chunk)) break;
      }
    };
    child.stdin.on('error', () => undefined).on('drain', send);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    send();
    const status = await new Promise((done) => child.once('close', done));
    rmSync(folder, { recursive: true });
    expect({ status, said }).toMatchObject({
      status: 1,
      said: expect.stringMatching(/^error: the input has more than 4 MiB\n {2}help: /),
    });
    expect(sent).toBeLessThan(100);
  });
});
