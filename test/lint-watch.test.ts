import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { run } from '../src/cli/program.ts';
import { systemClock } from '../src/cluster/system-clock.ts';

const folders: string[] = [];
const running: AbortController[] = [];

afterEach(() => {
  for (const controller of running.splice(0)) controller.abort('SIGINT');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function repository(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ramen-sync-watch-')));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) write(join(folder, path), text);
  return folder;
}

function write(path: string, text: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
}

/** What is written, to be waited for; each wait goes on behind what the last one found. */
class Tape {
  text = '';
  private from = 0;
  private wake: () => void = () => undefined;

  write = (text: string): void => {
    this.text += text;
    this.wake();
  };

  async until(wanted: string): Promise<string> {
    for (;;) {
      const at = this.text.indexOf(wanted, this.from);
      if (at >= 0) {
        const found = this.text.slice(this.from, at + wanted.length);
        this.from = at + wanted.length;
        return found;
      }
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}

function watch(cwd: string, args: readonly string[] = [], columns?: number) {
  const stdout = new Tape();
  const stderr = new Tape();
  const controller = new AbortController();
  running.push(controller);
  const stream = ({ write: put }: Tape) => ({ write: put, isTTY: columns !== undefined, columns });
  const status = run(['lint', '--watch', '--color', 'never', ...args], {
    stdout: stream(stdout),
    stderr: stream(stderr),
    stdin: {
      isTTY: false,
      readAll: async () => '',
      readLine: async () => undefined,
      lines: async function* () {},
    },
    env: {},
    cwd,
    signal: controller.signal,
    clock: systemClock,
  });
  return { stdout, stderr, status, end: () => controller.abort('SIGINT') };
}

const policy = (name: string, extra = ''): string => `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: ${name}${extra} }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`;
const config = (level: string): string =>
  `apiVersion: ramen-sync.io/v1alpha1\nkind: Config\nrules: { namespace-on-cluster-scoped: ${level} }\n`;
const wrong = (name: string): string => policy(name, ', namespace: shop');
const armed = 'watching for changes';
const rule = 'error[namespace-on-cluster-scoped]';

describe('lint --watch', () => {
  it('reports again after a file has changed, was added, renamed and removed', async () => {
    const folder = repository({ 'hub/a.yaml': policy('a') });
    const { stdout, stderr, status, end } = watch(folder);
    expect(await stdout.until('object)')).toContain('no problems in 1 file');
    await stderr.until(armed);
    write(join(folder, 'hub/a.yaml'), wrong('a'));
    expect(await stdout.until('object)')).toContain(`${rule}: DRPolicy a `);
    expect(await stderr.until('\n')).toBeDefined();
    write(join(folder, 'apps/new/b.yaml'), wrong('b'));
    expect(await stdout.until('2 objects)')).toContain('DRPolicy b ');
    renameSync(join(folder, 'apps/new/b.yaml'), join(folder, 'apps/c.yaml'));
    expect(await stdout.until('apps/c.yaml:3:')).toContain('DRPolicy b ');
    rmSync(join(folder, 'apps'), { recursive: true });
    expect(await stdout.until('1 object)')).not.toContain('DRPolicy b ');
    end();
    expect(await status).toBe(130);
  });

  it("sees an editor's atomic save, and two quick ones", async () => {
    const folder = repository({ 'a.yaml': policy('a') });
    const { stdout, stderr } = watch(folder, ['-o', 'concise']);
    await stderr.until(armed);
    const save = (text: string): void => {
      write(join(folder, '.a.yaml.swp'), text);
      renameSync(join(folder, '.a.yaml.swp'), join(folder, 'a.yaml'));
    };
    save(wrong('first'));
    await stdout.until('DRPolicy first has a namespace');
    save(wrong('second'));
    save(wrong('third'));
    await stdout.until('DRPolicy third has a namespace');
  });

  it('reads the configuration again, and says what is wrong with it', async () => {
    const folder = repository({ 'a.yaml': wrong('a') });
    const { stdout, stderr } = watch(folder);
    await stdout.until('1 error in');
    await stderr.until(armed);
    write(join(folder, 'ramen-sync.yaml'), config('off'));
    await stdout.until('no problems in');
    write(join(folder, 'ramen-sync.yaml'), 'rulez: {}\n');
    expect(await stderr.until('error: ')).toBeDefined();
    write(join(folder, 'ramen-sync.yaml'), config('warning'));
    await stdout.until('1 warning in');
  });

  it('clears a terminal, and leaves a pipe alone', async () => {
    const folder = repository({ 'a.yaml': policy('a') });
    const terminal = watch(folder, [], 80);
    expect((await terminal.stdout.until('\n')).startsWith('\u001b[2J\u001b[H')).toBe(true);
    const pipe = watch(folder);
    expect(await pipe.stdout.until('\n')).not.toContain('\u001b');
  });

  it('does not take its own reports for a change', async () => {
    const folder = repository({ 'a.yaml': policy('a') });
    const { stdout, stderr } = watch(folder, ['-o', 'text', '-o', 'json=lint.json']);
    await stderr.until(armed);
    write(join(folder, 'a.yaml'), wrong('a'));
    await stdout.until('1 error in');
    write(join(folder, 'a.yaml'), policy('a'));
    await stdout.until('no problems in');
    expect(stderr.text.match(/changed: .*/g)).toEqual(['changed: a.yaml', 'changed: a.yaml']);
  });

  it('lints files outside of a repository alone', async () => {
    const folder = repository({ 'a.yaml': policy('a'), 'b.yaml': policy('b') });
    const { stdout, stderr } = watch(folder, ['a.yaml']);
    await stderr.until(armed);
    write(join(folder, 'b.yaml'), wrong('b'));
    write(join(folder, 'a.yaml'), wrong('a'));
    expect(await stdout.until('1 error in 1 file')).not.toContain('DRPolicy b');
    write(join(folder, 'a.yaml~'), policy('a'));
    renameSync(join(folder, 'a.yaml~'), join(folder, 'a.yaml'));
    await stdout.until('no problems in');
  });

  it.each([
    ['--fix', ['--fix'], '--watch and --fix do not go together'],
    ['stdin', ['-'], '--watch cannot watch stdin'],
    ['a rule that does not exist', ['--only', 'nothing'], 'there is no rule "nothing"'],
  ])('refuses %s at once', async (_, args, message) => {
    const { stderr, status } = watch(repository({ 'a.yaml': policy('a') }), args);
    expect(await status).toBe(1);
    expect(stderr.text).toContain(message);
  });
});
