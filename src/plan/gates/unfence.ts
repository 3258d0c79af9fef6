import { defineGate, type Refusal } from './define-gate.ts';
import { describeGroups, type FencedSide, fencedSide, isFenceChange, isFenced } from './fencing.ts';

/** Unfencing lets a cluster write again that was cut off for a reason. */
export const unfence = defineGate({
  id: 'unfence',
  summary: 'A cluster would be unfenced, or its clusterFence would go away.',
  why: `A cluster that was fenced in a disaster must not write before its data is known to be safe: one whose VolumeReplicationGroups
are still primary makes a second writer. Removing clusterFence does not unfence: Ramen then only reports the cluster clean,
while its storage still refuses it. (Ramen: internal/controller/drcluster_controller.go, clusterFenceHandle.) So this gate
always stops, says what stands on the cluster, and lets pass what somebody has looked at and allows by name.`,
  asksNeighbours: true,
  appliesTo: (input) => isFenceChange(input) && !isFenced(fencedSide(input).after),
  judge: (input) => {
    const side = fencedSide(input);
    return side.after === undefined ? removed(side) : unfenced(side);
  },
  examples: [
    {
      title: 'a cluster that is still primary, after a failover away from it',
      live: `cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }
status: FailedOver/Cleaning Up
decisions: [dr1 retained, dr2]
dr1: primary/Primary
dr2: primary/Primary Failover
DRCluster dr1: { spec: { clusterFence: Fenced, cidrs: [10.0.0.0/24] } }`,
      git: 'DRCluster dr1: { spec: { clusterFence: Unfenced } }',
      stops: {
        message:
          'dr1 would be unfenced and could write again: shop/cart runs on dr2 and is still primary on dr1, so both would write',
        help: 'first make dr1 secondary: state the failover that moved them away and wait until it is Completed; then allow the unfencing by name',
      },
    },
    {
      title: 'clusterFence goes away',
      live: `cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }
status: FailedOver/Completed
decisions: [dr2]
dr1: secondary/Secondary
dr2: primary/Primary Failover
DRCluster dr1: { spec: { clusterFence: Fenced, cidrs: [10.0.0.0/24] } }`,
      git: 'DRCluster dr1: { spec: { clusterFence: null } }',
      stops: {
        message:
          'clusterFence of dr1 would go away while it is Fenced: Ramen does not unfence then, it only calls dr1 clean, and storage still refuses it',
        help: 'set clusterFence: Unfenced instead, when dr1 may write again',
      },
    },
    {
      title: 'another field of a fenced cluster',
      live: `cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }
status: FailedOver/Completed
decisions: [dr2]
dr1: secondary/Secondary
dr2: primary/Primary Failover
DRCluster dr1: { spec: { clusterFence: Fenced, cidrs: [10.0.0.0/24] } }`,
      git: 'DRCluster dr1: { spec: { cidrs: [10.0.0.0/24, 10.0.1.0/24] } }',
    },
  ],
});

function removed({ cluster, before }: FencedSide): Refusal {
  if (!isFenced(before))
    return {
      message: `clusterFence: ${before ?? ''} of ${cluster} would go away, and with it Ramen's note of how ${cluster} was unfenced`,
      help: 'wait until the DRCluster shows Clean, then allow it by name',
    };
  return {
    message: `clusterFence of ${cluster} would go away while it is ${before ?? ''}: Ramen does not unfence then, it only calls ${cluster} clean, and storage still refuses it`,
    help: `set clusterFence: ${before === 'ManuallyFenced' ? 'ManuallyUnfenced' : 'Unfenced'} instead, when ${cluster} may write again`,
  };
}

function unfenced(side: FencedSide): Refusal {
  const { cluster, before, answers } = side;
  const groups = describeGroups(side);
  if (before === undefined && !groups.includes('primary'))
    return {
      message: `${cluster} would be unfenced although Git knows of no fencing: ${groups}`,
      help: 'leave clusterFence out where nothing was fenced, or allow it by name',
    };
  const state =
    answers === 'silent'
      ? ' (it does not answer)'
      : answers === 'unknown'
        ? ' (whether it answers is unknown)'
        : '';
  const help = groups.includes('both would write')
    ? `first make ${cluster} secondary: state the failover that moved them away and wait until it is Completed; then allow the unfencing by name`
    : answers === 'answers'
      ? 'check that nothing there is needed any more, then allow it by name'
      : `wait until ${cluster} answers and shows what it holds; unfenced blind, it may write`;
  return { message: `${cluster}${state} would be unfenced and could write again: ${groups}`, help };
}
