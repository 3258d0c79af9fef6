import { getAt, getString } from '../../model/field-path.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { isBeingDeleted } from '../../model/live-object.ts';
import type { SandboxCluster } from '../world.ts';
import { type Application, newClaim, type Site } from './applications.ts';
import type { RamenContext } from './context.ts';
import { listOf, nameOf, namespaceOf, withFinalizer, withoutFinalizer } from './metadata.ts';
import { handleMetroPrimary, handleMetroSecondary } from './metro-vrg.ts';
import type { Storage } from './storage.ts';
import { emptyVolume } from './volume.ts';
import type { VrgFinding } from './vrg-conditions.ts';
import { isFinalSync, writeVrgStatus } from './vrg-status.ts';
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
        if (object.kind === 'VolumeReplicationGroup') queue.add(`${namespaceOf(object)}/${nameOf(object)}`);
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
  if (found === undefined) {
    if (site.claim?.terminating === true) deleteClaim(context, options, application, site);
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
  const finding =
    getString(vrg, ['spec', 'replicationState']) === 'primary'
      ? handlePrimary(context, options, cluster, application, site, vrg)
      : handleSecondary(context, options, cluster, application, site, vrg);
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

function handlePrimary(
  context: RamenContext,
  options: VrgOperatorOptions,
  cluster: string,
  application: Application,
  site: Site,
  vrg: JsonObject,
): VrgFinding {
  if (isObject(getAt(vrg, ['spec', 'sync']))) {
    return handleMetroPrimary(application, site, () => options.claimChanged(application));
  }
  const tested = getAt(vrg, ['spec', 'dryRun']) === true;
  if (isInTheWay(application, site)) return { role: 'primary', step: 'restoring' };
  if (site.claim?.terminating === true && !isFinalSync(vrg) && !tested) {
    // A primary lets go of a deleted claim: out of the object stores, PV back to Delete, volume gone.
    application.archived = false;
    deleteClaim(context, options, application, site);
  }
  if (site.claim === undefined) {
    if (!application.archived) return { role: 'primary', step: 'no claims' };
    if (failingStores(context, vrg).length === profilesOf(vrg).length)
      return { role: 'primary', step: 'restoring' };
    site.volume ??= emptyVolume();
    site.claim = newClaim(site.volume);
    options.claimChanged(application);
  }
  site.volume = site.claim.volume;
  if (site.volume.role !== 'primary' || !site.claim.replicated) {
    options.storage.promote(application, cluster);
    return { role: 'primary', step: 'promoting' };
  }
  const [failing] = site.claim.archived || tested ? [] : failingStores(context, vrg);
  if (failing !== undefined) return { role: 'primary', step: 'unstored', failing };
  if (!site.claim.archived && !tested) {
    site.claim.archived = true;
    application.archived = true;
  }
  if (getAt(vrg, ['spec', 'runFinalSync']) === true) options.storage.syncNow(application, cluster);
  options.storage.keepSynced(application, cluster, getString(vrg, ['spec', 'async', 'schedulingInterval']));
  return { role: 'primary', step: tested ? 'tested' : 'ready' };
}

/** One store is enough to restore from; to all of them is uploaded. */
function failingStores(context: RamenContext, vrg: JsonObject): readonly string[] {
  return profilesOf(vrg).filter((profile) => context.stores.troubleOf(profile) !== undefined);
}

function profilesOf(vrg: JsonObject): readonly string[] {
  return listOf(vrg, ['spec', 's3Profiles']).map(String);
}

/**
 * What Ramen has stored cannot be restored beside a claim that is still going, or that somebody made with another volume.
 * It tries for ever, and lets nothing go meanwhile.
 */
function isInTheWay(application: Application, site: Site): boolean {
  if (site.claim === undefined || !application.archived) return false;
  const foreign = site.volume?.role === 'secondary' && site.volume !== site.claim.volume;
  return foreign || (site.claim.terminating && site.claim.released);
}

function handleSecondary(
  context: RamenContext,
  options: VrgOperatorOptions,
  cluster: string,
  application: Application,
  site: Site,
  vrg: JsonObject,
): VrgFinding {
  const now = context.world.now();
  if (vrg.status === undefined) {
    site.settlesAt = now + context.pace.secondaryStart;
    context.world.after(context.pace.secondaryStart, () => options.storage.settled(application, cluster));
  }
  if (site.settlesAt !== undefined && now < site.settlesAt) return { role: 'secondary', step: 'starting' };
  if (isObject(getAt(vrg, ['spec', 'sync']))) {
    return handleMetroSecondary(site, () => options.claimChanged(application));
  }
  // A claim in use, or restored and never deleted, is not given up: the order waits, for ever if need be.
  if (site.claim !== undefined && !site.claim.terminating) return { role: 'secondary', step: 'stuck' };
  if (site.claim !== undefined) site.claim.released = true;
  if (site.volume?.role === 'primary') {
    options.storage.demote(application, cluster, getString(vrg, ['spec', 'action']) === 'Failover');
    return { role: 'secondary', step: 'demoting' };
  }
  if (site.claim !== undefined) {
    site.claim = undefined;
    options.claimChanged(application);
  }
  return site.volume?.diverged === true
    ? { role: 'secondary', step: 'stuck' }
    : { role: 'secondary', step: 'ready' };
}

function deleteClaim(
  context: RamenContext,
  options: VrgOperatorOptions,
  application: Application,
  site: Site,
): void {
  context.applications.count(application);
  if (site.volume === site.claim?.volume) site.volume = undefined;
  site.claim = undefined;
  site.lastSync = undefined;
  options.claimChanged(application);
}
