import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildAll } from '../../scripts/build.js';
import { type Fault, faults } from './interleavings/faults.ts';
import { plantFault } from './interleavings/plant-fault.ts';

const root = resolve(import.meta.dirname, '../..');
/** Which faults are found by which sequence is always the same. */
const seed = 3;
const sequences = 2000;

/** A test of the tests: the drawn sequences must notice each mistake that is planted in the sources. */
describe('a planted fault', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ramen-sync-faults-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.concurrent.each(faults)('is noticed: $id ($what)', async (fault) => {
    const { status, output } = await play(fault);
    expect(output).toMatch(/^Violation: /m);
    expect(status).toBe(1);
  });

  it.concurrent('is not needed: without one, nothing is noticed', async () => {
    const { status, output } = await play(undefined, 100);
    expect(output).toMatch(/^100 sequences in /);
    expect(status).toBe(0);
  });

  it('that no longer applies is an error', () => {
    const fault: Fault = {
      id: 'gone',
      what: '',
      edits: [{ file: 'src/plan/base.ts', find: 'no such text', replace: '' }],
    };
    expect(() => plantFault(fault, root)).toThrow(
      'fault gone does not apply: src/plan/base.ts has "no such text" 0 times instead of once',
    );
  });

  async function play(fault: Fault | undefined, count = sequences) {
    const bundle = join(folder, fault?.id ?? 'none');
    const plugins = fault === undefined ? [] : [plantFault(fault, root)];
    await buildAll(bundle, { main: 'test/laws/interleavings/main.ts' }, plugins);
    const env = {
      ...process.env,
      SEQUENCES: String(count),
      SEED: String(fault?.seed ?? seed),
      UNSHRUNK: '1',
    };
    const child = spawn(process.execPath, [join(bundle, 'main.mjs')], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    const status = await new Promise<number | null>((done) => child.on('close', done));
    return { status, output };
  }
});
