import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const project = resolve(import.meta.dirname, '../..');

export interface ToldStory {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Hosts that were connected to, or looked up. */
  readonly hosts: readonly string[];
  /** What it left behind in its folder for temporary files. */
  readonly left: readonly string[];
}

export interface DemoRun {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Source of a module that runs before it. */
  readonly preload?: string;
}

/** `demo` as people start it, with its temporary files beside `folder`. */
export function runDemo(folder: string, { args = [], env = {}, preload = '' }: DemoRun): Promise<ToldStory> {
  const temporary = mkdtempSync(`${folder}-`);
  const log = `${temporary}.hosts`;
  writeFileSync(log, '');
  const watch = `${temporary}.mjs`;
  writeFileSync(watch, `${watchHosts(log)}\n${preload}\n`);
  const child = spawn(process.execPath, [join(project, 'bin/ramen-sync.js'), 'demo', ...args], {
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

/** Lines that are wider than `columns`; a code frame or a diff shows a file's lines as they are. */
export function tooWide(text: string, columns: number): readonly string[] {
  return text
    .split('\n')
    .filter((line) => [...line].length > columns && !/^ *\d+ \|/.test(line) && !/^[-+] {2}/.test(line));
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
