import { getString } from '../../model/field-path.ts';
import type { Sandbox } from '../start.ts';
import type { HandCommand } from './hand-command.ts';
import { patchSpec } from './patch-spec.ts';
import { requireApplication, requireTarget } from './require-named.ts';
import { whereItRuns } from './where-it-runs.ts';

export const relocate: HandCommand = {
  name: 'relocate',
  usage: 'relocate <app> [cluster]',
  summary: "an operator's relocation by hand: to its preferred cluster, or away from it",
  run: (sandbox, [application, to]) => relocateByHand(sandbox, application, to),
};

/** An operator relocates the application by hand: to its preferred cluster, or away from it where it runs there. */
function relocateByHand(sandbox: Sandbox, application: string | undefined, to?: string): string {
  const drpc = requireApplication(sandbox, application);
  const preferred = getString(drpc, ['spec', 'preferredCluster']);
  const home = whereItRuns(sandbox, drpc);
  const target = to ?? (preferred === home ? undefined : preferred);
  const preferredCluster = requireTarget(sandbox, drpc, target, home);
  return patchSpec(sandbox, drpc, {
    action: 'Relocate',
    ...(preferredCluster === preferred ? {} : { preferredCluster }),
  });
}
