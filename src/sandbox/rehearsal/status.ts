import { getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { timestamp } from '../ramen/conditions.ts';
import { namespacedName } from '../ramen/metadata.ts';
import { isMetroInterval } from '../ramen/metro-interval.ts';
import type { RunningRamen } from '../ramen/start-ramen.ts';
import type { Sandbox } from '../start.ts';
import type { HandCommand } from './hand-command.ts';
import { renderRows } from './render-rows.ts';
import { requireRamen } from './require-named.ts';
import { stateOf } from './where-it-runs.ts';

/** What is true in the sandbox, whoever can see it: the hub's own word may be old, or wrong. */
export const status: HandCommand = {
  name: 'status',
  usage: 'status',
  summary: 'what is true: clusters, applications, and what became of their writes',
  run: (sandbox) => {
    const ramen = requireRamen(sandbox);
    const drpcs = sandbox.world.hub.list('DRPlacementControl');
    const clusters = [...sandbox.urls.keys()].map(
      (cluster) => `${cluster} ${sandbox.network.isCut(cluster) ? 'lost' : 'up'}`,
    );
    const table =
      drpcs.length === 0
        ? 'no applications'
        : renderRows([heads, ...drpcs.map((drpc) => row(sandbox, drpc))]);
    const heading = `${timestamp(sandbox.world.now())}  ${clusters.join(', ')}`;
    return [heading, ...troubles(ramen), table].join('\n');
  },
};

/** What no cluster's state shows. */
function troubles(ramen: RunningRamen): readonly string[] {
  const crash = ramen.hubOperatorCrash();
  return [
    ...(crash === undefined ? [] : [`Ramen on the hub does not come up: ${crash}`]),
    ...ramen.lostStores().map((profile) => `the store of ${profile} is lost`),
  ];
}

const heads = ['APPLICATION', 'PHASE', 'PROGRESSION', 'RUNS ON', 'WRITES', 'AT RISK', 'LOST', 'LAST SYNC'];

function row(sandbox: Sandbox, drpc: JsonObject): readonly string[] {
  const state = stateOf(sandbox, drpc);
  const counts = [state?.acknowledgedWrites, state?.atRiskWrites, state?.lostWrites];
  return [
    namespacedName(drpc),
    getString(drpc, ['status', 'phase']) || '-',
    getString(drpc, ['status', 'progression']) || '-',
    state?.runsOn.join('+') || 'nowhere',
    ...counts.map((count) => String(count ?? 0)),
    sinceSync(sandbox, drpc),
  ];
}

function sinceSync(sandbox: Sandbox, drpc: JsonObject): string {
  const time = getString(drpc, ['status', 'lastGroupSyncTime']);
  if (time === undefined) return isSynchronous(sandbox, drpc) ? '-' : 'never';
  const minutes = Math.floor((sandbox.world.now() - Date.parse(time)) / 60_000);
  if (minutes < 1) return 'just now';
  return minutes < 120 ? `${minutes}m ago` : `${Math.floor(minutes / 60)}h ago`;
}

/** Metro: there is nothing to wait for. */
function isSynchronous(sandbox: Sandbox, drpc: JsonObject): boolean {
  const name = getString(drpc, ['spec', 'drPolicyRef', 'name']) ?? '';
  const policy = sandbox.world.hub.get('DRPolicy', undefined, name);
  return policy !== undefined && isMetroInterval(getString(policy, ['spec', 'schedulingInterval']));
}
