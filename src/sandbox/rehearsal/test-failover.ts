import type { Sandbox } from '../start.ts';
import type { HandCommand } from './hand-command.ts';
import { patchSpec } from './patch-spec.ts';
import { requireApplication, requireTarget } from './require-named.ts';
import { whereItRuns } from './where-it-runs.ts';

export const testFailover: HandCommand = {
  name: 'test-failover',
  usage: 'test-failover <app> [cluster]',
  summary: 'the same with dryRun: the original runs on',
  run: (sandbox, [application, to]) => testFailOver(sandbox, application, to),
};

/** A failover that is only a test: the original runs on. */
function testFailOver(sandbox: Sandbox, application: string | undefined, to?: string): string {
  const drpc = requireApplication(sandbox, application);
  const failoverCluster = requireTarget(sandbox, drpc, to, whereItRuns(sandbox, drpc));
  return patchSpec(sandbox, drpc, { action: 'Failover', failoverCluster, dryRun: true });
}
