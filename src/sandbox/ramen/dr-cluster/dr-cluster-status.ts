import { getAt, getString } from '../../../model/field-path.ts';
import { isObject, type JsonObject, jsonEquals } from '../../../model/json.ts';
import { generationOf } from '../../../model/live-object.ts';
import { type ConditionDraft, timestamp, withConditions } from '../conditions.ts';
import type { RamenContext } from '../context.ts';
import { listOf, nameOf } from '../metadata.ts';
import type { Fencing } from './fencing.ts';

const initial: readonly ConditionDraft[] = ['Fenced', 'Clean', 'Validated'].map((type) => ({
  type,
  status: 'Unknown',
  reason: 'Initializing',
  message: 'Initializing DRCluster',
}));

/** Sets these conditions and the phase; everything else stays as it was. */
export function writeDrClusterStatus(
  context: RamenContext,
  drCluster: JsonObject,
  drafts: readonly ConditionDraft[],
  fencing: Fencing = { conditions: [] },
): void {
  const before = isObject(drCluster.status) ? drCluster.status : {};
  const generation = generationOf(drCluster) ?? 0;
  const now = timestamp(context.world.now());
  const known = listOf(drCluster, ['status', 'conditions']);
  const started = known.length > 0 ? known : withConditions([], initial, generation, now);
  const conditions = withConditions(started, [...fencing.conditions, ...drafts], generation, now);
  const compared = listOf(drCluster, ['spec', 'cidrs']).length > 0;
  const status: JsonObject = {
    ...before,
    phase: fencing.phase ?? getString(before, ['phase']) ?? 'Starting',
    conditions: conditions.filter((each) => compared || getAt(each, ['type']) !== 'CIDRsValidated'),
  };
  if (jsonEquals(before, status)) return;
  context.world.hub.updateStatus('DRCluster', undefined, nameOf(drCluster), status, 'manager');
}
