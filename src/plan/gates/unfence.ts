import { defineUnbuilt } from './unbuilt.ts';

/** Unfencing lets a cluster write again that was cut off for a reason. */
export const unfence = defineUnbuilt({
  id: 'unfence',
  summary: 'Fencing of a cluster would change.',
  why: `A cluster that was fenced in a disaster must not write before its data is known to be safe, and removing clusterFence does
not unfence: Ramen then only reports it clean. (Ramen: internal/controller/drcluster_controller.go, clusterFenceHandle.)`,
  touches: (input) => input.kind.kind === 'DRCluster' && input.paths.includes('spec.clusterFence'),
});
