import { getAt, getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Application, newClaim, type Site } from './applications.ts';
import type { RamenContext } from './context.ts';
import { listOf } from './metadata.ts';
import type { Storage } from './storage.ts';
import { emptyVolume } from './volume.ts';
import type { VrgFinding } from './vrg-conditions.ts';
import { isFinalSync } from './vrg-status.ts';

/** Whose VRG is handled, and what with. */
export interface VrgPlace {
  readonly context: RamenContext;
  readonly storage: Storage;
  /** A claim was freed or made: the application's delivery may go on. */
  readonly claimChanged: () => void;
  readonly cluster: string;
  readonly application: Application;
  readonly site: Site;
}

export function handleRegionalPrimary(place: VrgPlace, vrg: JsonObject): VrgFinding {
  const { context, storage, cluster, application, site } = place;
  const tested = getAt(vrg, ['spec', 'dryRun']) === true;
  if (isInTheWay(application, site)) return { role: 'primary', step: 'restoring' };
  if (site.claim?.terminating === true && !isFinalSync(vrg) && !tested) {
    // A primary lets go of a deleted claim: out of the object stores, PV back to Delete, volume gone.
    application.archived = false;
    deleteClaim(place);
  }
  if (site.claim === undefined) {
    if (!application.archived) return { role: 'primary', step: 'no claims' };
    if (failingStores(context, vrg).length === profilesOf(vrg).length)
      return { role: 'primary', step: 'restoring' };
    site.volume ??= emptyVolume();
    site.claim = newClaim(site.volume);
    place.claimChanged();
  }
  site.volume = site.claim.volume;
  if (site.volume.role !== 'primary' || !site.claim.replicated) {
    storage.promote(application, cluster);
    return { role: 'primary', step: 'promoting' };
  }
  const [failing] = site.claim.archived || tested ? [] : failingStores(context, vrg);
  if (failing !== undefined) return { role: 'primary', step: 'unstored', failing };
  if (!site.claim.archived && !tested) {
    site.claim.archived = true;
    application.archived = true;
  }
  if (getAt(vrg, ['spec', 'runFinalSync']) === true) storage.syncNow(application, cluster);
  storage.keepSynced(application, cluster, getString(vrg, ['spec', 'async', 'schedulingInterval']));
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

export function handleRegionalSecondary(place: VrgPlace, vrg: JsonObject): VrgFinding {
  const { storage, cluster, application, site } = place;
  // A claim in use, or restored and never deleted, is not given up: the order waits, for ever if need be.
  if (site.claim !== undefined && !site.claim.terminating) return { role: 'secondary', step: 'stuck' };
  if (site.claim !== undefined) site.claim.released = true;
  if (site.volume?.role === 'primary') {
    storage.demote(application, cluster, getString(vrg, ['spec', 'action']) === 'Failover');
    return { role: 'secondary', step: 'demoting' };
  }
  if (site.claim !== undefined) {
    site.claim = undefined;
    place.claimChanged();
  }
  return site.volume?.diverged === true
    ? { role: 'secondary', step: 'stuck' }
    : { role: 'secondary', step: 'ready' };
}

/** The volume goes with it: the PV says Delete. */
export function deleteClaim({ context, application, site, claimChanged }: VrgPlace): void {
  context.applications.count(application);
  if (site.volume === site.claim?.volume) site.volume = undefined;
  site.claim = undefined;
  site.lastSync = undefined;
  claimChanged();
}
