import { getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { generationOf } from '../../model/live-object.ts';
import type { RamenContext } from './context.ts';
import { listOf, nameOf } from './metadata.ts';

/** Storage that obeys NetworkFences: who is fenced runs on, and cannot write. */
export interface Fences {
  /** True while some cluster's storage keeps this one's addresses out; they are its DRCluster's CIDRs. */
  cutsOff(cluster: string): boolean;
  /** Takes up what waited while the cluster was lost. */
  resume(cluster: string): void;
  stop(): void;
}

/** csi-addons on each managed cluster. `willChange` is told before anybody is let in or kept out. */
export function startFences(
  { world, pace, isLost }: Pick<RamenContext, 'world' | 'pace' | 'isLost'>,
  willChange: () => void,
): Fences {
  /** By cluster and name: the generation that was carried out, and whether it keeps somebody out. */
  const done = new Map<string, { generation: number; cidrs: readonly string[] }>();
  let stopped = false;
  const stops = [...world.managed.keys()].map((cluster) =>
    world.managed.get(cluster)?.onChange(({ type, object }) => {
      if (object.kind !== 'NetworkFence') return;
      if (type !== 'DELETED') later(cluster, nameOf(object));
      else {
        willChange();
        done.delete(`${cluster}/${nameOf(object)}`);
      }
    }),
  );

  function later(cluster: string, name: string): void {
    world.after(pace.operator, () => {
      if (!stopped && !isLost(cluster)) carryOut(cluster, name);
    });
  }

  function carryOut(cluster: string, name: string): void {
    const managed = world.managed.get(cluster);
    const fence = managed?.get('NetworkFence', undefined, name);
    if (fence === undefined) return;
    const key = `${cluster}/${name}`;
    const generation = generationOf(fence) ?? 0;
    if (done.get(key)?.generation === generation) return;
    willChange();
    const fences = getString(fence, ['spec', 'fenceState']) === 'Fenced';
    done.set(key, { generation, cidrs: fences ? cidrsOf(fence) : [] });
    const message = `${fences ? 'fencing' : 'unfencing'} operation successful`;
    managed?.updateStatus('NetworkFence', undefined, name, { result: 'Succeeded', message }, 'csi-addons');
  }

  return {
    cutsOff: (cluster) => {
      const drCluster = world.hub.get('DRCluster', undefined, cluster);
      const own = drCluster === undefined ? [] : cidrsOf(drCluster);
      return [...done.values()].some(({ cidrs }) => own.some((each) => cidrs.includes(each)));
    },
    resume: (cluster) => {
      for (const fence of world.managed.get(cluster)?.list('NetworkFence') ?? [])
        later(cluster, nameOf(fence));
    },
    stop: () => {
      stopped = true;
      for (const stop of stops) stop?.();
    },
  };
}

function cidrsOf(object: JsonObject): readonly string[] {
  return listOf(object, ['spec', 'cidrs']).map(String);
}
