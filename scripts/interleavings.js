// Plays sequences of everybody who writes (test/laws/interleavings) for as long as you like, in processes of their own.
//
//   npm run interleavings -- [--sequences 100000] [--jobs 2] [--seed N]
//
// A failure says how to play it again: SEED=… SEQUENCE=… REPLAY=… npm run interleavings -- --jobs 1
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAll } from './build.js';

const { values } = parseArgs({
  options: {
    sequences: { type: 'string', default: '100000' },
    jobs: { type: 'string', default: '2' },
    seed: { type: 'string', default: process.env.SEED ?? String(Date.now() % 1_000_000_000) },
  },
});
/** A process holds what it has played until its part is done. */
const PART = 2000;

const bundle = mkdtempSync(join(tmpdir(), 'ramen-sync-interleavings-'));
process.on('exit', () => rmSync(bundle, { recursive: true, force: true }));
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => process.exit(1));
await buildAll(bundle, { main: 'test/laws/interleavings/main.ts' });

let left = process.env.SEQUENCE === undefined ? Number(values.sequences) : 1;
let seed = Number(values.seed);
let failed = 0;
await Promise.all(Array.from({ length: Number(values.jobs) }, work));
process.exitCode = failed === 0 ? 0 : 1;

async function work() {
  while (left > 0) {
    const part = Math.min(PART, left);
    left -= part;
    const env = { ...process.env, SEQUENCES: String(part), SEED: String(seed) };
    seed += 1;
    const child = spawn(process.execPath, [join(bundle, 'main.mjs')], { env, stdio: 'inherit' });
    const status = await new Promise((done) => child.on('close', done));
    if (status !== 0) failed += 1;
  }
}
