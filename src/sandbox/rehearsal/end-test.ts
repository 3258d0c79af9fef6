import { UserError } from '../../model/errors.ts';
import { getAt } from '../../model/field-path.ts';
import { annotationOf } from '../../model/live-object.ts';
import { drpcAnnotation, namespacedName } from '../ramen/metadata.ts';
import type { Sandbox } from '../start.ts';
import type { HandCommand } from './hand-command.ts';
import { patchSpec, type SpecPatch } from './patch-spec.ts';
import { requireApplication } from './require-named.ts';

export const endTest: HandCommand = {
  name: 'end-test',
  usage: 'end-test <app>',
  summary: 'ends a test failover: what was asked before it is asked again',
  run: (sandbox, [application]) => endTestFailover(sandbox, application),
};

/** Ends a test failover: Ramen takes exactly what was asked before the test, and refuses anything else. */
function endTestFailover(sandbox: Sandbox, application: string | undefined): string {
  const drpc = requireApplication(sandbox, application);
  if (getAt(drpc, ['spec', 'dryRun']) !== true)
    throw new UserError(`${namespacedName(drpc)} is not being tested`);
  const before = annotationOf(drpc, drpcAnnotation('last-action'));
  const home = annotationOf(drpc, drpcAnnotation('last-app-deployment-cluster'));
  return patchSpec(sandbox, drpc, { ...askedBefore(before, home), dryRun: undefined });
}

function askedBefore(action: string | undefined, home: string | undefined): SpecPatch {
  if (action === 'Failover') return { action, failoverCluster: home };
  if (action === 'Relocate') return { action, failoverCluster: undefined, preferredCluster: home };
  return { action: undefined, failoverCluster: undefined };
}
