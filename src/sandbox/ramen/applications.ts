import type { JsonObject } from '../../model/json.ts';
import type { SandboxWorld } from '../world.ts';
import { commonTo, emptyVolume, missingWrites, totalWrites, unionOf, type Volume } from './volume.ts';

/** A PersistentVolumeClaim of the application; `terminating`: deleted, and held by a finalizer. */
interface Claim {
  readonly volume: Volume;
  terminating: boolean;
  /** A secondary VRG has begun to let it go; to a primary one it is in the way. */
  released: boolean;
  /** Its operator believes it to be in the object stores, and does not look there again. */
  archived: boolean;
  /** A VolumeReplication stands for it. */
  replicated: boolean;
}

/** One application on one managed cluster. */
export interface Site {
  app: 'none' | 'pending' | 'running';
  claim: Claim | undefined;
  /** The replicated copy. */
  volume: Volume | undefined;
  /** When the peer last had everything, in milliseconds; only on the primary. */
  lastSync: number | undefined;
  /** The run whose writes are being acknowledged here, while `app` is running. */
  run: number | undefined;
  /** When the operator's first handling of a secondary VRG here ends. */
  settlesAt: number | undefined;
}

export interface Application {
  readonly namespace: string;
  readonly name: string;
  readonly sites: Map<string, Site>;
  /** The object stores hold PV and PVC: a VRG that becomes primary restores the claim. */
  archived: boolean;
  /** The VRG as its operator last stored it while it was primary, beside them. */
  storedVrg: JsonObject | undefined;
  /** Every write that the application was told is safe. */
  readonly acknowledged: Map<number, number>;
  runs: number;
  countedUntil: number;
}

/** One application on one cluster, as somebody who stands in front of it would see it. */
export interface SiteState {
  /** `dead`: delivered there, and the cluster is lost. */
  readonly app: 'none' | 'pending' | 'running' | 'dead';
  /** The replicated copy there; `none` also before it is handed to replication. */
  readonly copy: 'none' | 'primary' | 'secondary';
  /** Acknowledged writes that this copy does not hold. */
  readonly missingWrites: number;
}

/** What became of an application and its data, for demos and tests; no Kubernetes object says this. */
export interface AppState {
  /** Running now: where its cluster is lost, it is not. More than one is a split brain. */
  readonly runsOn: readonly string[];
  /** The clusters whose copy takes writes. */
  readonly primaries: readonly string[];
  readonly acknowledgedWrites: number;
  /** Acknowledged, and on one cluster alone: gone with it. */
  readonly atRiskWrites: number;
  /** Acknowledged, and on no copy any more. */
  readonly lostWrites: number;
  /** By cluster where the application runs: acknowledged writes that it does not see there. */
  readonly missingWhereItRuns: Readonly<Record<string, number>>;
  /** By cluster that it can run on. */
  readonly sites: Readonly<Record<string, SiteState>>;
  /** The object stores hold its volume and claim, so that another cluster can restore them. */
  readonly archived: boolean;
}

/** The applications of the sandbox with their volumes; writes are counted whenever somebody looks. */
export interface Applications {
  /** Made on first sight. `clusters` are those it can run on. */
  ensure(namespace: string, name: string, clusters: readonly string[]): Application;
  find(namespace: string, name: string): Application | undefined;
  all(): readonly Application[];
  /** Call before anything that changes who writes where, or copies a volume. */
  count(application: Application): void;
  state(application: Application): AppState;
}

export function startApplications(
  world: SandboxWorld,
  writeEvery: number,
  isLost: (cluster: string) => boolean,
): Applications {
  const applications = new Map<string, Application>();

  function ensure(namespace: string, name: string, clusters: readonly string[]): Application {
    const key = `${namespace}/${name}`;
    const application = applications.get(key) ?? {
      namespace,
      name,
      sites: new Map(),
      archived: false,
      storedVrg: undefined,
      acknowledged: new Map(),
      runs: 0,
      countedUntil: world.now(),
    };
    applications.set(key, application);
    for (const cluster of clusters) {
      if (!application.sites.has(cluster)) application.sites.set(cluster, emptySite());
    }
    return application;
  }

  function count(application: Application): void {
    const writes = Math.floor((world.now() - application.countedUntil) / writeEvery);
    if (writes <= 0) return;
    application.countedUntil += writes * writeEvery;
    for (const [cluster, site] of application.sites) {
      if (site.app !== 'running' || site.claim === undefined || site.run === undefined || isLost(cluster))
        continue;
      const written = (application.acknowledged.get(site.run) ?? 0) + writes;
      application.acknowledged.set(site.run, written);
      site.claim.volume.content.set(site.run, written);
    }
  }

  function state(application: Application): AppState {
    count(application);
    const sites = [...application.sites];
    const running = sites.filter(([cluster, site]) => site.app === 'running' && !isLost(cluster));
    const held = sites.map(([, site]) =>
      unionOf([site.volume, site.claim?.volume].flatMap((volume) => volume?.content ?? [])),
    );
    const lostWrites = missingWrites(application.acknowledged, unionOf(held));
    return {
      runsOn: running.map(([cluster]) => cluster),
      primaries: sites.filter(([, site]) => site.volume?.role === 'primary').map(([cluster]) => cluster),
      acknowledgedWrites: totalWrites(application.acknowledged),
      atRiskWrites: missingWrites(application.acknowledged, commonTo(held)) - lostWrites,
      lostWrites,
      missingWhereItRuns: Object.fromEntries(
        running.map(([cluster, site]) => [
          cluster,
          missingWrites(application.acknowledged, site.claim?.volume.content ?? new Map()),
        ]),
      ),
      sites: Object.fromEntries(
        sites.map(([cluster, site]) => [cluster, siteState(application, site, isLost(cluster))]),
      ),
      archived: application.archived,
    };
  }

  return {
    ensure,
    find: (namespace, name) => applications.get(`${namespace}/${name}`),
    all: () => [...applications.values()],
    count,
    state,
  };
}

/** What an application finds that arrives on a cluster without a claim: a new, empty volume. */
export function makeClaim(site: Site): void {
  site.claim = newClaim(site.volume?.role === 'none' ? site.volume : emptyVolume());
  site.volume ??= site.claim.volume;
}

export function newClaim(volume: Volume): Claim {
  return { volume, terminating: false, released: false, archived: false, replicated: false };
}

export function startApp(application: Application, site: Site): void {
  application.runs += 1;
  site.run = application.runs;
  site.app = 'running';
}

function siteState(application: Application, site: Site, lost: boolean): SiteState {
  return {
    app: lost && site.app !== 'none' ? 'dead' : site.app,
    copy: site.volume?.role ?? 'none',
    missingWrites: missingWrites(application.acknowledged, site.volume?.content ?? new Map()),
  };
}

function emptySite(): Site {
  return {
    app: 'none',
    claim: undefined,
    volume: undefined,
    lastSync: undefined,
    run: undefined,
    settlesAt: undefined,
  };
}
