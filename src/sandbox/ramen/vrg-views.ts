import { getAt } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { SandboxWorld } from '../world.ts';
import { nameOf, namespaceOf } from './metadata.ts';

/** What the hub knows of a VRG: the object, that there is none, or that its cluster does not answer. */
export type VrgView = JsonObject | 'none' | 'unreachable';

/** The hub's ManagedClusterViews of VRGs: a little late, and an error as soon as a cluster is lost. */
export interface VrgViews {
  read(cluster: string, namespace: string, name: string): VrgView;
  /** Look again at everything of the cluster, after the usual delay. */
  refreshCluster(cluster: string): void;
  stop(): void;
}

interface VrgViewOptions {
  readonly delay: number;
  readonly isLost: (cluster: string) => boolean;
  readonly changed: (namespace: string, name: string) => void;
}

export function startVrgViews(world: SandboxWorld, options: VrgViewOptions): VrgViews {
  const seen = new Map<string, JsonObject>();
  const unreachable = new Set<string>();
  const stops: (() => void)[] = [];
  let stopped = false;

  for (const [cluster, managed] of world.managed) {
    for (const vrg of managed.list('VolumeReplicationGroup')) seen.set(keyOf(cluster, vrg), vrg);
    stops.push(
      managed.onChange(({ object }) => {
        if (object.kind === 'VolumeReplicationGroup') lookLater(cluster, namespaceOf(object), nameOf(object));
      }),
    );
  }

  function lookLater(cluster: string, namespace: string, name: string): void {
    world.after(options.delay, () => {
      if (stopped || options.isLost(cluster)) return;
      const vrg = world.managed.get(cluster)?.get('VolumeReplicationGroup', namespace, name);
      const key = `${cluster}/${namespace}/${name}`;
      if (vrg === undefined) seen.delete(key);
      else seen.set(key, vrg);
      options.changed(namespace, name);
    });
  }

  function refreshCluster(cluster: string): void {
    world.after(options.delay, () => {
      if (stopped) return;
      if (options.isLost(cluster)) unreachable.add(cluster);
      else unreachable.delete(cluster);
      for (const vrg of world.managed.get(cluster)?.list('VolumeReplicationGroup') ?? []) {
        if (!options.isLost(cluster)) seen.set(keyOf(cluster, vrg), vrg);
        options.changed(namespaceOf(vrg), nameOf(vrg));
      }
    });
  }

  return {
    read: (cluster, namespace, name) =>
      unreachable.has(cluster) ? 'unreachable' : (seen.get(`${cluster}/${namespace}/${name}`) ?? 'none'),
    refreshCluster,
    stop: () => {
      stopped = true;
      for (const stop of stops) stop();
    },
  };
}

function keyOf(cluster: string, vrg: JsonObject): string {
  return `${cluster}/${namespaceOf(vrg)}/${nameOf(vrg)}`;
}

/** True where the view shows a VRG. */
export function isVrg(view: VrgView): view is JsonObject {
  return typeof view === 'object';
}

export function asksFor(view: VrgView, state: 'primary' | 'secondary'): boolean {
  return isVrg(view) && getAt(view, ['spec', 'replicationState']) === state;
}
