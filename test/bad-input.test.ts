import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from './support/run-cli.ts';

const policy = `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { drClusters: [dr1, dr2], schedulingInterval: 5m }
`;
const place = { folder: '' };

beforeEach(() => {
  place.folder = realpathSync(mkdtempSync(join(tmpdir(), 'ramen-sync-bad-')));
});

afterEach(() => {
  rmSync(place.folder, { recursive: true, force: true });
});

function write(path: string, content: string | Uint8Array): string {
  const absolute = join(place.folder, path);
  mkdirSync(dirname(absolute), { recursive: true });
  writeFileSync(absolute, content);
  return absolute;
}

/** Whatever comes in: nobody sees a stack, and nobody is told that it is our bug. */
async function lint(...args: readonly string[]) {
  const result = await runCli(['lint', ...args], { cwd: place.folder });
  expect(`${result.stdout}${result.stderr}`).not.toMatch(/\n {4}at |this is a bug/);
  return result;
}

describe('lint of nothing exits 1', () => {
  it('a path that is not there', async () => {
    write('hub/policy.yaml', policy);
    const { status, stderr, stdout } = await lint('hubb');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('error: there is no hubb');
    expect(stderr).toContain('help: ');
  });

  it('a repository that is not there', async () => {
    const { status, stderr } = await lint('-C', 'nowhere');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: .*nowhere/);
  });

  it('an empty repository', async () => {
    const { status, stderr } = await lint();
    expect(status).toBe(1);
    expect(stderr).toContain('error: nothing to lint: there is no YAML or JSON file');
  });

  it('a folder without any kind of disaster recovery says what it saw', async () => {
    const deployment = (name: string) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name} }\n`;
    write('web.yaml', ['a', 'b', 'c'].map(deployment).join('---\n'));
    write('service.yaml', 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\n');
    const { status, stderr, stdout } = await lint();
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('saw 3 Deployment, 1 Service');
    expect(stderr).toContain('help: ');
  });

  it('files that hold no Kubernetes object', async () => {
    write('values.yaml', 'replicas: 2\n');
    const { status, stderr } = await lint();
    expect(status).toBe(1);
    expect(stderr).toContain('saw 1 file without any Kubernetes object');
  });

  it('a config that does not parse, or has a key that nobody knows: with its place', async () => {
    write('policy.yaml', policy);
    write('ramen-sync.yaml', 'apiVersion: ramen-sync.io/v1alpha1\nkind: Config\nsurces: []\n');
    const { status, stderr } = await lint();
    expect(status).toBe(1);
    expect(stderr).toContain('ramen-sync.yaml:3:1: ');
    write('ramen-sync.yaml', 'kind: [\n');
    expect((await lint()).stderr).toMatch(/ramen-sync\.yaml:\d+:\d+: /);
  });

  it('a config that is not there', async () => {
    const { status, stderr } = await lint('--config', 'other.yaml');
    expect(status).toBe(1);
    expect(stderr).toContain('other.yaml');
  });

  it('a report that cannot be written', async () => {
    write('policy.yaml', policy);
    write('file', '');
    const { status, stderr } = await lint('-o', 'json=file/report.json');
    expect(status).toBe(1);
    expect(stderr).toContain('file/report.json cannot be written');
  });
});

describe('what cannot be read is a finding with place and help, and the rest is linted', () => {
  it.each<[string, () => void, string]>([
    ['a binary file', () => write('image.yaml', new Uint8Array([0, 1, 2, 255])), 'image.yaml'],
    ['text that is not UTF-8', () => write('latin.yaml', new Uint8Array([0x61, 0xe9, 0x62])), 'latin.yaml'],
    ['a file of 100 MB', () => truncateSync(write('huge.yaml', ''), 100 * 1024 * 1024), 'huge.yaml'],
    ['a link to itself', () => symlinkSync('loop.yaml', join(place.folder, 'loop.yaml')), 'loop.yaml'],
    ['a link to a folder that it is in', () => symlinkSync('..', join(place.folder, 'hub', 'up')), 'hub/up'],
    [
      'a link that leaves the repository',
      () => symlinkSync('/etc/hosts', join(place.folder, 'out.yaml')),
      'out.yaml',
    ],
  ])('%s', async (_, prepare, path) => {
    write('hub/policy.yaml', policy);
    prepare();
    const { status, stdout } = await lint();
    expect(status).toBe(2);
    expect(stdout).toContain(`error[unreadable-file]: ${path} is not read: `);
    expect(stdout).toContain(`--> ${path}:1:1`);
    expect(stdout).toContain('= help: ');
    expect(stdout).toContain('1 error in 1 file (1 document, 1 object)');
  });

  it('an alias bomb', async () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const alias = level === 0 ? '"lol"' : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array(9).fill(alias).join(', ')}]`;
    });
    write('bomb.yaml', `${levels.join('\n')}\n`);
    write('policy.yaml', policy);
    const { status, stdout } = await lint('-o', 'concise');
    expect(status).toBe(2);
    expect(stdout).toMatch(/^bomb\.yaml:\d+:\d+: error\[yaml-syntax\]: /);
  });

  it('a document ten thousand levels deep', async () => {
    write('deep.yaml', `${'['.repeat(10_000)}${']'.repeat(10_000)}\n`);
    write('policy.yaml', policy);
    const { status, stdout } = await lint('-o', 'concise');
    expect(status).toBe(2);
    expect(stdout).toContain('deep.yaml:1:');
  });

  it('an empty file and an empty document are nothing', async () => {
    write('empty.yaml', '');
    write('comment.yaml', '# later\n---\n---\n');
    write('policy.yaml', policy);
    expect((await lint('-o', 'concise')).status).toBe(0);
  });
});

describe('names from files cannot act on a terminal', () => {
  it('escapes control characters', async () => {
    write('policy.yaml', policy);
    write(
      'drpc.yaml',
      `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: "p5m\\e[2J\\r" }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
    );
    for (const format of ['text', 'concise', 'markdown']) {
      const { stdout } = await lint('-o', format);
      expect(stdout).toContain('u001b');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    }
  });
});
