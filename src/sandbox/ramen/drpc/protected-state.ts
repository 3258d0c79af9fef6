import { getAt, getString } from '../../../model/field-path.ts';
import type { JsonObject } from '../../../model/json.ts';
import { conditionOf, generationOf } from '../../../model/live-object.ts';
import { isObserved, namespacedName } from '../metadata.ts';
import type { DrpcStatus } from './drpc-status.ts';

type State = DrpcStatus['protected'];

/** What a VRG's condition is about, in the words of each way not to be met; an error says what the work is. */
interface Question {
  readonly type: string;
  readonly status: string;
  readonly work: string;
}

const restored: Question = {
  type: 'ClusterDataReady',
  status: 'workload resources readiness',
  work: 'restoring workload resources',
};
const ready: Question = {
  type: 'DataReady',
  status: 'workload data readiness',
  work: 'readying workload data',
};
const protectedData: Question = {
  type: 'DataProtected',
  status: 'workload data protection',
  work: 'protecting workload data',
};
const stored: Question = {
  type: 'ClusterDataProtected',
  status: 'workload resource protection',
  work: 'protecting workload resources',
};

const errors = new Set(['Error', 'UnknownError', 'UploadError']);

/** The first question that is not met decides. (Ramen: internal/controller/protected_condition.go.) */
export function protectedState(vrg: JsonObject, cluster: string): State {
  const name = `VolumeReplicationGroup (${namespacedName(vrg)}) on cluster ${cluster}`;
  const primary = getString(vrg, ['spec', 'replicationState']) === 'primary';
  return (
    (primary ? answer(vrg, name, restored) : undefined) ??
    answer(vrg, name, ready) ??
    (primary && isReplicating(vrg) ? undefined : answer(vrg, name, protectedData)) ??
    otherState(vrg, name) ??
    (primary ? answer(vrg, name, stored) : undefined) ?? {
      status: 'True',
      reason: 'Protected',
      message: `${name} is protecting required resources and data`,
    }
  );
}

/** Of a primary this counts as protected: volumes that replicate are never done with it. */
function isReplicating(vrg: JsonObject): boolean {
  const condition = conditionOf(vrg, 'DataProtected');
  return condition?.observedGeneration === generationOf(vrg) && condition?.reason === 'Replicating';
}

function answer(vrg: JsonObject, name: string, question: Question): State | undefined {
  const condition = conditionOf(vrg, question.type);
  const until = `retrying till ${question.type} condition is met`;
  if (condition?.observedGeneration !== generationOf(vrg) || condition?.status === 'Unknown') {
    const message = `${name} is not reporting any status about ${question.status}, ${until}`;
    return { status: 'Unknown', reason: 'Unknown', message };
  }
  if (condition?.status === 'True') return undefined;
  const said = condition?.message ?? '';
  return errors.has(condition?.reason ?? '')
    ? {
        status: 'False',
        reason: 'Error',
        message: `${name} is reporting errors (${said}) ${question.work}, ${until}`,
      }
    : {
        status: 'False',
        reason: 'Progressing',
        message: `${name} is progressing on ${question.work} (${said}), ${until}`,
      };
}

function otherState(vrg: JsonObject, name: string): State | undefined {
  const asked = getString(vrg, ['spec', 'replicationState']) ?? '';
  const unmet = (reason: string, what: string): State => ({
    status: 'False',
    reason,
    message: `${name} is not reporting ${what} as ${asked}, retrying till status is met`,
  });
  if (!isObserved(vrg)) return unmet('Unknown', 'status for current generation');
  if (getString(vrg, ['status', 'state'])?.toLowerCase() !== asked) return unmet('Progressing', 'status');
  const async = getAt(vrg, ['spec', 'async']) !== undefined;
  if (async && getAt(vrg, ['status', 'lastGroupSyncTime']) === undefined) {
    return unmet('Progressing', 'any lastGroupSyncTime');
  }
  return undefined;
}
