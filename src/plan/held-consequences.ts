import type { LiveObject } from '../model/live-object.ts';
import type { Consequence } from '../model/plan.ts';
import { whereUnknown } from './consequences/where.ts';
import type { DrIntent } from './gates/define-gate.ts';
import { phaseOf, progressionOf, type Situation } from './situation.ts';

/**
 * What a sync that puts Git back over an operator's hand would have done here: the reason for holding, in words.
 * Seen on running Ramen operators; the rules are in Ramen's internal/controller/drplacementcontrol.go.
 */
export function heldConsequences(
  live: LiveObject,
  now: DrIntent,
  git: DrIntent,
  situation: Situation,
): readonly Consequence[] {
  const where = whereItIs(situation);
  const harm = harmOf(live, now, git, situation);
  return harm === undefined
    ? [where]
    : [where, { code: 'take-over-would', text: `putting Git back would ${harm}` }];
}

function whereItIs(situation: Situation): Consequence {
  const { runsOn, nowhere } = situation;
  if (runsOn === undefined) return whereUnknown(situation);
  return {
    code: 'runs-on',
    text: nowhere ? `workload runs nowhere now, and was on ${runsOn} last` : `workload runs on ${runsOn}`,
  };
}

function harmOf(live: LiveObject, now: DrIntent, git: DrIntent, { runsOn }: Situation): string | undefined {
  const running = progressionOf(live) !== 'Completed';
  const here = runsOn ?? 'where it runs';
  const home = git.preferredCluster ?? 'no cluster';
  if (now.dryRun === true && git.dryRun !== true) return harmToTest(now, git, here);
  if (now.action === 'Failover' && git.action === 'Failover' && now.failoverCluster !== git.failoverCluster) {
    const target = git.failoverCluster ?? 'no cluster';
    return running
      ? `turn the failover round to ${target} half way: it sticks, and a left-over volume blocks every later failover`
      : `fail over to ${target} at once, and lose what was written since the last sync`;
  }
  if (now.action === 'Failover' && git.action === undefined) {
    return running
      ? `cancel the failover half way: depending on the second, ${home} and ${now.failoverCluster ?? 'the target'} both run it, none does, or the volume with the newest writes is deleted, with every condition True`
      : home === here
        ? `take the finished Failover's action away`
        : `tell Ramen to deploy on ${home} while the data is on ${here}: protection breaks, sync times vanish, and no condition says why`;
  }
  if (now.action === 'Relocate' && git.preferredCluster !== now.preferredCluster) {
    return running
      ? `turn the relocation round half way: the application can end nowhere, or on an empty volume with every condition True`
      : `relocate it back to ${home} at once: an outage nobody asked for`;
  }
  if (now.action === undefined && git.action !== undefined) {
    const target = git.action === 'Failover' ? git.failoverCluster : git.preferredCluster;
    return `fire the old ${git.action} to ${target ?? 'its target'} again, after somebody had ended it`;
  }
  if (now.action !== git.action && now.action !== undefined) {
    return `replace the operator's ${now.action} by ${git.action ?? 'a deployment'} (${phaseOf(live) || 'phase unknown'})`;
  }
  if (now.preferredCluster !== git.preferredCluster && now.action === undefined) {
    return `point preferredCluster at ${home} while the workload runs on ${here}: protection breaks without moving anything`;
  }
  return undefined;
}

/** Dropping only `dryRun` promotes the test; dropping the action with it ends the test cleanly. */
function harmToTest(now: DrIntent, git: DrIntent, here: string): string {
  const copy = now.failoverCluster ?? 'the other cluster';
  return git.action === 'Failover' && git.failoverCluster === copy
    ? `turn the test failover into a real one: production on ${here} would be taken down and overwritten from the copy on ${copy}`
    : `end the test failover, and discard what its copy on ${copy} wrote`;
}
