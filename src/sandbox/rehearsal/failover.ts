import { getAt } from '../../model/field-path.ts';
import type { Sandbox } from '../start.ts';
import type { HandCommand } from './hand-command.ts';
import { patchSpec } from './patch-spec.ts';
import { requireApplication, requireTarget } from './require-named.ts';
import { whereItRuns } from './where-it-runs.ts';

export const failover: HandCommand = {
  name: 'failover',
  usage: 'failover <app> [cluster]',
  summary: "an operator's failover by hand, to the other cluster",
  run: (sandbox, [application, to]) => failOver(sandbox, application, to),
};

/** An operator fails the application over by hand, to the other cluster where none is named. Says the command line. */
function failOver(sandbox: Sandbox, application: string | undefined, to?: string): string {
  const drpc = requireApplication(sandbox, application);
  const failoverCluster = requireTarget(sandbox, drpc, to, whereItRuns(sandbox, drpc));
  return patchSpec(sandbox, drpc, {
    action: 'Failover',
    failoverCluster,
    ...(getAt(drpc, ['spec', 'dryRun']) === undefined ? {} : { dryRun: undefined }),
  });
}
