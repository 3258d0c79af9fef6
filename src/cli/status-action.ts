import { requireAnswer } from '../operations/open-clusters.ts';
import { readStatus } from '../operations/status.ts';
import { unlessAborted } from '../operations/unless-aborted.ts';
import { renderStatusJson } from '../report/status-json.ts';
import { renderStatusText } from '../report/status-text.ts';
import type { CommandContext } from './command.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { openRun } from './open-run.ts';
import { paintFor, widthOf } from './paint.ts';
import { writeOutputs } from './write-outputs.ts';

export async function runStatusCommand(context: CommandContext, args: readonly string[]): Promise<ExitCode> {
  const run = await openRun(context, { allow: [], maxRisk: undefined, dryRun: 'none' });
  try {
    requireAnswer(run.deps.clusters);
    const reading = readStatus({ ...run.input, applications: args }, run.deps);
    const report = await unlessAborted(reading, context.signal);
    writeOutputs(context, (format, toStdout) =>
      format === 'json'
        ? renderStatusJson(report)
        : renderStatusText(report, {
            paint: paintFor(toStdout && context.options.color.stdout),
            columns: widthOf(toStdout ? context.stdout.columns : undefined),
          }),
    );
    return exitCode.done;
  } finally {
    run.close();
  }
}
