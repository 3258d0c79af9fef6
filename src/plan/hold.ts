import { annotation } from '../model/annotations.ts';
import type { JsonObject } from '../model/json.ts';
import { isAfterDay } from '../model/last-day.ts';
import { annotationOf } from '../model/live-object.ts';

export interface Hold {
  readonly reason: string;
  readonly where: 'in Git' | 'on the cluster';
}

/** A freeze that stands now: `<reason>; until 2027-01-31`. An `until` that cannot be read means no end. */
export function activeHold(git: JsonObject, live: JsonObject | undefined, now: number): Hold | undefined {
  const onCluster = live === undefined ? undefined : annotationOf(live, annotation.hold);
  if (onCluster !== undefined && !isOver(onCluster, now))
    return { reason: onCluster, where: 'on the cluster' };
  const inGit = annotationOf(git, annotation.hold);
  if (inGit !== undefined && !isOver(inGit, now)) return { reason: inGit, where: 'in Git' };
  return undefined;
}

function isOver(text: string, now: number): boolean {
  const until = /;\s*until\s+(\d{4}-\d{2}-\d{2})\s*$/.exec(text)?.[1];
  return isAfterDay(until, now);
}
