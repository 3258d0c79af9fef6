import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { validate } from 'dockerfile-utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTool } from './support/find-tool.ts';

const root = resolve(import.meta.dirname, '..');

interface Instruction {
  readonly word: string;
  readonly text: string;
}

/** No heredocs and no other escape are used here, and this reader knows none. */
const instructions: readonly Instruction[] = readFileSync(join(root, 'Dockerfile'), 'utf8')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n/g, ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const [, word = '', text = ''] = /^([A-Z]+) +(.*)$/.exec(line) ?? [];
    return { word, text: text.replace(/ +/g, ' ') };
  });
const last = instructions.slice(instructions.findLastIndex(({ word }) => word === 'FROM'));
const textsOf = (list: readonly Instruction[], wanted: string): readonly string[] =>
  list.flatMap(({ word, text }) => (word === wanted ? [text] : []));
const ownCopies = textsOf(last, 'COPY').filter((text) => text.startsWith('--from=build '));
const environment = Object.fromEntries(
  textsOf(last, 'ENV').flatMap((text) => text.split(' ').map((pair) => pair.split('='))),
);

describe('Dockerfile', () => {
  it('starts from named versions that the release pins by their digests', () => {
    const args = textsOf(instructions, 'ARG').map((text) => text.split('='));
    expect(args.map(([, image]) => image)).toEqual(
      args.map(() =>
        expect.stringMatching(/^docker\.io\/library\/(?:node|golang):[\d.]+-bookworm(?:-slim)?$/),
      ),
    );
    expect(textsOf(instructions, 'FROM')).toEqual(
      args.map(([name], index) => `\${${name}}${[' AS build', ' AS kustomize', ''][index]}`),
    );
    const workflow = readFileSync(join(root, '.github/workflows/release.yml'), 'utf8');
    for (const [name, image] of args) {
      expect(workflow).toContain(`pin ${name} ${image}`);
    }
  });

  it('has nothing that a linter of Dockerfiles finds, which does find mistakes', () => {
    const text = readFileSync(join(root, 'Dockerfile'), 'utf8');
    expect(validate(text)).toEqual([]);
    expect(validate(text.replace('WORKDIR /app', 'WORKDIR app')).map(({ message }) => message)).toHaveLength(
      1,
    );
  });

  it('runs as nobody, by a program and not by a shell, on files of its own', () => {
    expect(textsOf(last, 'USER')).toEqual(['65532:65532']);
    expect(JSON.parse(textsOf(last, 'ENTRYPOINT')[0] ?? '')).toEqual([
      '/usr/local/bin/node',
      '/app/bin/ramen-sync.js',
    ]);
    expect(JSON.parse(textsOf(last, 'CMD')[0] ?? '')).toEqual(['--help']);
    for (const text of textsOf(last, 'COPY'))
      expect(text).toMatch(
        /^--from=build \/build\/|^--from=kustomize \/go\/bin\/kustomize \/usr\/local\/bin\/$/,
      );
    const words = new Set(instructions.map(({ word }) => word));
    for (const word of ['ADD', 'EXPOSE', 'VOLUME', 'HEALTHCHECK', 'SHELL', ''])
      expect(words).not.toContain(word);
    expect(Object.keys(environment).join()).not.toMatch(/TOKEN|PASSWORD|SECRET|KEY/);
  });

  it('brings in no more than it names, and keeps nothing of how', () => {
    for (const text of textsOf(instructions, 'RUN').filter((each) => each.includes('apt-get'))) {
      expect(text).toMatch(/apt-get update && apt-get install --yes --no-install-recommends /);
      expect(text).toContain('rm -rf /var/lib/apt/lists/*');
    }
    expect(textsOf(instructions, 'RUN').join()).not.toMatch(/curl|wget|sudo|https?:/);
    for (const text of textsOf(instructions, 'RUN').filter((each) => each.includes('"go"')))
      expect(text).toMatch(/@v\d+\.\d+\.\d+"\]$/);
    const [first, ...kept] = readFileSync(join(root, '.dockerignore'), 'utf8').trim().split('\n');
    expect(first).toBe('*');
    expect(
      kept
        .filter((line) => line.startsWith('!'))
        .map((line) => line.slice(1))
        .sort(),
    ).toEqual([...readBuildInputs()].sort());
  });

  function readBuildInputs(): readonly string[] {
    const built = ownCopies.flatMap((text) =>
      text
        .split(' ')
        .slice(1, -1)
        .map((path) => basename(path)),
    );
    const inputs = [
      ...built.filter((name) => name !== 'dist'),
      'package-lock.json',
      '.npmrc',
      'schemas',
      'scripts',
      'src',
    ];
    return [...new Set(inputs)];
  }
});

/** What the last stage holds, as a process with its environment, user and rights. */
describe('the files of the image', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-image-'));
  // Node itself must be where nobody may read it.
  const asNobody = process.getuid?.() === 0 && !process.execPath.startsWith('/root/');

  beforeAll(() => {
    for (const name of ['app', 'tmp', 'data']) mkdirSync(join(folder, name));
    for (const text of ownCopies) {
      const parts = text.split(' ').slice(1);
      for (const from of parts.slice(0, -1).map((path) => path.replace('/build/', '')))
        cpSync(join(root, from), join(folder, 'app', from), { recursive: true });
    }
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
      chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o555 : 0o444);
    for (const name of ['tmp', 'data']) {
      chmodSync(join(folder, name), 0o700);
      if (asNobody) chownSync(join(folder, name), 65_532, 65_532);
    }
    chmodSync(folder, 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(...args: readonly string[]): { readonly status: number; readonly text: string } {
    const [, entry = ''] = JSON.parse(textsOf(last, 'ENTRYPOINT')[0] ?? '[]');
    const places = Object.entries(environment).map(([name, value]) => [
      name,
      String(value).replace(/^\/(tmp|data)$/, `${folder}/$1`),
    ]);
    try {
      const text = execFileSync(process.execPath, [join(folder, entry), ...args], {
        cwd: join(folder, 'app'),
        env: { PATH: process.env.PATH, ...Object.fromEntries(places) },
        encoding: 'utf8',
        stdio: 'pipe',
        ...(asNobody ? { uid: 65_532, gid: 65_532 } : {}),
      });
      return { status: 0, text };
    } catch (error) {
      const { status = 1, stderr = '' } = error as { readonly status?: number; readonly stderr?: string };
      return { status, text: stderr };
    }
  }

  it('are enough to lint', () => {
    const { status, text } = run('lint', '-C', 'examples/regional');
    expect(text).toContain('no problems in');
    expect(status).toBe(0);
  });

  it('are enough for the loop, which asks for its hub', () => {
    expect(run('run', '--metrics-bind=:0').text).toContain('error: run works on the cluster that it runs in');
    expect(readdirSync(join(folder, 'data'))).toEqual([]);
  });
});

const actionlint = findTool('actionlint');

it.skipIf(actionlint === undefined)(
  'actionlint finds nothing in the workflows (skipped where it is not installed)',
  () => {
    const folders = ['.github/workflows', 'examples/workflows'];
    const files = folders.flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter((name) => name.endsWith('.yml'))
        .map((name) => join(folder, name)),
    );
    // Releases before 1.7.8 know no Node 24.
    const ignore = ['-ignore', 'invalid runner name "node24"'];
    expect(
      execFileSync(actionlint ?? '', [...ignore, ...files], { cwd: root, encoding: 'utf8', stdio: 'pipe' }),
    ).toBe('');
  },
);
