import { runSequences } from './run-sequences.ts';

const { SEQUENCES, SEED, SEQUENCE, REPLAY, UNSHRUNK } = process.env;

const start = performance.now();
const report = await runSequences({
  sequences: Number(SEQUENCES ?? 2000),
  ...(SEED === undefined ? {} : { seed: Number(SEED) }),
  ...(SEQUENCE === undefined ? {} : { path: SEQUENCE }),
  ...(REPLAY === undefined ? {} : { replayPath: REPLAY }),
  unshrunk: UNSHRUNK === '1',
});
const seconds = ((performance.now() - start) / 1000).toFixed(1);
console.log(`${report.sequences} sequences in ${seconds} s, seed ${report.seed}`);
if (report.failure !== undefined) {
  console.log(report.failure);
  process.exitCode = 1;
}
