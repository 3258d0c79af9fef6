import { listNames } from '../neighbours.ts';
import { defineGate } from './define-gate.ts';
import { fencedSide, isFenceChange, isFenced, runningThere } from './fencing.ts';

/** Fencing takes the storage from whatever runs on a cluster. */
export const fence = defineGate({
  id: 'fence',
  summary: 'A cluster would be cut off from its storage while applications run there.',
  why: `clusterFence: Fenced makes the peer's storage refuse the cluster: what runs there loses its volumes at once. That is right for
a cluster that is gone, before a Metro failover away from it, and an outage for one that answers. ManuallyFenced only notes
that somebody has done it by hand; a failover trusts the note, and where it is not true both clusters write.
(Ramen: internal/controller/drcluster_controller.go, clusterFenceHandle.)`,
  asksNeighbours: true,
  appliesTo: (input) => isFenceChange(input) && isFenced(fencedSide(input).after),
  judge: (input) => {
    const side = fencedSide(input);
    const { cluster } = side;
    if (side.applications === undefined) {
      return {
        message: `${cluster} would be fenced, and which applications run there cannot be read`,
        help: 'give ramen-sync the right to list DRPlacementControls, then plan again',
      };
    }
    const running = listNames(runningThere(side));
    if (running === '') return undefined;
    if (side.after === 'ManuallyFenced') {
      return {
        message: `${cluster} would count as fenced by hand: a failover of ${running} would trust that, and if ${cluster} still reaches its storage, both clusters write`,
        help: `make sure that the storage refuses ${cluster}, then allow it by name`,
      };
    }
    if (side.answers === 'silent') return undefined;
    const state = side.answers === 'answers' ? 'while it answers' : 'and nobody can tell whether it is down';
    return {
      message: `${cluster} would be fenced ${state}: ${running} runs there and would lose its storage`,
      help: `fence a cluster that is down, or move ${running} away first; allow it by name when ${cluster} must be cut off now`,
    };
  },
  examples: [
    {
      title: 'a cluster that answers',
      live: '',
      git: 'DRCluster dr1: { spec: { clusterFence: Fenced, cidrs: [10.0.0.0/24] } }',
      stops: {
        message: 'dr1 would be fenced while it answers: shop/cart runs there and would lose its storage',
        help: 'fence a cluster that is down, or move shop/cart away first; allow it by name when dr1 must be cut off now',
      },
    },
    {
      title: 'called fenced by hand',
      live: 'dr1: no answer',
      git: 'DRCluster dr1: { spec: { clusterFence: ManuallyFenced } }',
      stops: {
        message:
          'dr1 would count as fenced by hand: a failover of shop/cart would trust that, and if dr1 still reaches its storage, both clusters write',
        help: 'make sure that the storage refuses dr1, then allow it by name',
      },
    },
    {
      title: 'a cluster that is gone',
      live: 'dr1: no answer',
      git: 'DRCluster dr1: { spec: { clusterFence: Fenced, cidrs: [10.0.0.0/24] } }',
    },
  ],
});
