import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../model/errors.ts';
import { readKubeConfig } from './kubeconfig.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ramen-sync-kubeconfig-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function config(context: string, server: string, current = context): string {
  return JSON.stringify({
    clusters: [{ name: 'shared', cluster: { server } }],
    users: [{ name: context, user: { token: 't' } }],
    contexts: [{ name: context, context: { cluster: 'shared', user: context } }],
    'current-context': current,
  });
}

async function refusal(
  access: Parameters<typeof readKubeConfig>[0],
  env: NodeJS.ProcessEnv = {},
): Promise<UserError> {
  const error = await readKubeConfig(access, env).catch((reason: unknown) => reason);
  if (error instanceof UserError) return error;
  throw new Error(`no UserError but ${error}`);
}

describe('which kubeconfig', () => {
  it('merges the files of KUBECONFIG: the first that sets a name wins, missing files do not matter', async () => {
    const first = write('first', config('a', 'https://first:6443'));
    const second = write('second', config('b', 'https://second:6443'));
    const env = { KUBECONFIG: [first, join(folder, 'gone'), second].join(delimiter) };
    const merged = await readKubeConfig({}, env);
    expect(merged.getContexts().map((context) => context.name)).toEqual(['a', 'b']);
    expect(merged.getCurrentContext()).toBe('a');
    const other = await readKubeConfig({ context: 'b' }, env);
    expect(other.getCurrentCluster()?.server).toBe('https://first:6443');
    expect(other.getCurrentUser()?.name).toBe('b');
  });

  it('falls back to ~/.kube/config, and says so when there is nothing at all', async () => {
    const home = join(folder, 'home');
    mkdirSync(join(home, '.kube'), { recursive: true });
    writeFileSync(join(home, '.kube', 'config'), config('h', 'https://h'));
    expect((await readKubeConfig({}, { HOME: home })).getCurrentContext()).toBe('h');
    expect((await refusal({}, { HOME: join(folder, 'nobody') })).message).toContain('no kubeconfig found');
    expect((await refusal({}, { KUBECONFIG: '/no/such/file' })).message).toContain(
      'no file that exists: /no/such/file',
    );
    expect((await refusal({ inCluster: true })).message).toContain('does not run in a pod');
  });

  it('lets a local server be plain http, and a context have no user', async () => {
    const path = write('http', config('a', 'http://127.0.0.1:8080').replace('"users"', '"ignored"'));
    const read = await readKubeConfig({ kubeconfig: path });
    await expect(read.applyToHTTPSOptions({})).resolves.toBeUndefined();
  });
});

describe('an unusable kubeconfig is one clear message', () => {
  it('names the contexts there are', async () => {
    const path = write('contexts', config('a', 'https://a'));
    const error = await refusal({ kubeconfig: path, context: 'prod' });
    expect(error.message).toBe(`kubeconfig ${path} has no context "prod"; it has "a"`);
    expect((await refusal({ kubeconfig: write('none', config('a', 'https://a', '')) })).message).toContain(
      'names no current context; it has "a"',
    );
  });

  it.each([
    ['empty', '', 'it is empty, or not a kubeconfig'],
    ['yaml', 'users:\n- token: very-secret\n  x: [', 'not valid YAML, line '],
    ['server', '{"clusters":[{"name":"c","cluster":{}}]}', 'clusters[0].cluster.server is missing'],
    ['url', config('a', 'my-host:6443'), 'server "my-host:6443" of context "a" is not a URL'],
    [
      'cluster',
      config('a', 'https://a').replace('"cluster":"shared"', '"cluster":"gone"'),
      'names cluster "gone", which is not there',
    ],
  ])('%s', async (name, text, words) => {
    const error = await refusal({ kubeconfig: write(name, text) });
    expect(error.message).toContain(words);
    expect(error.message).toContain(join(folder, name));
    expect(error.message).not.toContain('very-secret');
  });

  it('missing or a folder', async () => {
    expect((await refusal({ kubeconfig: '/no/such/file' })).message).toBe(
      'kubeconfig /no/such/file: no such file',
    );
    expect((await refusal({ kubeconfig: folder })).message).toContain('it is a folder');
  });
});
