import type { Application, Applications, Site } from './applications.ts';
import type { RamenContext } from './context.ts';
import { copyContent, emptyVolume, missingWrites, type Volume } from './volume.ts';

/** The replicating storage under one application: two copies, one direction, one interval. */
export interface Storage {
  /** Makes the cluster's copy primary after a while, whatever the other copy is. */
  promote(application: Application, cluster: string): void;
  /** Makes it secondary after a while; `resync` gives up what the other copy does not have. */
  demote(application: Application, cluster: string, resync: boolean): void;
  /** Brings the other copy up to date now, where it can be reached and is secondary. */
  syncNow(application: Application, cluster: string): void;
  /** Syncs on the interval (`5m`) from now on. */
  keepSynced(application: Application, cluster: string, interval: string | undefined): void;
  /** The operator is to look again at the application's VRG on the cluster. */
  settled(application: Application, cluster: string): void;
  /** Continue what stood still while a cluster was lost or the storage held. */
  resume(): void;
  stop(): void;
}

export function startStorage(
  context: Pick<RamenContext, 'world' | 'pace' | 'isLost' | 'isHeld'> & { applications: Applications },
  changed: (cluster: string, application: Application) => void,
): Storage {
  const { world, pace, applications } = context;
  const pending = new Map<string, () => void>();
  const syncing = new Map<
    Volume,
    { cancel: () => void; interval: number; application: Application; cluster: string }
  >();
  let stopped = false;

  /** One change at a time on one copy; a held storage or a lost cluster leaves it for `resume`. */
  function change(
    application: Application,
    cluster: string,
    delay: number,
    apply: (site: Site) => void,
  ): void {
    const key = `${cluster}/${application.namespace}/${application.name}`;
    if (pending.has(key)) return;
    const attempt = (): void => {
      if (stopped || context.isLost(cluster) || context.isHeld(cluster, 'storage')) return;
      pending.delete(key);
      const site = application.sites.get(cluster);
      if (site !== undefined) {
        applications.count(application);
        apply(site);
      }
      changed(cluster, application);
    };
    pending.set(key, attempt);
    world.after(delay, attempt);
  }

  function promote(application: Application, cluster: string): void {
    const again = application.sites.get(cluster)?.volume?.role === 'primary';
    change(application, cluster, again ? pace.operator : pace.promote, (site) => {
      if (site.volume === undefined) return;
      if (site.claim !== undefined) site.claim.replicated = true;
      if (site.volume.role === 'primary') return;
      endSync(site.volume);
      site.volume.role = 'primary';
      site.volume.diverged = false;
      site.lastSync = undefined;
      const first = peerOf(application, cluster)?.site.volume === undefined;
      if (!first) syncNow(application, cluster);
      else {
        world.after(pace.firstSync, () => {
          syncNow(application, cluster);
          changed(cluster, application);
        });
      }
    });
  }

  function demote(application: Application, cluster: string, resync: boolean): void {
    change(application, cluster, pace.demote, (site) => {
      if (site.volume === undefined) return;
      endSync(site.volume);
      site.volume.role = 'secondary';
      site.lastSync = undefined;
      const peer = peerOf(application, cluster)?.site.volume;
      if (peer === undefined) return;
      if (resync && peer.role === 'primary') copyContent(peer, site.volume);
      else site.volume.diverged = peer.role === 'primary' && haveDiverged(site.volume, peer);
    });
  }

  function syncNow(application: Application, cluster: string): void {
    const site = application.sites.get(cluster);
    const peer = peerOf(application, cluster);
    if (site?.volume?.role !== 'primary' || peer === undefined) return;
    if (context.isLost(cluster) || context.isLost(peer.cluster)) return;
    applications.count(application);
    peer.site.volume ??= { ...emptyVolume(), role: 'secondary' };
    const copy = peer.site.volume;
    if (copy.role !== 'primary' && !copy.diverged) {
      copyContent(site.volume, copy);
      copy.role = 'secondary';
      site.lastSync = world.now();
    } else {
      // Seen on the real storage: a first time is reported even where the other copy is primary, and never moves on.
      site.lastSync ??= world.now();
    }
  }

  function endSync(volume: Volume): void {
    syncing.get(volume)?.cancel();
    syncing.delete(volume);
  }

  function keepSynced(application: Application, cluster: string, interval: string | undefined): void {
    const volume = application.sites.get(cluster)?.volume;
    if (volume === undefined || syncing.has(volume)) return;
    const entry = { cancel: () => {}, interval: intervalOf(interval), application, cluster };
    syncing.set(volume, entry);
    if (entry.interval > 0) entry.cancel = world.after(entry.interval, () => sync(volume, entry), 'routine');
  }

  function sync(
    volume: Volume,
    entry: { cancel: () => void; interval: number; application: Application; cluster: string },
  ): void {
    const site = entry.application.sites.get(entry.cluster);
    if (stopped || site?.volume !== volume || volume.role !== 'primary') {
      syncing.delete(volume);
      return;
    }
    syncNow(entry.application, entry.cluster);
    changed(entry.cluster, entry.application);
    if (entry.interval > 0) entry.cancel = world.after(entry.interval, () => sync(volume, entry), 'routine');
  }

  function resume(): void {
    for (const attempt of [...pending.values()]) world.after(pace.operator, attempt);
    for (const [volume, entry] of syncing) {
      entry.cancel();
      entry.cancel = world.after(pace.resync, () => sync(volume, entry));
    }
  }

  return {
    promote,
    demote,
    syncNow,
    keepSynced,
    settled: (application, cluster) => changed(cluster, application),
    resume,
    stop: () => {
      stopped = true;
      for (const entry of syncing.values()) entry.cancel();
    },
  };
}

function peerOf(application: Application, cluster: string): { cluster: string; site: Site } | undefined {
  const found = [...application.sites].find(([each]) => each !== cluster);
  return found === undefined ? undefined : { cluster: found[0], site: found[1] };
}

/** Each has writes that the other never had. */
function haveDiverged(one: Volume, other: Volume): boolean {
  return missingWrites(one.content, other.content) > 0;
}

/** `5m`, `2h`, `1d` in milliseconds; 0 for none. */
function intervalOf(text: string | undefined): number {
  const found = /^(\d+)([mhd])$/.exec(text ?? '');
  const unit = { m: 60_000, h: 3_600_000, d: 86_400_000 }[found?.[2] ?? ''];
  return unit === undefined ? 0 : Number(found?.[1]) * unit;
}
