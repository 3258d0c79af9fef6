import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const script = resolve(import.meta.dirname, '../scripts/ci-count.js');

/** A report of vitest, cut down to what is counted. */
function report(tests: readonly string[], brokenFiles = 0, pending = 0): unknown {
  const count = (status: string) => tests.filter((each) => each === status).length;
  const broken = Array.from({ length: brokenFiles }, () => ({
    status: 'failed',
    name: 'a.test.ts',
    assertionResults: [],
  }));
  return {
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: pending,
    numTodoTests: 0,
    testResults: [
      {
        status: count('failed') > 0 ? 'failed' : 'passed',
        assertionResults: tests.map((status) => ({ status })),
      },
      ...broken,
    ],
  };
}

describe('the counts of .ci/run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-count-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['all is well', 0, 0, report(['passed', 'passed']), '3 passed, 0 failed', 0],
    ['a test fails', 0, 1, report(['passed', 'failed']), '2 passed, 1 failed', 1],
    ['a file does not load', 0, 1, report(['passed'], 1), '2 passed, 1 failed', 1],
    ['some are skipped', 0, 0, report(['passed'], 0, 4), '2 passed, 0 failed, 4 skipped', 0],
    ['the runner crashes after the tests', 0, 139, report(['passed']), '2 passed, 1 failed', 1],
    ['the runner crashes before its report', 0, 1, undefined, '1 passed, 1 failed', 1],
    ['a step without tests fails', 2, 0, report(['passed']), '1 passed, 1 failed', 1],
  ])('when %s', (name, check, status, written, last, exit) => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.json`);
    if (written !== undefined) writeFileSync(file, JSON.stringify(written));
    const result = spawnSync(process.execPath, [script, `check=${check}`, `test=${status}=${file}`], {
      encoding: 'utf8',
    });
    expect(result.stdout.trim().split('\n').at(-1)).toBe(last);
    expect(result.status).toBe(exit);
  });

  it('counts a skipped test as failed where all must run', () => {
    const file = join(folder, 'all.json');
    writeFileSync(file, JSON.stringify(report(['passed'], 0, 2)));
    const result = spawnSync(process.execPath, [script, `server=0=${file}=all`], { encoding: 'utf8' });
    expect(result.stdout.trim().split('\n').at(-1)).toBe('1 passed, 2 failed');
    expect(result.status).toBe(1);
  });

  it('takes no step at all for a failure', () => {
    expect(spawnSync(process.execPath, [script], { encoding: 'utf8' })).toMatchObject({
      status: 1,
      stdout: '0 passed, 0 failed\n',
    });
  });
});
