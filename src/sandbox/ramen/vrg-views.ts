import { getAt } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { SandboxWorld } from '../world.ts';
import { nameOf, namespaceOf } from './metadata.ts';

/** What the hub knows of a VRG: the object, that there is none, that its cluster does not answer, or has not yet. */
export type VrgView = JsonObject | 'none' | 'unreachable' | 'pending';

/** The hub's ManagedClusterViews of VRGs: a little late, and an error as soon as a cluster is lost. */
export interface VrgViews {
  /** Asked for the first time, a view is made, and answers a little later. */
  read(cluster: string, namespace: string, name: string): VrgView;
  /** The views of this VRG are gone, as with their DRPC. */
  forget(namespace: string, name: string): void;
  /** Look again at everything of the cluster, after the usual delay. */
  refreshCluster(cluster: string): void;
  stop(): void;
}

interface VrgViewOptions {
  readonly delay: number;
  /** From one report of an object to the next. */
  readonly interval: number;
  /** From a view's making to its first answer; views are made one after the other. */
  readonly firstDelay: number;
  /** From a cluster's return to its first word: its agent looks at the works first. */
  readonly returnDelay: number;
  readonly isLost: (cluster: string) => boolean;
  readonly changed: (namespace: string, name: string) => void;
}

export function startVrgViews(world: SandboxWorld, options: VrgViewOptions): VrgViews {
  const seen = new Map<string, JsonObject>();
  const unreachable = new Set<string>();
  const reporting = new Set<string>();
  const reported = new Map<string, number>();
  const asked = new Map<string, 'pending' | 'answered'>();
  const stops: (() => void)[] = [];
  let stopped = false;

  for (const [cluster, managed] of world.managed) {
    for (const vrg of managed.list('VolumeReplicationGroup'))
      seen.set(keyOf(cluster, namespaceOf(vrg), nameOf(vrg)), vrg);
    stops.push(
      managed.onChange(({ object }) => {
        if (object.kind === 'VolumeReplicationGroup') lookLater(cluster, namespaceOf(object), nameOf(object));
      }),
    );
  }

  /** One report at a time, and no two at once. */
  function lookLater(cluster: string, namespace: string, name: string): void {
    const key = keyOf(cluster, namespace, name);
    if (reporting.has(key)) return;
    reporting.add(key);
    const wait = (reported.get(key) ?? 0) + options.interval - world.now();
    world.after(Math.max(options.delay, wait), () => {
      reporting.delete(key);
      if (stopped || options.isLost(cluster)) return;
      reported.set(key, world.now());
      const vrg = world.managed.get(cluster)?.get('VolumeReplicationGroup', namespace, name);
      if (vrg === undefined) seen.delete(key);
      else seen.set(key, vrg);
      options.changed(namespace, name);
    });
  }

  function ask(cluster: string, namespace: string, name: string): void {
    asked.set(keyOf(cluster, namespace, name), 'pending');
    const waiting = [...world.managed.keys()].filter(
      (each) => asked.get(keyOf(each, namespace, name)) === 'pending',
    );
    world.after(options.firstDelay * waiting.length, () => {
      if (stopped || asked.get(keyOf(cluster, namespace, name)) !== 'pending') return;
      asked.set(keyOf(cluster, namespace, name), 'answered');
      options.changed(namespace, name);
    });
  }

  function read(cluster: string, namespace: string, name: string): VrgView {
    const key = keyOf(cluster, namespace, name);
    if (!asked.has(key)) ask(cluster, namespace, name);
    if (asked.get(key) === 'pending') return 'pending';
    return unreachable.has(cluster) ? 'unreachable' : (seen.get(key) ?? 'none');
  }

  function refreshCluster(cluster: string): void {
    world.after(options.isLost(cluster) ? options.delay : options.returnDelay, () => {
      if (stopped) return;
      if (options.isLost(cluster)) unreachable.add(cluster);
      else unreachable.delete(cluster);
      for (const vrg of world.managed.get(cluster)?.list('VolumeReplicationGroup') ?? []) {
        if (!options.isLost(cluster)) seen.set(keyOf(cluster, namespaceOf(vrg), nameOf(vrg)), vrg);
        options.changed(namespaceOf(vrg), nameOf(vrg));
      }
    });
  }

  return {
    read,
    forget: (namespace, name) => {
      for (const cluster of world.managed.keys()) asked.delete(keyOf(cluster, namespace, name));
    },
    refreshCluster,
    stop: () => {
      stopped = true;
      for (const stop of stops) stop();
    },
  };
}

function keyOf(cluster: string, namespace: string, name: string): string {
  return `${cluster}/${namespace}/${name}`;
}

/** True where the view shows a VRG. */
export function isVrg(view: VrgView): view is JsonObject {
  return typeof view === 'object';
}

export function asksFor(view: VrgView, state: 'primary' | 'secondary'): boolean {
  return isVrg(view) && getAt(view, ['spec', 'replicationState']) === state;
}
