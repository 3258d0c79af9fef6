import { getAt, getString } from '../model/field-path.ts';
import { isArray } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { Consequence } from '../model/plan.ts';
import { intentOf } from './intent.ts';
import { peerOf, type Situation } from './situation.ts';

/** What a deletion takes away, in words; `means` says what it does by itself, a sentence each. */
export function removalConsequences(
  means: readonly string[],
  live: LiveObject,
  situation: Situation | undefined,
): readonly Consequence[] {
  const own = means.map((text) => ({ code: 'removal', text }));
  const application = situation === undefined ? [] : ofApplication(live, situation);
  return [...own, ...application, { code: 'final', text: 'it cannot be taken back' }];
}

/** Ramen: internal/controller/drplacementcontrol_controller.go, finalizeDRPC and cleanupVRGs. */
function ofApplication(live: LiveObject, situation: Situation): readonly Consequence[] {
  const { runsOn } = situation;
  const peer = peerOf(situation, runsOn);
  const stores = [...situation.drClusters.values()].flatMap(
    (cluster) => getString(cluster, ['spec', 's3ProfileName']) ?? [],
  );
  const named = [...new Set(stores)].sort();
  return [
    { code: 'workload-stays', text: `the application stays on ${runsOn ?? 'its cluster, which is unknown'}` },
    {
      code: 'replica-deleted',
      text: `the replica of its ${volumesOf(live)} on ${peer ?? 'the other cluster'} is deleted`,
    },
    {
      code: 'store-emptied',
      text: `what Ramen keeps of it in S3 is deleted${named.length === 0 ? '' : ` (${named.join(', ')})`}`,
    },
    ...startsEmpty(live, situation),
  ];
}

/** A DRPlacementControl made anew is a new application to Ramen: it is deployed on its preferred cluster, with new volumes. */
function startsEmpty(live: LiveObject, { runsOn }: Situation): readonly Consequence[] {
  const { preferredCluster } = intentOf(live);
  if (runsOn !== undefined && runsOn === preferredCluster) return [];
  const again = `made again with preferredCluster ${preferredCluster ?? '(none)'} it`;
  const text =
    runsOn === undefined
      ? `${again} would start there EMPTY, and lose its volumes, unless that is where it runs`
      : `${again} would start there EMPTY, and its volumes on ${runsOn} would be deleted: protect it again with preferredCluster ${runsOn} only`;
  return [{ code: 'starts-empty', text }];
}

function volumesOf(live: LiveObject): string {
  const claims = getAt(live, ['status', 'resourceConditions', 'resourceMeta', 'protectedpvcs']);
  const count = isArray(claims) ? claims.length : 0;
  return count === 0 ? 'volumes' : count === 1 ? 'volume' : `${count} volumes`;
}
