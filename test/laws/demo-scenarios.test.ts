import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { scenarios } from '../../src/cli/demo/scenarios.ts';
import { withoutColour } from '../../src/report/without-colour.ts';
import { runDemo, tooWide } from '../support/run-demo.ts';

const kept = resolve(import.meta.dirname, '../../docs/demo');

/** A story ends with exit status 0 only if every step of it was seen. */
describe('ramen-sync demo --scenario', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-scenarios-'));
  const record = join(folder, 'record');
  mkdirSync(record);
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(Object.keys(scenarios))('%s comes out, as it is recorded', async (name) => {
    const told = await runDemo(join(folder, name), {
      args: ['--scenario', name, '--record', record],
      env: { NO_COLOR: '1' },
    });
    expect(told).toMatchObject({
      status: 0,
      stderr: `recorded: ${name}.cast, ${name}.svg in ${record}\n`,
      left: [],
    });
    expect(told.hosts.filter((host) => host !== '127.0.0.1')).toEqual([]);
    expect(told.stdout).toBe(withoutColour(told.stdout));
    expect(tooWide(told.stdout, 80)).toEqual([]);
    for (const file of [`${name}.cast`, `${name}.svg`].filter((each) => existsSync(join(kept, each)))) {
      expect(readFileSync(join(record, file), 'utf8'), `${file} (else: npm run generate)`).toBe(
        readFileSync(join(kept, file), 'utf8'),
      );
    }
  });
});
