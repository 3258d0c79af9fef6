import type { Health } from '../../model/health.ts';
import {
  type Condition,
  conditionOf,
  generationOf,
  isBeingDeleted,
  type LiveObject,
} from '../../model/live-object.ts';

export function current(message: string): Health {
  return { status: 'Current', message };
}

export function inProgress(message: string): Health {
  return { status: 'InProgress', message };
}

export function failed(message: string): Health {
  return { status: 'Failed', message };
}

/** The answer that holds for an object on its way out, whatever its conditions still say. */
export function deletionHealth(live: LiveObject): Health | undefined {
  return isBeingDeleted(live) ? failed('is being deleted') : undefined;
}

/** Does the condition speak about the present spec? A condition without observedGeneration is believed. */
export function isUpToDate(live: LiveObject, condition: Condition): boolean {
  const generation = generationOf(live);
  return (
    generation === undefined ||
    condition.observedGeneration === undefined ||
    condition.observedGeneration >= generation
  );
}

/** Health by one condition: True is `Current`, False `Failed` unless its reason only asks for patience. */
export function conditionHealth(
  live: LiveObject,
  type: string,
  options: { readonly patience?: ReadonlySet<string> } = {},
): Health {
  const condition = conditionOf(live, type);
  if (condition === undefined) return inProgress(`no condition ${type} yet`);
  if (!isUpToDate(live, condition)) return inProgress(`${type} is about an earlier generation`);
  if (condition.status === 'True') return current(describe(condition));
  if (condition.status === 'False' && options.patience?.has(condition.reason) !== true) {
    return failed(describe(condition));
  }
  return inProgress(describe(condition));
}

export function describe(condition: Condition): string {
  const { type, status, reason, message } = condition;
  return `${type} ${status}${reason === '' ? '' : ` (${reason})`}${message === '' ? '' : `: ${message}`}`;
}
