import { conditionOf, generationOf } from '../../../model/live-object.ts';
import type { DrpcRun } from './drpc-run.ts';

/** The DRCluster says so of its current spec; an older word does not count. */
export function isFenced(run: DrpcRun, cluster: string): boolean {
  const found = run.context.world.hub.get('DRCluster', undefined, cluster);
  const fenced = found === undefined ? undefined : conditionOf(found, 'Fenced');
  return fenced?.status === 'True' && fenced.observedGeneration === generationOf(found ?? {});
}
