import { readStatus } from '../operations/status.ts';
import { renderStatusJson } from '../report/status-json.ts';
import { renderStatusText } from '../report/status-text.ts';
import type { CommandContext } from './command.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { foldWidth } from './fold-width.ts';
import { openRun, requireAnswer } from './open-run.ts';
import { writeOutputs } from './write-outputs.ts';

export async function runStatusCommand(context: CommandContext, args: readonly string[]): Promise<ExitCode> {
  const run = await openRun(context, { allow: [], maxRisk: undefined, predict: true });
  try {
    requireAnswer(run.deps.clusters);
    const report = await readStatus({ ...run.input, applications: args }, run.deps);
    const columns = foldWidth(context.stdout.columns);
    writeOutputs(context, {
      text: (paint) => renderStatusText(report, { paint, columns }),
      json: () => renderStatusJson(report),
    });
    return exitCode.done;
  } finally {
    run.close();
  }
}
