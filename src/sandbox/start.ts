import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { JsonObject } from '../model/json.ts';
import type { SandboxWrite } from './api.ts';
import { createClock } from './clock.ts';
import { createCluster } from './cluster.ts';
import { serveApi } from './http/server.ts';
import { renderKubeconfig } from './kubeconfig.ts';
import { closeServer, listen } from './listen.ts';
import { createNetwork, type Network } from './network.ts';
import { type RunningRamen, startRamen } from './ramen/start-ramen.ts';
import { crdsFor } from './resources/shipped-crds.ts';
import type { SandboxWorld } from './world.ts';

export interface SandboxOptions {
  /** No Ramen: the API servers and the kinds only. */
  readonly empty?: boolean;
  /** Port of the hub; the managed clusters take the next ones. 0 (the default) takes free ports. */
  readonly port?: number;
  /** Seconds of the sandbox in one of ours; 1 (the default) is Ramen's usual pace, 0 stands still but for `advance`. */
  readonly speed?: number;
  /** When the sandbox's clock starts, in milliseconds since the epoch. */
  readonly now?: number;
  /** With the same one, the same `now` and speed 0, the same requests end in the same bytes of every object. */
  readonly seed?: string;
  /** Names of the managed clusters. */
  readonly managedClusters?: readonly string[];
  /** UIDs of namespace kube-system, by cluster; drawn where none is given. */
  readonly identities?: ReadonlyMap<string, string>;
}

export interface Sandbox {
  readonly world: SandboxWorld;
  /** The model of Ramen, with the disasters it can play; absent in an empty sandbox. */
  readonly ramen?: RunningRamen;
  /** Text of a kubeconfig with one context a cluster: `hub` and the managed clusters' names. */
  readonly kubeconfig: string;
  /** What its user proves itself with. */
  readonly token: string;
  /** By cluster. */
  readonly urls: ReadonlyMap<string, string>;
  readonly network: Network;
  /** Lets time pass at once, with all that happens in it. */
  advance(milliseconds: number): void;
  /** From now on; see `SandboxOptions.speed`. */
  setSpeed(speed: number): void;
  /** Everything that the servers were asked to write and did, in order; the model's own writes are not requests. */
  writes(): readonly SandboxWrite[];
  close(): Promise<void>;
}

/**
 * Starts a hub and managed clusters in this process, on loopback. Several sandboxes do not disturb each other.
 * Throws UserError where a port is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock = createClock(options.speed ?? 1, options.now ?? Date.now());
  const token = randomBytes(16).toString('hex');
  const writes: SandboxWrite[] = [];
  const build = (name: string, crds: readonly JsonObject[]) =>
    createCluster({
      name,
      crds,
      seed: options.seed,
      identity: options.identities?.get(name),
      now: clock.now,
      onWrite: (write) => writes.push(write),
    });
  const hub = build('hub', crdsFor('hub'));
  const managed = (options.managedClusters ?? ['dr1', 'dr2']).map((name) => build(name, crdsFor('managed')));
  const servers = new Map<string, Server>();
  const urls = new Map<string, string>();
  try {
    for (const { api } of [hub, ...managed]) {
      const server = serveApi(api, token);
      const port = (options.port ?? 0) === 0 ? 0 : (options.port ?? 0) + servers.size;
      urls.set(api.name, await listen(server, port));
      servers.set(api.name, server);
    }
  } catch (error) {
    await Promise.all([...servers.values()].map(closeServer));
    throw error;
  }
  const world: SandboxWorld = {
    hub: hub.cluster,
    managed: new Map(managed.map(({ cluster }) => [cluster.name, cluster])),
    now: clock.now,
    after: clock.after,
  };
  const ramen = options.empty === true ? undefined : startRamen(world);
  return {
    world,
    ...(ramen === undefined ? {} : { ramen }),
    kubeconfig: renderKubeconfig(urls, token),
    token,
    urls,
    network: createNetwork(servers),
    advance: clock.advance,
    setSpeed: clock.setSpeed,
    writes: () => [...writes],
    async close() {
      ramen?.stop();
      clock.stop();
      await Promise.all([...servers.values()].map(closeServer));
    },
  };
}
