import { UserError } from '../model/errors.ts';
import { formatRef } from '../model/object-ref.ts';
import { buildAdoption, heldChanges } from '../operations/adopt.ts';
import { requireAnswer } from '../operations/open-clusters.ts';
import { planRepository } from '../operations/plan.ts';
import { unlessAborted } from '../operations/unless-aborted.ts';
import type { CommandContext } from './command.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { type FlagValues, isSet } from './flags.ts';
import { openRun } from './open-run.ts';
import { paintFor } from './paint.ts';
import { renderTextDiff } from './text-diff.ts';

export async function runAdoptCommand(
  context: CommandContext,
  args: readonly string[],
  flags: FlagValues,
): Promise<ExitCode> {
  const run = await openRun(context, { allow: [], maxRisk: undefined, dryRun: 'none' });
  try {
    requireAnswer(run.deps.clusters);
    const { result } = await unlessAborted(
      planRepository({ ...run.input, only: args }, run.deps),
      context.signal,
    );
    const named = new Set(args);
    const held = heldChanges(result.changes).filter(
      ({ change }) => named.size === 0 || named.has(formatRef(change.object)),
    );
    if (held.length === 0) {
      context.stdout.write('nothing is held: Git and the clusters agree, or Git leads\n');
      return exitCode.done;
    }
    const { files, problems } = await buildAdoption(held, run.files);
    const paint = paintFor(context.options.color.stdout);
    for (const file of files) {
      if (!isSet(flags, 'dryRun')) await run.files.writeFile(file.path, file.after);
      context.stdout.write(renderTextDiff(file.before, { path: file.path, text: file.after }, paint));
    }
    const count = files.flatMap(({ objects }) => objects).length;
    const verb = isSet(flags, 'dryRun') ? 'would be adopted' : 'adopted';
    if (count > 0) {
      context.stdout.write(
        `${count} ${count === 1 ? 'object' : 'objects'} ${verb}; commit ${files.length === 1 ? 'the file' : 'the files'}, and Git leads again\n`,
      );
    }
    if (problems.length === 0) return exitCode.done;
    // What can be adopted is: an incident must not wait for the one file that is in the way.
    throw new UserError(
      problems.map(({ object, message }) => `${object} cannot be adopted: ${message}`).join('\n'),
    );
  } finally {
    run.close();
  }
}
