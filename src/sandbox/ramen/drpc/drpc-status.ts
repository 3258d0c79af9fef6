import { getAt, getString } from '../../../model/field-path.ts';
import { isObject, type JsonObject, jsonEquals } from '../../../model/json.ts';
import { generationOf } from '../../../model/live-object.ts';
import { type ConditionDraft, conditionList, timestamp } from '../conditions.ts';
import { listOf } from '../metadata.ts';

type State = Omit<ConditionDraft, 'type'>;

/** A DRPC's status while one reconcile works on it (Ramen: api/v1alpha1/drplacementcontrol_types.go). */
export interface DrpcStatus {
  phase: string;
  progression: string;
  available: State;
  peerReady: State;
  protected: State;
  /** Moves with the phase only, as in Ramen; the conditions' own always is the generation they were written at. */
  observedGeneration: number | undefined;
  /** Milliseconds since the epoch. */
  actionStart: number | undefined;
  actionDuration: string | undefined;
  preferredDecision: string | undefined;
  lastGroupSyncTime: string | undefined;
  resourceConditions: JsonObject | undefined;
}

const initial: State = { status: 'True', reason: 'Initiating', message: 'Initialization' };

export function readDrpcStatus(drpc: JsonObject): DrpcStatus {
  const status = drpc.status;
  const observed = getAt(status, ['observedGeneration']);
  const resources = getAt(status, ['resourceConditions']);
  const start = getString(status, ['actionStartTime']);
  return {
    phase: getString(status, ['phase']) ?? '',
    progression: getString(status, ['progression']) ?? '',
    available: stateOf(drpc, 'Available') ?? initial,
    peerReady: stateOf(drpc, 'PeerReady') ?? initial,
    protected: stateOf(drpc, 'Protected') ?? { ...initial, status: 'False', reason: 'Unknown' },
    observedGeneration: typeof observed === 'number' ? observed : undefined,
    actionStart: start === undefined ? undefined : Date.parse(start),
    actionDuration: getString(status, ['actionDuration']),
    preferredDecision: getString(status, ['preferredDecision', 'clusterName']),
    lastGroupSyncTime: getString(status, ['lastGroupSyncTime']),
    resourceConditions: isObject(resources) ? resources : undefined,
  };
}

/** The whole status, or undefined where nothing but its time would change. */
export function drpcStatusToWrite(drpc: JsonObject, draft: DrpcStatus, now: number): JsonObject | undefined {
  const before = isObject(drpc.status) ? drpc.status : {};
  const { lastUpdateTime: _, ...same } = before;
  const after = renderStatus(drpc, before, draft, timestamp(now));
  return jsonEquals(same, after) ? undefined : { ...after, lastUpdateTime: timestamp(now) };
}

function renderStatus(drpc: JsonObject, before: JsonObject, draft: DrpcStatus, now: string): JsonObject {
  const preferred = draft.preferredDecision;
  return {
    ...(draft.phase === '' ? {} : { phase: draft.phase }),
    ...(draft.progression === '' ? {} : { progression: draft.progression }),
    ...(draft.observedGeneration === undefined ? {} : { observedGeneration: draft.observedGeneration }),
    ...(draft.actionStart === undefined ? {} : { actionStartTime: timestamp(draft.actionStart) }),
    ...(draft.actionDuration === undefined ? {} : { actionDuration: draft.actionDuration }),
    ...(preferred === undefined
      ? {}
      : { preferredDecision: { clusterName: preferred, clusterNamespace: preferred } }),
    ...(draft.lastGroupSyncTime === undefined ? {} : { lastGroupSyncTime: draft.lastGroupSyncTime }),
    ...(draft.resourceConditions === undefined ? {} : { resourceConditions: draft.resourceConditions }),
    conditions: conditionList(
      [
        { type: 'Available', ...draft.available },
        { type: 'PeerReady', ...draft.peerReady },
        { type: 'Protected', ...draft.protected },
      ],
      before,
      generationOf(drpc) ?? 0,
      now,
    ),
  };
}

function stateOf(drpc: JsonObject, type: string): State | undefined {
  const found = listOf(drpc, ['status', 'conditions']).find((each) => getString(each, ['type']) === type);
  if (found === undefined) return undefined;
  const status = getString(found, ['status']);
  return {
    status: status === 'True' || status === 'False' ? status : 'Unknown',
    reason: getString(found, ['reason']) ?? '',
    message: getString(found, ['message']) ?? '',
  };
}

/** As Go prints a duration: `767.612ms`, `1.885s`, `1m5.2s`. */
export function goDuration(duration: number): string {
  const milliseconds = Math.round(duration);
  if (milliseconds < 1000) return `${milliseconds}ms`;
  const seconds = (milliseconds % 60_000) / 1000;
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes === 0) return `${seconds}s`;
  return minutes < 60 ? `${minutes}m${seconds}s` : `${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}s`;
}
