import type { SandboxWorld } from '../world.ts';
import { type Application, type AppState, startApplications } from './applications.ts';
import type { HeldPart, RamenContext } from './context.ts';
import { startDelivery } from './delivery.ts';
import { startDrClusters } from './dr-cluster.ts';
import { startDrClusterConfigs } from './dr-cluster-config.ts';
import { startDrPolicies } from './dr-policy.ts';
import { startDrpcs } from './drpc/start-drpcs.ts';
import { withAbsentKinds } from './known-kinds.ts';
import { registerManagedClusters, reportManagedCluster } from './managed-cluster.ts';
import { startWorkAgents, workKey } from './manifest-work.ts';
import { type Pace, usualPace } from './pace.ts';
import { startStorage } from './storage.ts';
import { startVrgOperators } from './vrg.ts';
import { startVrgViews } from './vrg-views.ts';

export interface RamenOptions {
  readonly pace?: Partial<Pace>;
  /** Told of every failure that a controller did not expect, for tests; it tries again by itself. */
  readonly onError?: (error: unknown) => void;
}

/** The running model: the disasters that a rehearsal can make, and what became of the applications. */
export interface RunningRamen {
  stop(): void;
  /**
   * The managed cluster is gone for everybody: agents, operator, applications, replication. The hub's views of it answer
   * with an error at once, or are `stale`: they keep what they saw last, as OCM's do for a while.
   */
  lose(cluster: string, views?: 'error' | 'stale'): void;
  /** It is back as it was, with all that waited for it. */
  restore(cluster: string): void;
  /** One part of the managed cluster stands still until it is released; of the hub, its handling of DRPCs. */
  hold(cluster: string, part: HeldPart): void;
  release(cluster: string, part: HeldPart): void;
  /** By the VRG's namespace and name; undefined before the DRPC was first handled. */
  app(namespace: string, name: string): AppState | undefined;
}

/**
 * A model of Ramen's operators, OCM, replicating storage and application delivery, on the world's clock.
 * It follows what the real operators were seen to do (Regional, VolumeReplication, one claim), disasters included.
 */
export function startRamen(served: SandboxWorld, options: RamenOptions = {}): RunningRamen {
  const world: SandboxWorld = {
    ...served,
    hub: withAbsentKinds(served.hub),
    managed: new Map([...served.managed].map(([name, cluster]) => [name, withAbsentKinds(cluster)])),
  };
  const pace: Pace = { ...usualPace, ...options.pace };
  const lost = new Set<string>();
  const held = new Set<string>();
  const isLost = (cluster: string): boolean => lost.has(cluster);
  const isHeld = (cluster: string, part: HeldPart): boolean => held.has(`${cluster}/${part}`);
  const applications = startApplications(world, pace.writeEvery, isLost);
  const views = startVrgViews(world, {
    delay: pace.view,
    firstDelay: pace.newView,
    returnDelay: pace.workAgent + pace.view,
    isLost,
    changed: (namespace, name) => drpcs.vrgChanged(namespace, name),
  });
  const onError = options.onError ?? (() => {});
  const context: RamenContext = { world, pace, applications, views, isLost, isHeld, onError };

  registerManagedClusters(world);
  const agents = startWorkAgents(context);
  const storage = startStorage(context, (cluster, { namespace, name }) =>
    operators.add(cluster, namespace, name),
  );
  const delivery = startDelivery(context, (cluster, { namespace, name }) =>
    operators.add(cluster, namespace, name),
  );
  const deliver = ({ namespace, name }: Application): void => delivery.add(`${namespace}/${name}`);
  const operators = startVrgOperators(context, { storage, claimChanged: deliver });
  const parts = [startDrClusters(context), startDrPolicies(context), startDrClusterConfigs(context)];
  const drpcs = startDrpcs(context);

  function wake(cluster: string): void {
    storage.resume();
    operators.addCluster(cluster);
    for (const work of world.hub.list('ManifestWork', cluster)) agents.add(workKey(work));
    for (const application of applications.all()) deliver(application);
  }

  return {
    stop: () => {
      for (const part of [agents, storage, delivery, operators, views, drpcs, ...parts]) part.stop();
    },
    lose: (cluster, asSeen = 'error') => {
      for (const application of applications.all()) applications.count(application);
      lost.add(cluster);
      reportManagedCluster(world, cluster, false);
      if (asSeen === 'error') views.refreshCluster(cluster);
    },
    restore: (cluster) => {
      for (const application of applications.all()) applications.count(application);
      lost.delete(cluster);
      reportManagedCluster(world, cluster, true);
      views.refreshCluster(cluster);
      wake(cluster);
    },
    hold: (cluster, part) => {
      held.add(`${cluster}/${part}`);
    },
    release: (cluster, part) => {
      held.delete(`${cluster}/${part}`);
      drpcs.addAll();
      wake(cluster);
    },
    app: (namespace, name) => {
      const application = applications.find(namespace, name);
      return application === undefined ? undefined : applications.state(application);
    },
  };
}
