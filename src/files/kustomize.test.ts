import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kustomizeOf } from './kustomize.ts';

const order = { folder: 'apps', buildMetadata: [], isComponent: false };

describe('kustomizeOf', () => {
  const place = { root: '', bin: '' };
  beforeEach(() => {
    place.root = realpathSync(mkdtempSync(join(tmpdir(), 'ramen-sync-kustomized-')));
    place.bin = realpathSync(mkdtempSync(join(tmpdir(), 'ramen-sync-programs-')));
    mkdirSync(join(place.root, 'apps'));
  });
  afterEach(() => {
    rmSync(place.root, { recursive: true, force: true });
    rmSync(place.bin, { recursive: true, force: true });
  });

  function program(name: string, script: string, folder = place.bin): void {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }

  function build(limits = { milliseconds: 20_000, maxBytes: 1000 }, path = place.bin) {
    return kustomizeOf(
      place.root,
      { PATH: path, HOME: '/nowhere', AWS_SECRET_ACCESS_KEY: 'x' },
      limits,
    ).build(order);
  }

  it('takes kustomize before kubectl, and gives each its own words', async () => {
    program('kubectl', 'echo "a: kubectl $*"');
    expect(await build()).toEqual({
      state: 'rendered',
      text: 'a: kubectl kustomize .\n',
      root: `../${basename(place.root)}`,
    });
    program('kustomize', 'echo "a: kustomize $*"');
    expect(await build()).toMatchObject({ text: 'a: kustomize build .\n' });
  });

  it('builds a folder of its own that asks for origins, and leaves nothing behind', async () => {
    const seen = join(place.bin, 'seen');
    program('kustomize', `pwd > ${seen}; /bin/cat kustomization.yaml`);
    const kustomize = kustomizeOf(place.root, { PATH: place.bin });
    const rendered = await kustomize.build({ ...order, buildMetadata: ['managedByLabel'] });
    expect(rendered.state === 'rendered' && JSON.parse(rendered.text)).toMatchObject({
      resources: [`../${basename(place.root)}/apps`],
      buildMetadata: ['managedByLabel', 'originAnnotations'],
    });
    const component = await kustomize.build({ ...order, isComponent: true });
    expect(component.state === 'rendered' && JSON.parse(component.text)).toHaveProperty('components');
    expect(() => readFileSync(join(readFileSync(seen, 'utf8').trim(), 'kustomization.yaml'))).toThrow(
      /ENOENT/,
    );
  });

  it('gives it no credentials, no network and no git', async () => {
    program('kustomize', '/usr/bin/env');
    const rendered = await build({ milliseconds: 20_000, maxBytes: 100_000 });
    const env = rendered.state === 'rendered' ? rendered.text : '';
    expect(env).toMatch(/^GIT_ALLOW_PROTOCOL=none$/m);
    expect(env).toMatch(/^HTTPS_PROXY=http:\/\/127\.0\.0\.1:9$/m);
    expect(env).not.toContain('AWS_SECRET_ACCESS_KEY');
  });

  it('runs nothing of the repository, and nothing from a relative folder', async () => {
    program('kustomize', 'echo mine', join(place.root, 'node_modules/.bin'));
    program('kustomize', 'echo mine', join(place.root, 'apps'));
    symlinkSync(join(place.root, 'apps/kustomize'), join(place.bin, 'kustomize'));
    const path = [`${place.root}/node_modules/.bin`, '.', 'apps', '', place.bin].join(':');
    expect(await build(undefined, path)).toEqual({ state: 'no-binary' });
    mkdirSync(join(place.bin, 'kubectl'));
    writeFileSync(join(place.root, 'kubectl'), '');
    expect(await build()).toEqual({ state: 'no-binary' });
    expect(await kustomizeOf(place.root, {}).build(order)).toEqual({ state: 'no-binary' });
  });

  it('stops one that hangs, with all that it has started', async () => {
    const pids = join(place.bin, 'pids');
    program('kustomize', `trap '' TERM INT; /bin/sleep 60 & echo $! $$ > ${pids}; wait; /bin/sleep 60`);
    const result = await build({ milliseconds: 300, maxBytes: 1000 });
    expect(result).toEqual({ state: 'failed', message: 'it took more than 0.3 s and was stopped' });
    const states = readFileSync(pids, 'utf8').trim().split(' ').map(stateOf);
    expect(states.filter((state) => !/^Z?$/.test(state.slice(0, 1)))).toEqual([]);
  });

  it('ends although something it started keeps the pipe open', async () => {
    program('kustomize', '/bin/sleep 60 & echo "a: 1"');
    expect(await build({ milliseconds: 300, maxBytes: 1000 })).toMatchObject({ state: 'failed' });
  });

  it('stops one that prints without end', async () => {
    program(
      'kustomize',
      'while :; do echo "a: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"; done',
    );
    expect(await build({ milliseconds: 20_000, maxBytes: 100_000 })).toEqual({
      state: 'failed',
      message: 'it printed more than 100000 bytes and was stopped',
    });
  });

  it.each([
    ['says what it said', 'echo "Error: no such thing" >&2; exit 1', 'no such thing'],
    ['a status alone', 'exit 7', 'it ended with status 7 and said nothing'],
    ['a signal', 'kill -9 $$', 'it ended with status of a signal and said nothing'],
    ['no UTF-8', "printf '\\351'", 'it printed text that is not UTF-8'],
  ])('fails: %s', async (_, script, message) => {
    program('kustomize', script);
    expect(await build()).toEqual({ state: 'failed', message });
  });

  it('says paths as the repository knows them', async () => {
    program(
      'kustomize',
      `echo "Error: accumulating x: recursed accumulation of path 'apps': bad ${place.root}/apps/a.yaml in $PWD/kustomization.yaml" >&2; exit 1`,
    );
    expect(await build()).toEqual({ state: 'failed', message: 'bad apps/a.yaml in kustomization.yaml' });
  });

  it('says so where it cannot be started', async () => {
    writeFileSync(join(place.bin, 'kustomize'), '#!/nowhere/sh\n');
    chmodSync(join(place.bin, 'kustomize'), 0o755);
    expect(await build()).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('cannot be run'),
    });
  });

  it('knows the folders of the repository by their own names', () => {
    const { folderAt } = kustomizeOf(place.root, {});
    mkdirSync(join(place.root, 'real/deep'), { recursive: true });
    symlinkSync('real/deep', join(place.root, 'link'));
    symlinkSync('/etc', join(place.root, 'out'));
    symlinkSync('self', join(place.root, 'self'));
    expect(['link', 'link/../apps', '.', 'none', 'self', 'apps/none'].map(folderAt)).toEqual([
      'real/deep',
      'apps',
      '',
      undefined,
      undefined,
      undefined,
    ]);
    for (const path of ['..', '/etc', 'out', 'out/ssl']) expect(() => folderAt(path)).toThrow(/leads out/);
  });
});

/** Empty where the process is gone; a dead one that nobody has waited for is a Z. */
function stateOf(pid: string): string {
  try {
    return execFileSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}
