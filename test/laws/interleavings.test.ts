import { describe, expect, it } from 'vitest';
import { runSequences } from './interleavings/run-sequences.ts';

/**
 * Everybody at once: commits and branches, people with kubectl, the console and an API client, Ramen, the CLI and the loop,
 * in drawn sequences against the sandbox's hub. An oracle judges every write that the hub saw by who meant what (see
 * interleavings/oracle.ts), and knows nothing of how the plan compares.
 *
 * A failure prints the smallest sequence that fails, and how to play it again:
 *
 *   SEED=… SEQUENCE=… REPLAY=… npx vitest run --project laws test/laws/interleavings.test.ts
 *
 * SEQUENCES=100000 plays more of them; `npm run interleavings` does so outside of vitest, in several processes.
 */
describe('interleavings of everybody who writes', () => {
  it('make nobody lose what they meant', async () => {
    const { SEQUENCES, SEED, SEQUENCE, REPLAY } = process.env;
    const report = await runSequences({
      sequences: Number(SEQUENCES ?? 2000),
      ...(SEED === undefined ? {} : { seed: Number(SEED) }),
      ...(SEQUENCE === undefined ? {} : { path: SEQUENCE }),
      ...(REPLAY === undefined ? {} : { replayPath: REPLAY }),
    });
    console.log(`${report.sequences} sequences, seed ${report.seed}`);
    expect(report.failure).toBeUndefined();
  }, 3_600_000);
});
