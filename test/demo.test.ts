import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withoutColour } from '../src/report/without-colour.ts';
import { type DemoRun, runDemo, type ToldStory, tooWide } from './support/run-demo.ts';

const project = resolve(import.meta.dirname, '..');

/** Four demos side by side: two whole ones, one without git, one whose files cannot be edited. The others: test/laws. */
describe('ramen-sync demo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-demo-test-'));
  const record = join(folder, 'record');
  mkdirSync(record);
  const told = new Map<string, ToldStory>();
  beforeAll(async () => {
    // Builds what is out of date, so that it does not change under those that run side by side.
    execFileSync(process.execPath, [join(project, 'bin/ramen-sync.js'), '--version']);
    const runs: Readonly<Record<string, DemoRun>> = {
      plain: { env: { NO_COLOR: '1' } },
      recorded: { args: ['--record', record], env: { FORCE_COLOR: '1' } },
      'without git': { env: { NO_COLOR: '1', PATH: folder } },
      broken: { env: { NO_COLOR: '1' }, preload: withoutEdits },
    };
    await Promise.all(
      Object.entries(runs).map(async ([name, run]) => {
        told.set(name, await runDemo(join(folder, name.replace(' ', '-')), run));
      }),
    );
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  const plain = () => told.get('plain') ?? fail();
  const recorded = () => told.get('recorded') ?? fail();

  it('exits 0 and says nothing on stderr', () => {
    expect(plain()).toMatchObject({ status: 0, stderr: '' });
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
    /demo --scenario naive/,
  ])('tells %s', (sentence) => {
    expect(plain().stdout).toMatch(sentence);
  });

  it('tells the scenes in order', () => {
    expect(plain().stdout.match(/^# \d/gm)).toEqual(['1', '2', '3', '4', '5', '6', '7'].map((n) => `# ${n}`));
  });

  it('has no line longer than a terminal of 80 columns, with and without colour', () => {
    for (const { stdout } of [plain(), recorded()]) expect(tooWide(withoutColour(stdout), 80)).toEqual([]);
  });

  it('uses colour only where it is wanted', () => {
    expect(plain().stdout).toBe(withoutColour(plain().stdout));
    expect(recorded().stdout).toContain('\u001b[');
  });

  it('is recorded, always the same (else: npm run generate)', () => {
    expect(recorded()).toMatchObject({
      status: 0,
      stderr: `recorded: failover.cast, failover.svg in ${record}\n`,
    });
    for (const file of ['failover.cast', 'failover.svg']) {
      expect(readFileSync(join(record, file), 'utf8')).toBe(
        readFileSync(join(project, 'docs/demo', file), 'utf8'),
      );
    }
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
    expect(stderr).toMatch(
      /^error: the story came out differently: ramen-sync lint ended with exit status 0 instead of 2$/m,
    );
    expect(stderr).not.toMatch(/\n {4}at /);
  });
});

/** Every file of the repository stays as it is. */
const withoutEdits = `
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const { writeFileSync } = fs;
fs.writeFileSync = (path, ...rest) => String(path).endsWith('cart.yaml') || writeFileSync(path, ...rest);
syncBuiltinESMExports();`;

function fail(): never {
  throw new Error('this demo did not run');
}
