import type { SandboxWorld } from '../world.ts';
import { type Application, type AppState, startApplications } from './applications.ts';
import type { HeldPart, RamenContext } from './context.ts';
import { startFences } from './csi-addons.ts';
import { startDelivery } from './delivery.ts';
import { startDrClusterConfigs } from './dr-cluster-config.ts';
import { startHubOperator } from './hub-operator.ts';
import { withAbsentKinds } from './known-kinds.ts';
import { registerManagedClusters, reportManagedCluster } from './managed-cluster.ts';
import { startWorkAgents } from './manifest-work.ts';
import { namespacedName } from './metadata.ts';
import { type Pace, usualPace } from './pace.ts';
import { startPlacementScheduler } from './placement-scheduler.ts';
import { createS3Stores, type StoreTrouble } from './s3-stores.ts';
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
  /** The same, and its applications run on and write: it is cut off from the hub and its peer alone. */
  isolate(cluster: string, views?: 'error' | 'stale'): void;
  /** It is back as it was, with all that waited for it. */
  restore(cluster: string): void;
  /** One part of the managed cluster stands still until it is released; of the hub, its handling of DRPCs. */
  hold(cluster: string, part: HeldPart): void;
  release(cluster: string, part: HeldPart): void;
  /** The object store of an S3 profile fails, for everybody. */
  loseStore(profile: string, trouble?: StoreTrouble): void;
  returnStore(profile: string): void;
  /** Profiles whose store fails now. */
  lostStores(): readonly string[];
  /** Ramen's process on the hub starts anew, and writes its configuration back as it always does then. */
  restartHubOperator(): void;
  /** Why the hub operator does not run; undefined while it does. */
  hubOperatorCrash(): string | undefined;
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
  const lost = new Map<string, 'dead' | 'alive'>();
  const leases = new Map<string, () => void>();
  const held = new Set<string>();
  const isLost = (cluster: string): boolean => lost.has(cluster);
  const isHeld = (cluster: string, part: HeldPart): boolean => held.has(`${cluster}/${part}`);
  const stores = createS3Stores();
  const fences = startFences({ world, pace, isLost }, countAll);
  const cannotWrite = (cluster: string): boolean => lost.get(cluster) === 'dead' || fences.cutsOff(cluster);
  const applications = startApplications(world, pace.writeEvery, cannotWrite);
  const views = startVrgViews(world, {
    delay: pace.view,
    interval: pace.viewInterval,
    firstDelay: pace.newView,
    returnDelay: pace.workAgent + pace.view,
    isLost,
    changed: (namespace, name) => hubOperator.vrgChanged(namespace, name),
  });
  const onError = options.onError ?? (() => {});
  const context: RamenContext = { world, pace, applications, views, stores, isLost, isHeld, onError };

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
  const configs = startDrClusterConfigs(context);
  const hubOperator = startHubOperator(context);
  const scheduler = startPlacementScheduler(context);

  function cut(cluster: string, asSeen: 'error' | 'stale', applications: 'dead' | 'alive'): void {
    countAll();
    lost.set(cluster, applications);
    // OCM waits for the cluster's lease to run out before it says so.
    leases.get(cluster)?.();
    leases.set(
      cluster,
      world.after(pace.lease, () => reportManagedCluster(world, cluster, false)),
    );
    if (asSeen === 'error') views.refreshCluster(cluster);
  }

  function countAll(): void {
    for (const application of applications.all()) applications.count(application);
  }

  function wake(cluster: string): void {
    storage.resume();
    fences.resume(cluster);
    configs.add(cluster);
    operators.addCluster(cluster);
    hubOperator.resume();
    for (const work of world.hub.list('ManifestWork', cluster)) agents.add(namespacedName(work));
    for (const application of applications.all()) deliver(application);
  }

  return {
    stop: () => {
      for (const part of [
        agents,
        storage,
        delivery,
        operators,
        views,
        fences,
        configs,
        hubOperator,
        scheduler,
      ])
        part.stop();
    },
    lose: (cluster, asSeen = 'error') => cut(cluster, asSeen, 'dead'),
    isolate: (cluster, asSeen = 'error') => cut(cluster, asSeen, 'alive'),
    restore: (cluster) => {
      countAll();
      lost.delete(cluster);
      leases.get(cluster)?.();
      reportManagedCluster(world, cluster, true);
      views.refreshCluster(cluster);
      wake(cluster);
    },
    hold: (cluster, part) => {
      held.add(`${cluster}/${part}`);
    },
    release: (cluster, part) => {
      held.delete(`${cluster}/${part}`);
      wake(cluster);
    },
    loseStore: (profile, trouble = 'unreachable') => stores.setTrouble(profile, trouble),
    returnStore: (profile) => stores.setTrouble(profile, undefined),
    lostStores: stores.troubled,
    restartHubOperator: hubOperator.restart,
    hubOperatorCrash: hubOperator.crash,
    app: (namespace, name) => {
      const application = applications.find(namespace, name);
      return application === undefined ? undefined : applications.state(application);
    },
  };
}
