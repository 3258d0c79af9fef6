import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const project = resolve(import.meta.dirname, '..');

interface Told {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Hosts that were connected to, or looked up. */
  readonly hosts: readonly string[];
  /** What it left behind in its folder for temporary files. */
  readonly left: readonly string[];
}

/** Four demos side by side: two whole ones, one without git, one whose operator is not heard. */
describe('ramen-sync demo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-demo-test-'));
  const told = new Map<string, Told>();
  beforeAll(async () => {
    // Builds what is out of date, so that it does not change under those that run side by side.
    execFileSync(process.execPath, [join(project, 'bin/ramen-sync.js'), '--version']);
    const runs: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
      ['plain', { NO_COLOR: '1' }, ''],
      ['coloured', { FORCE_COLOR: '1' }, ''],
      ['without git', { NO_COLOR: '1', PATH: folder }, ''],
      ['broken', { NO_COLOR: '1' }, `globalThis.fetch = async () => new Response('{}');`],
    ];
    await Promise.all(
      runs.map(async ([name, env, preload]) => {
        told.set(name, await runDemo(join(folder, name.replace(' ', '-')), env, preload));
      }),
    );
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  const plain = () => told.get('plain') ?? fail();

  it('exits 0 and says nothing on stderr', () => {
    for (const name of ['plain', 'coloured']) {
      expect(told.get(name)).toMatchObject({ status: 0, stderr: '' });
    }
  });

  it.each([
    /apps\/shop\/cart\.yaml:34:11/,
    /= help: write p5m/,
    /^21 applied, 21 healthy$/m,
    /^= drpc\/shop\/cart {2}held$/m,
    /putting Git back would/,
    /^shop\/cart +dr2 +FailedOver +Completed +Current .* held$/m,
    /^\+ {2}action: Failover$/m,
    /^Plan: 21 unchanged$/m,
    /workload moves dr2 -> dr1/,
    /spec\.action: Relocate -> \(none\)/,
    /^shop\/cart +dr1 +Deployed +Completed +Current .* synced$/m,
    /cart runs on dr1 alone/,
  ])('tells %s', (sentence) => {
    expect(plain().stdout).toMatch(sentence);
  });

  it('tells the scenes in order', () => {
    expect(plain().stdout.match(/^# \d/gm)).toEqual(['# 1', '# 2', '# 3', '# 4', '# 5', '# 6']);
  });

  it('has no line longer than a terminal of 80 columns, with and without colour', () => {
    for (const name of ['plain', 'coloured']) {
      const lines = withoutColour(told.get(name)?.stdout ?? '').split('\n');
      expect(lines.filter((line) => [...line].length > 80 && !isFileContent(line))).toEqual([]);
    }
  });

  it('uses colour only where it is wanted', () => {
    expect(plain().stdout).toBe(withoutColour(plain().stdout));
    const coloured = told.get('coloured')?.stdout ?? '';
    expect(coloured).toContain('\u001b[');
    expect(storyline(withoutColour(coloured))).toEqual(storyline(plain().stdout));
  });

  it('connects to loopback and to nothing else', () => {
    const { hosts } = plain();
    expect(hosts.length).toBeGreaterThan(0);
    expect(hosts.filter((host) => !['127.0.0.1', '::1', 'localhost'].includes(host))).toEqual([]);
  });

  it('leaves nothing behind', () => {
    for (const { left } of told.values()) expect(left).toEqual([]);
  });

  it('says what it misses where there is no git', () => {
    const { status, stderr, stdout } = told.get('without git') ?? fail();
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^error: the demo keeps its repository in Git.*\n {2}help: install git\n$/);
  });

  it('exits 1 where the story comes out differently, and says where', () => {
    const { status, stderr } = told.get('broken') ?? fail();
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: the story came out differently: .*the failover is held$/m);
    expect(stderr).not.toMatch(/\n {4}at /);
  });
});

/** The real entry with the temporary files in `folder`; `preload` runs before it. */
function runDemo(folder: string, env: Readonly<Record<string, string>>, preload: string): Promise<Told> {
  const temporary = mkdtempSync(`${folder}-`);
  const log = `${temporary}.hosts`;
  writeFileSync(log, '');
  const watch = `${temporary}.mjs`;
  writeFileSync(watch, `${watchHosts(log)}\n${preload}\n`);
  const child = spawn(process.execPath, [join(project, 'bin/ramen-sync.js'), 'demo'], {
    cwd: temporary,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: temporary,
      TMPDIR: temporary,
      NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
      NODE_OPTIONS: `--import=${pathToFileURL(watch).href}`,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.stderr += text;
  });
  return new Promise((done, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      const hosts = new Set(readFileSync(log, 'utf8').split('\n'));
      hosts.delete('');
      done({ status, ...written, hosts: [...hosts], left: readdirSync(temporary) });
    });
  });
}

/** Source of a module that notes every host that this process connects to or looks up. */
function watchHosts(log: string): string {
  return `
import { appendFileSync } from 'node:fs';
import dns from 'node:dns';
import net from 'node:net';
const note = (host) => appendFileSync(${JSON.stringify(log)}, host + '\\n');
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'number') note(typeof second === 'string' ? second : 'localhost');
  else if (first?.path === undefined) note(first?.host ?? 'localhost');
  return connect.apply(this, args);
};
const { lookup } = dns;
dns.lookup = (host, ...rest) => {
  note(host);
  return lookup(host, ...rest);
};`;
}

/** A code frame or a diff shows a file's lines as they are. */
function isFileContent(line: string): boolean {
  return /^ *\d+ \|/.test(line) || /^[-+] {2}/.test(line);
}

/** Commands and scenes: progress depends on the pace of the machine. */
function storyline(text: string): readonly string[] {
  return text.split('\n').filter((line) => /^[$#] /.test(line));
}

function withoutColour(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour is an escape sequence
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}

function fail(): never {
  throw new Error('this demo did not run');
}
