// Lints damaged repositories, one after the other, in processes of their own, and keeps every input that makes one
// crash, take more than 5 s or 1 GiB, or say something wrong.
//
//   npm run fuzz -- [--seconds 60] [--seed N] [--jobs 2] [--out DIR]
//   npm run fuzz -- --replay DIR/case.json
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildAll } from './build.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const CASE_SECONDS = 5;
const HEAP_MEBIBYTES = 1024;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    jobs: { type: 'string', default: '2' },
    out: { type: 'string', default: join(tmpdir(), 'ramen-sync-fuzz') },
    replay: { type: 'string' },
  },
});

const bundle = mkdtempSync(join(tmpdir(), 'ramen-sync-fuzz-'));
process.on('exit', () => rmSync(bundle, { recursive: true, force: true }));
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => process.exit(1));
await buildAll(bundle, { worker: 'test/fuzz/worker.ts' });
process.exitCode = values.replay === undefined ? await fuzz() : await replay(values.replay);

async function fuzz() {
  mkdirSync(values.out, { recursive: true });
  const first = Number(values.seed);
  const jobs = Number(values.jobs);
  console.log(`seed ${first}, ${values.seconds} s, ${jobs} processes; bad cases go to ${values.out}`);
  const end = Date.now() + Number(values.seconds) * 1000;
  const totals = await Promise.all(
    Array.from({ length: jobs }, (_, job) => fuzzInTurn({ next: first + job, step: jobs, job, end })),
  );
  const cases = totals.reduce((sum, total) => sum + total.cases, 0);
  const bad = totals.reduce((sum, total) => sum + total.bad, 0);
  console.log(`${cases} cases, ${bad} bad`);
  return bad === 0 ? 0 : 1;
}

/** A worker after the other: each goes on behind the case that ended the one before. */
async function fuzzInTurn({ next, step, job, end }) {
  let cases = 0;
  let bad = 0;
  while (Date.now() < end) {
    const file = join(bundle, `case-${job}.json`);
    const { done, why, said } = await runWorker([root, file, String(next), String(step)], end);
    cases += done;
    next += done * step;
    if (why === undefined) break;
    const kept = join(values.out, `case-${next}.json`);
    if (existsSync(file)) renameSync(file, kept);
    console.log(`case ${next}: ${why}; ${kept}\n${said.trim().split('\n').slice(0, 12).join('\n')}`);
    bad += 1;
    next += step;
  }
  return { cases, bad };
}

function runWorker(args, end) {
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${HEAP_MEBIBYTES}`, join(bundle, 'worker.mjs'), ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  return new Promise((resolve) => {
    let done = 0;
    let said = '';
    let why;
    let isOver = false;
    const stop = (reason) => {
      why = reason;
      child.kill('SIGKILL');
    };
    const over = setTimeout(() => {
      isOver = true;
      stop(undefined);
    }, end - Date.now());
    const watch = () => setTimeout(() => stop(`more than ${CASE_SECONDS} s`), CASE_SECONDS * 1000);
    // The first case comes after the corpus has been read.
    let watchdog = setTimeout(() => stop('it did not start'), 30_000);
    child.stdout.on('data', (chunk) => {
      done += chunk.toString().split('\n').length - 1;
      clearTimeout(watchdog);
      watchdog = watch();
    });
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    child.on('close', (status, signal) => {
      clearTimeout(watchdog);
      clearTimeout(over);
      const ended = status === 0 || isOver ? undefined : `ended with ${signal ?? `status ${status}`}`;
      resolve({ done, why: why ?? ended, said });
    });
  });
}

async function replay(file) {
  const { why, said } = await runWorker([root, '--replay', file], Date.now() + 60_000);
  console.log(why === undefined ? 'good' : `${why}\n${said}`);
  return why === undefined ? 0 : 1;
}
