import type { Invention, PlacedObject } from '../../sandbox/populate/ground.ts';
import { inventMissing } from '../../sandbox/populate/invent-missing.ts';
import { repeatActions, startBeforeActions } from '../../sandbox/populate/past-actions.ts';
import { populate } from '../../sandbox/populate/populate.ts';
import type { Sandbox } from '../../sandbox/start.ts';
import type { CommandContext } from '../command.ts';
import { applyHead, type NotApplied } from './apply-head.ts';
import { hubContext, type Team } from './team.ts';

/** How long Ramen is given to do what was asked, on the sandbox's clock. */
const SETTLED_MS = 10 * 60_000;

/** The longest that all of it takes, on the sandbox's clock. */
export const LOAD_MS = 4 * SETTLED_MS;

export interface LoadedTeam {
  readonly inventions: readonly Invention[];
  /** Objects of Git that the sandbox has no place for. */
  readonly left: readonly (PlacedObject & { readonly why: string })[];
  readonly notApplied: readonly NotApplied[];
}

/**
 * Brings the sandbox to where the team's clusters would be: what others made is there, the last commit is applied, and
 * what it says of failovers has happened. The clock must stand still; it moves on by `LOAD_MS`.
 */
export async function loadTeam(
  context: CommandContext,
  sandbox: Sandbox,
  { config, ground, head }: Team,
  kubeconfig: string,
): Promise<LoadedTeam> {
  const until = sandbox.world.now() + LOAD_MS;
  const inventions = inventMissing(ground);
  const others = ground.declared.filter(({ isOurs }) => !isOurs);
  const ours = ground.declared.filter(({ isOurs }) => isOurs);
  // What stands in a namespace of Git's has to wait for that.
  const waiting = populate(sandbox.world, inventions, 'sandbox');
  let left = populate(sandbox.world, others, 'kubectl-create');
  let notApplied: readonly NotApplied[] = [];
  if (head !== undefined) {
    const place = { repo: head.repo, hub: hubContext(config) };
    await startBeforeActions(sandbox, ours);
    await applyHead(context, sandbox, place, kubeconfig);
    populate(sandbox.world, waiting, 'sandbox');
    left = populate(sandbox.world, left, 'kubectl-create');
    sandbox.advance(SETTLED_MS);
    repeatActions(sandbox, ours);
    sandbox.advance(SETTLED_MS);
    notApplied = await applyHead(context, sandbox, place, kubeconfig);
  }
  sandbox.advance(until - sandbox.world.now());
  return { inventions, left, notApplied };
}
