import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFor, bundles } from '../bin/bundles.js';
import { commands } from '../src/cli/commands.ts';

const project = resolve(import.meta.dirname, '..');
const copy = { root: '' };

/** A package as `npm install` from Git leaves it: sources and no dist/. */
beforeAll(() => {
  copy.root = mkdtempSync(join(tmpdir(), 'ramen-sync-bin-'));
  for (const name of ['bin', 'scripts', 'src', 'schemas', 'package.json']) {
    cpSync(join(project, name), join(copy.root, name), { recursive: true });
  }
  symlinkSync(join(project, 'node_modules'), join(copy.root, 'node_modules'));
});

afterAll(() => {
  rmSync(copy.root, { recursive: true, force: true });
});

function ramenSync(...args: readonly string[]) {
  return spawnSync(process.execPath, [join(copy.root, 'bin/ramen-sync.js'), ...args], {
    cwd: project,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', XDG_CACHE_HOME: join(copy.root, 'cache') },
  });
}

function lintMistake() {
  const { status, stdout, stderr } = ramenSync('lint', 'examples/mistakes/unknown-policy', '-o', 'concise');
  return { status, stdout, stderr };
}

describe('bin/ramen-sync.js', () => {
  it('builds what is missing, once, and runs it', () => {
    const first = ramenSync('--version');
    expect(first.stderr).toBe('');
    expect(first.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const bundle = join(copy.root, 'dist/cli.mjs');
    const built = statSync(bundle).mtimeMs;
    expect(ramenSync('--version').stdout).toBe(first.stdout);
    expect(statSync(bundle).mtimeMs).toBe(built);
  });

  it('builds again in a checkout whose sources are newer', () => {
    const bundle = join(copy.root, 'dist/cli.mjs');
    symlinkSync(join(project, '.git'), join(copy.root, '.git'));
    utimesSync(bundle, new Date(0), new Date(0));
    expect(ramenSync('--version').status).toBe(0);
    expect(statSync(bundle).mtimeMs).toBeGreaterThan(0);
    expect(existsSync(join(copy.root, 'dist', 'cli.mjs'))).toBe(true);
  });

  it('answers with the exit status of the command', () => {
    const { status, stdout } = ramenSync('lint', 'examples/mistakes/unknown-policy', '-o', 'concise');
    expect(stdout).toContain('error[unknown-policy]');
    expect(status).toBe(2);
    expect(ramenSync('lnt').status).toBe(1);
  });

  it('finds the bundle of each command, wherever the flags stand', () => {
    expect(Object.keys(bundles).sort()).toEqual(commands.map(({ name }) => name).sort());
    expect(bundleFor(['-C', 'some/where', 'plan', '--only', 'drpc/shop/cart'])).toBe('live');
    expect(bundleFor(['-C', 'lint', 'plan'])).toBe('cli');
    expect(bundleFor(['--help'])).toBe('cli');
    for (const words of [
      ['plan'],
      ['-C', 'lint', 'plan'],
      ['-C', 'plan', 'explain', '--help'],
      ['apply', '--help'],
    ]) {
      const { stdout, stderr } = ramenSync(...words, '--kubeconfig', 'none');
      expect(`${stdout}${stderr}`).toMatch(/Usage: |kubeconfig .*no such file|There is no folder/);
    }
  });

  it('says nothing when its reader goes away', () => {
    const bin = join(copy.root, 'bin/ramen-sync.js');
    const line = `"${process.execPath}" "${bin}" explain -o json | head -c 1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: '[', stderr: '' });
  });

  describe('the bytecode of earlier runs', () => {
    const folder = (): string => join(copy.root, 'cache', 'ramen-sync');
    const files = (): readonly string[] => readdirSync(folder()).filter((name) => name.endsWith('.bytecode'));

    it('is learned by the first runs of lint, and changes no answer', () => {
      rmSync(folder(), { recursive: true, force: true });
      const answers = [lintMistake(), lintMistake(), lintMistake()];
      expect(answers[0]?.status).toBe(2);
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      const [file = ''] = files();
      expect(files()).toEqual([file]);
      const learned = statSync(join(folder(), file)).mtimeMs;
      lintMistake();
      expect(statSync(join(folder(), file)).mtimeMs).toBe(learned);
    });

    it('is learned by the first plans too, and then kept', () => {
      rmSync(folder(), { recursive: true, force: true });
      const plan = () => ramenSync('plan', '-C', 'examples/regional', '--kubeconfig', 'none');
      expect([plan(), plan(), plan()].map(({ stderr }) => stderr)).toEqual(
        Array(3).fill(expect.stringMatching(/^error: kubeconfig .*none: no such file/)),
      );
      const [file = ''] = files();
      const learned = statSync(join(folder(), file)).mtimeMs;
      plan();
      expect(statSync(join(folder(), file)).mtimeMs).toBe(learned);
      rmSync(folder(), { recursive: true });
    });

    it('is thrown away where it is damaged', () => {
      const expected = lintMistake();
      const [file = ''] = files();
      writeFileSync(join(folder(), file), 'no bytecode at all');
      expect(lintMistake()).toEqual(expected);
      expect(statSync(join(folder(), file)).size).toBeGreaterThan(1000);
    });

    it('is done without where it cannot be kept', () => {
      const expected = lintMistake();
      rmSync(folder(), { recursive: true });
      mkdirSync(join(copy.root, 'cache'), { recursive: true });
      writeFileSync(folder(), 'a file in the place of the folder');
      expect(lintMistake()).toEqual(expected);
      rmSync(folder());
    });
  });
});
