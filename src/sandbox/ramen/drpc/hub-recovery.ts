import { getString } from '../../../model/field-path.ts';
import type { JsonObject } from '../../../model/json.ts';
import { asksFor, isVrg } from '../vrg-views.ts';
import { type DrpcRun, enterPhase, viewOf } from './drpc-run.ts';
import { giveOrder, orderOf } from './vrg-work.ts';

/**
 * A DRPC without a phase meets VRGs: after a lost hub, a lost status, or a stripped finalizer. Acts only where the
 * spec says what the VRGs say; else waits for a person. True where the reconcile may go on.
 * (Ramen: ensureDRPCStatusConsistency, determineDRPCState.)
 */
export function agreesWithVrgs(run: DrpcRun): boolean {
  if (run.status.phase !== '' && run.status.phase !== 'WaitForUser') return true;
  const target = run.action === 'Failover' ? run.failoverCluster : run.preferredCluster;
  const views = run.clusters.map((cluster) => ({ cluster, view: viewOf(run, cluster) }));
  const unreachable = views.filter(({ view }) => view === 'unreachable').map(({ cluster }) => cluster);
  const found = views.flatMap(({ cluster, view }) => (isVrg(view) ? [{ cluster, vrg: view }] : []));
  adoptOrders(run, found);
  if (views.some(({ view }) => view === 'pending')) return stop(run, 'not every cluster has answered yet');
  if (unreachable.length === run.clusters.length) return stop(run, 'no cluster answers');
  if (found.length === 0) return unreachable.includes(target) ? stop(run, `no answer from ${target}`) : true;
  const primary = found.find(({ vrg }) => asksFor(vrg, 'primary'));
  const shown = primary ?? found[0];
  const action = getString(shown?.vrg, ['spec', 'action']) ?? '';
  if (primary?.cluster === target && action === run.action) return true;
  if (run.status.phase === 'WaitForUser' && run.action === 'Failover' && !unreachable.includes(target))
    return true;
  if (primary?.cluster === target) return stop(run, `VRG on ${target} has action '${action}'`);
  if (primary === undefined && unreachable.length === 0) return stop(run, 'no primary VRG found');
  return allowFailover(
    run,
    `VRGs count:'${found.length}'. drpcAction:'${run.action}'. vrgAction:'${action}'. DstCluster:'${target}'. vrgOnCluster '${shown?.cluster ?? ''}'`,
  );
}

/** ManifestWorks that the hub lost are written again from what the clusters have. */
function adoptOrders(run: DrpcRun, found: readonly { cluster: string; vrg: JsonObject }[]): void {
  for (const { cluster, vrg } of found) {
    if (orderOf(run, cluster) !== undefined) continue;
    const action = getString(vrg, ['spec', 'action']);
    giveOrder(run, cluster, {
      state: asksFor(vrg, 'primary') ? 'primary' : 'secondary',
      ...(action === undefined ? {} : { action }),
    });
  }
}

function allowFailover(run: DrpcRun, facts: string): false {
  enterPhase(run, 'WaitForUser');
  run.status.progression = 'Paused';
  run.status.available = { status: 'True', reason: 'Success', message: `Failover is allowed - ${facts}` };
  run.status.peerReady = { status: 'True', reason: 'Success', message: 'Failover allowed' };
  return false;
}

function stop(run: DrpcRun, why: string): false {
  const message = `Operation Paused - User Intervention Required. ${why}`;
  run.status.progression = 'Paused';
  run.status.available = { status: 'False', reason: 'Paused', message };
  run.status.peerReady = { status: 'False', reason: 'Paused', message: 'User Intervention Required' };
  return false;
}
