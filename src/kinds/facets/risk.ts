import { type FieldPath, getAt, isUnder } from '../../model/field-path.ts';
import { isArray, type JsonObject, jsonEquals } from '../../model/json.ts';
import type { Risk } from '../../model/plan.ts';

type State = JsonObject | undefined;
export type RiskOf = (path: FieldPath, live: State, git: State) => Risk;

/** The first judgement that has an opinion counts; without one the change is `reversible`. */
export function firstRisk(...judgements: readonly Judgement[]): RiskOf {
  return (path, live, git) => {
    if (live === undefined) return 'reversible';
    for (const judge of judgements) {
      const risk = judge(path, live, git);
      if (risk !== undefined) return risk;
    }
    return 'reversible';
  };
}

/** Live is there: what a creation does is the plan's affair. */
export type Judgement = (path: FieldPath, live: JsonObject, git: State) => Risk | undefined;

/** The API server refuses the change; only delete and create could make it, and that ends the protection. */
export function immutable(paths: readonly FieldPath[]): Judgement {
  return (path, live, git) =>
    paths.some((parent) => touches(path, parent) && isChanged(live, git, parent))
      ? 'ends-protection'
      : undefined;
}

/** Any other value, or none, at one of the paths. A value where there was none is no such change. */
export function changed(paths: readonly FieldPath[], risk: Risk): Judgement {
  return (path, live, git) =>
    paths.some((parent) => touches(path, parent) && isChanged(live, git, parent)) ? risk : undefined;
}

/** Any change at or below the paths, additions included. */
export function touched(paths: readonly FieldPath[], risk: Risk): Judgement {
  return (path) => (paths.some((parent) => touches(path, parent)) ? risk : undefined);
}

/** A list that loses members. */
export function narrowed(paths: readonly FieldPath[]): Judgement {
  return (path, live, git) =>
    paths.some((parent) => touches(path, parent) && losesMembers(live, git, parent))
      ? 'narrows-protection'
      : undefined;
}

/**
 * Labels by which Ramen matches classes and storage of two clusters: another value, or none, and volumes fall out of
 * their peer class. Ramen: internal/controller/drpolicy_peerclass.go.
 */
export const ramenLabels: Judgement = (path, live, git) => {
  const [metadata, labels, key] = path;
  if (metadata !== 'metadata' || labels !== 'labels') return undefined;
  const keys = typeof key === 'string' ? [key] : Object.keys(getObject(live, ['metadata', 'labels']));
  return keys.some((label) => isRamenLabel(label) && isChanged(live, git, ['metadata', 'labels', label]))
    ? 'narrows-protection'
    : undefined;
};

function isRamenLabel(key: string): boolean {
  return key.startsWith('ramendr.openshift.io/');
}

function getObject(object: JsonObject, path: FieldPath): JsonObject {
  const value = getAt(object, path);
  return typeof value === 'object' && value !== null && !isArray(value) ? value : {};
}

function touches(path: FieldPath, parent: FieldPath): boolean {
  return isUnder(path, parent) || isUnder(parent, path);
}

function isChanged(live: JsonObject, git: State, path: FieldPath): boolean {
  const before = getAt(live, path);
  return before !== undefined && !jsonEquals(before, getAt(git, path));
}

function losesMembers(live: JsonObject, git: State, path: FieldPath): boolean {
  const before = getAt(live, path);
  const after = getAt(git, path);
  if (!isArray(before)) return false;
  if (!isArray(after)) return before.length > 0;
  return before.some((member) => !after.some((other) => jsonEquals(member, other)));
}
