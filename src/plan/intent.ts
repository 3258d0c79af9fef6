import type { Kind } from '../kinds/define-kind.ts';
import { getAt, getString } from '../model/field-path.ts';
import type { JsonObject } from '../model/json.ts';
import type { Risk } from '../model/plan.ts';
import type { DrIntent } from './gates/define-gate.ts';

export function intentOf(object: JsonObject | undefined): DrIntent {
  const action = getString(object, ['spec', 'action']);
  const failoverCluster = getString(object, ['spec', 'failoverCluster']);
  const preferredCluster = getString(object, ['spec', 'preferredCluster']);
  const dryRun = getAt(object, ['spec', 'dryRun']);
  return {
    ...(action === undefined || action === '' ? {} : { action }),
    ...(failoverCluster === undefined || failoverCluster === '' ? {} : { failoverCluster }),
    ...(preferredCluster === undefined || preferredCluster === '' ? {} : { preferredCluster }),
    ...(typeof dryRun === 'boolean' ? { dryRun } : {}),
  };
}

/** What changing one runtime field may do. Fields that Ramen ignores under the resulting action move nothing. */
export function runtimeRisk(path: string, after: DrIntent): Risk {
  if (path === 'spec.failoverCluster') return after.action === 'Failover' ? 'moves-data' : 'reversible';
  if (path === 'spec.preferredCluster') return after.action === 'Failover' ? 'reversible' : 'moves-data';
  return 'moves-data';
}

export function isRuntimePath(path: readonly (string | number)[], kind: Kind): boolean {
  return kind.runtime.some((runtime) => runtime.join('.') === path.join('.'));
}
