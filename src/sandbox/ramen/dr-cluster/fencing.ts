import { getString } from '../../../model/field-path.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { ConditionDraft } from '../conditions.ts';
import type { RamenContext } from '../context.ts';
import { nameOf } from '../metadata.ts';
import { fenceClassesOn, fencePeerOf } from './fence-peer.ts';
import { type FenceTarget, hasFenceWork, orderFence, readFence, removeFence } from './network-fence.ts';

/** What one look does to a DRCluster's phase and to Fenced and Clean; what is absent stays as it was. */
export interface Fencing {
  readonly phase?: string;
  readonly conditions: readonly ConditionDraft[];
}

/** Ramen only logs what keeps it from fencing, and tries again. */
const nothing: Fencing = { conditions: [] };

/** Ramen: clusterFenceHandle. Taking the field away unfences nothing, and says Clean all the same. */
export function fence(context: RamenContext, drCluster: JsonObject): Fencing {
  switch (getString(drCluster, ['spec', 'clusterFence'])) {
    case 'ManuallyFenced':
      return { phase: 'Fenced', conditions: pair('Fenced', 'True', 'False', 'Cluster Manually fenced') };
    case 'ManuallyUnfenced':
      return {
        phase: 'Unfenced',
        conditions: pair('Clean', 'False', 'True', 'Cluster Manually Unfenced and clean'),
      };
    case 'Fenced':
      return onTargets(context, drCluster, fenceFrom);
    case 'Unfenced':
      return onTargets(context, drCluster, unfenceFrom);
    default:
      return { phase: 'Available', conditions: pair('Clean', 'False', 'True', 'Cluster Clean') };
  }
}

/** Undefined where nobody can fence the cluster: "failed to find the peer cluster for cluster C", for ever. */
export function fenceTargetsOf(
  context: RamenContext,
  drCluster: JsonObject,
): readonly FenceTarget[] | undefined {
  const found = fencePeerOf(context.world.hub, drCluster);
  if (found === undefined) return undefined;
  const peer = nameOf(found);
  const managed = context.world.managed.get(peer);
  const classes = managed === undefined || context.isLost(peer) ? [] : fenceClassesOn(managed);
  return classes.length === 0
    ? [{ drCluster, peer, fenceClass: undefined }]
    : classes.map((fenceClass) => ({ drCluster, peer, fenceClass }));
}

type Step = (context: RamenContext, drCluster: JsonObject, targets: readonly FenceTarget[]) => Fencing;

function onTargets(context: RamenContext, drCluster: JsonObject, step: Step): Fencing {
  const targets = fenceTargetsOf(context, drCluster);
  return targets === undefined ? nothing : step(context, drCluster, targets);
}

const fenceFrom: Step = (context, drCluster, targets) => {
  if (!isIn(drCluster, 'Fencing', 'Fenced')) {
    const problem = orderAll(context, targets);
    if (problem !== undefined) {
      const message = `NetworkFence ManifestWork creation failed: ${problem}`;
      return { conditions: pair('FenceError', 'False', 'True', message) };
    }
    const message = 'ManifestWork for NetworkFence fence operation created';
    return { phase: 'Fencing', conditions: pair('Fencing', 'False', 'True', message) };
  }
  const result = resultOf(context, targets, 'Fenced');
  if (result === 'pending' || result === 'none') return nothing;
  return result === 'failed'
    ? { conditions: pair('FenceError', 'False', 'True', 'fencing operation not successful') }
    : { phase: 'Fenced', conditions: pair('Fenced', 'True', 'False', 'Cluster successfully fenced') };
};

const unfenceFrom: Step = (context, drCluster, targets) => {
  if (!isIn(drCluster, 'Unfencing', 'Unfenced')) {
    if (orderAll(context, targets) !== undefined) {
      const message = 'NeworkFence ManifestWork for unfence failed';
      return { conditions: pair('UnfenceError', 'True', 'False', message) };
    }
    const message = 'ManifestWork for NetworkFence unfence operation created';
    return { phase: 'Unfencing', conditions: pair('Unfencing', 'True', 'False', message) };
  }
  const result = resultOf(context, targets, 'Unfenced');
  if (result === 'pending') return nothing;
  if (result === 'failed') {
    return { conditions: pair('UnfenceError', 'True', 'False', 'unfencing operation not successful') };
  }
  const left = targets.filter((target) => removeFence(context, target));
  return {
    phase: 'Unfenced',
    conditions:
      left.length > 0
        ? pair('Cleaning', 'False', 'False', 'NetworkFence resource clean started')
        : pair('Clean', 'False', 'True', 'fencing resource cleaned from cluster'),
  };
};

function orderAll(context: RamenContext, targets: readonly FenceTarget[]): string | undefined {
  for (const target of targets) {
    const problem = orderFence(context, target);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** `none`: every fence is gone from a peer that answers, and no work brings one. */
function resultOf(
  context: RamenContext,
  targets: readonly FenceTarget[],
  wanted: string,
): 'done' | 'failed' | 'none' | 'pending' {
  const fences = targets.map((target) => readFence(context, target));
  if (fences.every((each) => each === 'none')) {
    return targets.some((target) => hasFenceWork(context, target)) ? 'pending' : 'none';
  }
  const asked = fences.filter((each) => typeof each === 'object');
  if (asked.length < fences.length) return 'pending';
  if (asked.some((each) => getString(each, ['spec', 'fenceState']) !== wanted)) return 'pending';
  return asked.every((each) => getString(each, ['status', 'result']) === 'Succeeded') ? 'done' : 'failed';
}

function isIn(drCluster: JsonObject, ...phases: readonly string[]): boolean {
  return phases.includes(getString(drCluster, ['status', 'phase']) ?? '');
}

/** Fenced and Clean always share reason and message. */
function pair(
  reason: string,
  fenced: ConditionDraft['status'],
  clean: ConditionDraft['status'],
  message: string,
): readonly ConditionDraft[] {
  return [
    { type: 'Fenced', status: fenced, reason, message },
    { type: 'Clean', status: clean, reason, message },
  ];
}
