import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readKubeconfigText } from './kubeconfig-text.ts';

function kubeconfig(user: Record<string, unknown>, cluster: Record<string, unknown> = {}): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:6443', ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  });
}

async function read(kubeconfigText: string): Promise<string> {
  const config = await readKubeconfigText({ kubeconfigText, from: 'Secret a/b' });
  return config.getCurrentUser()?.token ?? '';
}

describe('readKubeconfigText', () => {
  it('takes a kubeconfig that carries everything itself', async () => {
    expect(await read(kubeconfig({ token: 'abc' }, { 'certificate-authority-data': 'QUJD' }))).toBe('abc');
  });

  it.each([
    ['a command', kubeconfig({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'id' } })],
    ['a provider', kubeconfig({ 'auth-provider': { name: 'gcp', config: { 'cmd-path': 'id' } } })],
    ['a key file', kubeconfig({ 'client-certificate-data': 'QUJD', 'client-key': '/etc/hostname' })],
    ['a certificate file', kubeconfig({ 'client-certificate': '/etc/hostname' })],
    ['a CA file', kubeconfig({ token: 'abc' }, { 'certificate-authority': '/etc/hostname' })],
  ])('refuses %s of our machine', async (_, text) => {
    await expect(read(text)).rejects.toThrow(/^Secret a\/b: its kubeconfig (?:names|runs|uses)/);
  });

  it('refuses a token file, whatever its spelling, and says nothing of what is in it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-token-'));
    writeFileSync(join(folder, 'token'), 'top-secret');
    const text = kubeconfig({ 'token-file': join(folder, 'token') }).replace(
      'token-file',
      'token\\u002dfile',
    );
    try {
      await expect(read(text)).rejects.toThrow('names a token file');
      await expect(read(text)).rejects.not.toThrow('top-secret');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('does not quote what it cannot read', async () => {
    await expect(read('users: [{ token: top-secret')).rejects.toThrow(/^(?!.*top-secret).*no kubeconfig/s);
  });
});
