import type { SandboxWorld } from '../world.ts';
import { commonTo, emptyVolume, missingWrites, totalWrites, unionOf, type Volume } from './volume.ts';

/** A PersistentVolumeClaim of the application; `terminating`: deleted, and held by a finalizer. */
interface Claim {
  readonly volume: Volume;
  terminating: boolean;
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
}

export interface Application {
  readonly namespace: string;
  readonly name: string;
  readonly sites: Map<string, Site>;
  /** The object stores hold PV and PVC: a VRG that becomes primary restores the claim. */
  archived: boolean;
  /** Every write that the application was told is safe. */
  readonly acknowledged: Map<number, number>;
  runs: number;
  countedUntil: number;
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

/** The application's start on a cluster: it takes the claim that is there, or makes one with a new, empty volume. */
export function startApp(application: Application, site: Site): void {
  site.claim ??= { volume: site.volume?.role === 'none' ? site.volume : emptyVolume(), terminating: false };
  site.volume ??= site.claim.volume;
  application.runs += 1;
  site.run = application.runs;
  site.app = 'running';
}

function emptySite(): Site {
  return { app: 'none', claim: undefined, volume: undefined, lastSync: undefined, run: undefined };
}
