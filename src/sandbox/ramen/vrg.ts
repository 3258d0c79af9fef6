import { getAt, getString } from '../../model/field-path.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { isBeingDeleted } from '../../model/live-object.ts';
import type { SandboxCluster } from '../world.ts';
import { type Application, newClaim } from './applications.ts';
import type { RamenContext } from './context.ts';
import { namespacedName, withFinalizer, withoutFinalizer } from './metadata.ts';
import { handleMetroPrimary, handleMetroSecondary } from './metro-vrg.ts';
import {
  deleteClaim,
  handleRegionalPrimary,
  handleRegionalSecondary,
  type VrgPlace,
} from './regional-vrg.ts';
import type { Storage } from './storage.ts';
import type { VrgFinding } from './vrg-conditions.ts';
import { writeVrgStatus } from './vrg-status.ts';
import { startWorkQueue, type WorkQueue } from './work-queue.ts';

const finalizer = 'volumereplicationgroups.ramendr.openshift.io/vrg-protection';

export interface VrgOperators {
  /** Look at the application's VRG on the cluster. */
  add(cluster: string, namespace: string, name: string): void;
  addCluster(cluster: string): void;
  stop(): void;
}

interface VrgOperatorOptions {
  readonly storage: Storage;
  /** A claim was freed or made: the application's delivery may go on. */
  readonly claimChanged: (application: Application) => void;
}

/** Ramen's dr-cluster operators, one a managed cluster, with volumes of the application that exist only in memory. */
export function startVrgOperators(context: RamenContext, options: VrgOperatorOptions): VrgOperators {
  const { world, pace } = context;
  const queues = new Map<string, WorkQueue>();
  const stops: (() => void)[] = [];
  for (const [cluster, managed] of world.managed) {
    const queue = startWorkQueue(context, {
      delay: pace.operator,
      reconcile: (key) => {
        if (!context.isLost(cluster) && !context.isHeld(cluster, 'operator')) {
          reconcileVrg(context, options, cluster, managed, key);
        }
        return undefined;
      },
    });
    queues.set(cluster, queue);
    stops.push(
      managed.onChange(({ object }) => {
        if (object.kind === 'VolumeReplicationGroup') queue.add(namespacedName(object));
      }),
    );
  }
  stops.push(
    context.stores.onChange(() => {
      for (const { namespace, name } of context.applications.all())
        for (const queue of queues.values()) queue.add(`${namespace}/${name}`);
    }),
  );
  return {
    add: (cluster, namespace, name) => queues.get(cluster)?.add(`${namespace}/${name}`),
    addCluster: (cluster) => {
      for (const { namespace, name } of context.applications.all())
        queues.get(cluster)?.add(`${namespace}/${name}`);
    },
    stop: () => {
      for (const stop of stops) stop();
      for (const queue of queues.values()) queue.stop();
    },
  };
}

function reconcileVrg(
  context: RamenContext,
  options: VrgOperatorOptions,
  cluster: string,
  managed: SandboxCluster,
  key: string,
): void {
  const [namespace = '', name = ''] = key.split('/');
  const found = managed.get('VolumeReplicationGroup', namespace, name);
  const application = context.applications.ensure(namespace, name, [cluster]);
  const site = application.sites.get(cluster);
  if (site === undefined) return;
  const claimChanged = (): void => options.claimChanged(application);
  const place: VrgPlace = { context, storage: options.storage, claimChanged, cluster, application, site };
  if (found === undefined) {
    if (site.claim?.terminating === true) deleteClaim(place);
    return;
  }
  if (isBeingDeleted(found)) {
    // The primary's end takes the application's metadata out of the object stores.
    if (getString(found, ['spec', 'replicationState']) === 'primary') {
      application.archived = false;
      application.storedVrg = undefined;
      if (site.claim !== undefined) site.claim = newClaim(site.claim.volume);
    }
    managed.update(withoutFinalizer(found, finalizer), 'manager');
    return;
  }
  const guarded = withFinalizer(found, finalizer);
  const vrg = guarded === found ? found : managed.update(guarded, 'manager');
  const restored = getString(vrg, ['spec', 'action']) !== undefined;
  const finding = handle(place, vrg);
  writeVrgStatus(context, managed, vrg, site, finding, restored);
  if (finding.step === 'ready' && finding.role === 'primary' && site.lastSync !== undefined)
    storeLater(context, cluster, managed, application, key);
}

/** What the hub reads of a primary that does not answer. (Ramen: GetLastKnownVRGPrimaryFromS3.) */
function storeLater(
  context: RamenContext,
  cluster: string,
  managed: SandboxCluster,
  application: Application,
  key: string,
): void {
  const [namespace = '', name = ''] = key.split('/');
  context.world.after(context.pace.storeVrg, () => {
    const vrg = managed.get('VolumeReplicationGroup', namespace, name);
    if (vrg === undefined || isBeingDeleted(vrg) || context.isLost(cluster)) return;
    if (getString(vrg, ['spec', 'replicationState']) === 'primary') application.storedVrg = vrg;
  });
}

function handle(place: VrgPlace, vrg: JsonObject): VrgFinding {
  const { application, site, claimChanged } = place;
  const isMetro = isObject(getAt(vrg, ['spec', 'sync']));
  if (getString(vrg, ['spec', 'replicationState']) === 'primary') {
    return isMetro ? handleMetroPrimary(application, site, claimChanged) : handleRegionalPrimary(place, vrg);
  }
  if (isStarting(place, vrg)) return { role: 'secondary', step: 'starting' };
  return isMetro ? handleMetroSecondary(site, claimChanged) : handleRegionalSecondary(place, vrg);
}

/** A secondary is new, and its operator takes a while over it. */
function isStarting({ context, storage, cluster, application, site }: VrgPlace, vrg: JsonObject): boolean {
  const now = context.world.now();
  if (vrg.status === undefined) {
    site.settlesAt = now + context.pace.secondaryStart;
    context.world.after(context.pace.secondaryStart, () => storage.settled(application, cluster));
  }
  return site.settlesAt !== undefined && now < site.settlesAt;
}
