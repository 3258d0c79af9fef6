import type { SnapshotAge } from '../model/snapshot.ts';
import { renderAge } from './stale-plan.ts';

/** What a plan was predicted from, with its age. */
export function snapshotWords({ takenAt, ageSeconds }: SnapshotAge): string {
  return `the snapshot of ${takenAt} (${renderAge(ageSeconds * 1000)} old)`;
}
