import { resolve } from 'node:path';
import { writeAtomically } from '../files/write-atomically.ts';
import { UserError } from '../model/errors.ts';
import { requireAnswer } from '../operations/open-clusters.ts';
import { takeSnapshot } from '../operations/snapshot/take-snapshot.ts';
import { unlessAborted } from '../operations/unless-aborted.ts';
import { printable } from '../report/printable.ts';
import { renderSnapshotJson } from '../report/snapshot-json.ts';
import type { CommandContext } from './command.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { type FlagValues, text } from './flags.ts';
import { openRun } from './open-run.ts';

export async function runSnapshotCommand(
  context: CommandContext,
  _args: readonly string[],
  flags: FlagValues,
): Promise<ExitCode> {
  const { stderr, options, cwd, signal } = context;
  const name = text(flags, 'out');
  if (name === undefined)
    throw new UserError('snapshot wants a file to write', { hint: 'ramen-sync snapshot --out hub.json' });
  const run = await openRun(context, { allow: [], maxRisk: undefined, dryRun: 'none' });
  try {
    const { clusters } = run.deps;
    requireAnswer(clusters);
    const { topology } = run.input;
    const snapshot = await unlessAborted(takeSnapshot({ topology, now: run.now }, { clusters }), signal);
    writeAtomically(resolve(cwd, name), renderSnapshotJson(snapshot));
    if (options.quiet) return exitCode.done;
    for (const { name: cluster, kinds, message, state } of snapshot.clusters) {
      if (state !== 'reachable')
        stderr.write(`warning: ${cluster} is ${state}: ${printable(message ?? '')}\n`);
      for (const { kind, unreadable } of kinds) {
        if (unreadable !== undefined)
          stderr.write(`warning: ${cluster}: ${kind}: ${printable(unreadable)}\n`);
      }
    }
    const objects = snapshot.clusters.reduce((sum, cluster) => sum + cluster.objects.length, 0);
    const names = snapshot.clusters.map((cluster) => cluster.name).join(', ');
    stderr.write(
      `saved in ${name}: ${objects} objects of ${names}; ramen-sync plan --snapshot ${name} predicts from it\n`,
    );
    return exitCode.done;
  } finally {
    run.close();
  }
}
