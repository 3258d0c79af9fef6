import type { JsonObject } from '../../model/json.ts';
import { annotationOf } from '../../model/live-object.ts';
import { type Application, makeClaim, type Site, startApp } from './applications.ts';
import type { RamenContext } from './context.ts';
import { drpcAnnotation, labelOf, nameOf, namespaceOf } from './metadata.ts';
import { findDecisions } from './placement-decision.ts';
import { startWorkQueue, type WorkQueue } from './work-queue.ts';

/**
 * Argo CD or ACM in a nutshell: the application runs on every cluster that a decision names, the retained ones too,
 * and is pruned, claims and all, from the others.
 */
export function startDelivery(
  context: RamenContext,
  claimChanged: (cluster: string, application: Application) => void,
): WorkQueue {
  const { world, pace } = context;
  /** Application key to where its decisions stand; kept after its DRPC is gone. */
  const placements = new Map<string, { namespace: string; placement: string }>();
  const queue = startWorkQueue(context, {
    delay: pace.delivery,
    reconcile: (key) => {
      deliver(key);
      return undefined;
    },
  });
  const stop = world.hub.onChange(({ object }) => {
    if (object.kind === 'PlacementDecision') follow(object);
  });

  function follow(decision: JsonObject): void {
    const placementName = labelOf(decision, 'cluster.open-cluster-management.io/placement') ?? '';
    const placement = world.hub.get('Placement', namespaceOf(decision), placementName);
    const name = placement === undefined ? undefined : annotationOf(placement, drpcAnnotation('drpc-name'));
    const drpc = world.hub.get('DRPlacementControl', namespaceOf(decision), name ?? '');
    const known = drpc === undefined ? undefined : annotationOf(drpc, drpcAnnotation('app-namespace'));
    if (drpc === undefined || known === undefined) return;
    const key = `${known}/${nameOf(drpc)}`;
    placements.set(key, { namespace: namespaceOf(decision), placement: placementName });
    queue.add(key);
  }

  function deliver(key: string): void {
    const [namespace = '', name = ''] = key.split('/');
    const application = context.applications.find(namespace, name);
    const placement = placements.get(key);
    if (application === undefined || placement === undefined) return;
    const decisions = findDecisions(world.hub, placement.namespace, placement.placement);
    // Without a PlacementDecision, as on a hub that has lost it, nobody is told to prune anything.
    if (decisions === undefined) return;
    const wanted = new Set(decisions.map((each) => each.clusterName));
    context.applications.count(application);
    for (const cluster of application.sites.keys()) {
      if (context.isLost(cluster)) continue;
      if (wanted.has(cluster)) run(application, cluster);
      else prune(application, cluster);
    }
  }

  function run(application: Application, cluster: string): void {
    const site = application.sites.get(cluster);
    if (site === undefined || site.app === 'running') return;
    site.app = 'pending';
    takeClaim(application, cluster, site);
    world.after(pace.appStart, () => {
      if (site.app !== 'pending' || site.claim?.terminating === true || context.isLost(cluster)) return;
      context.applications.count(application);
      takeClaim(application, cluster, site);
      startApp(application, site);
    });
  }

  function takeClaim(application: Application, cluster: string, site: Site): void {
    if (site.claim !== undefined) return;
    makeClaim(site);
    claimChanged(cluster, application);
  }

  function prune(application: Application, cluster: string): void {
    const site = application.sites.get(cluster);
    if (site === undefined || site.app === 'none') return;
    site.app = 'none';
    site.run = undefined;
    if (site.claim !== undefined) site.claim.terminating = true;
    claimChanged(cluster, application);
  }

  return {
    add: queue.add,
    stop: () => {
      stop();
      queue.stop();
    },
  };
}
