import { UserError } from '../model/errors.ts';
import { findMissingPermissions } from '../operations/missing-permissions.ts';
import type { PlanOutcome } from '../operations/plan.ts';
import { describeMissing, renderRules } from '../report/missing-permissions.ts';
import type { CommandContext } from './command.ts';
import type { Run } from './open-run.ts';

/** Throws UserError with everything that the credentials do not allow and the plan needs, before anything is written. */
export async function requirePermissions(
  context: CommandContext,
  run: Run,
  { result }: PlanOutcome,
): Promise<void> {
  const { missing, silent } = await findMissingPermissions(result.changes, {
    clusters: run.deps.clusters,
    clock: context.clock,
  });
  if (context.options.verbose) {
    for (const name of silent)
      context.stderr.write(`${name}: does not say what these credentials allow; going on\n`);
  }
  if (missing.length === 0) return;
  throw new UserError(describeMissing(missing), {
    hint: `apply what is allowed with --only, or grant by RBAC:\n${renderRules(missing)}`,
  });
}
