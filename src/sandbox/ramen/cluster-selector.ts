import { getString } from '../../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { listOf } from './metadata.ts';

/** True where one of a Placement's predicates takes the cluster; without any, all are taken. */
export function matchesPredicates(placement: JsonObject, cluster: JsonObject): boolean {
  const predicates = listOf(placement, ['spec', 'predicates']).filter(isObject);
  if (predicates.length === 0) return true;
  const labels =
    isObject(cluster.metadata) && isObject(cluster.metadata.labels) ? cluster.metadata.labels : {};
  const claims = Object.fromEntries(
    listOf(cluster, ['status', 'clusterClaims']).map((each) => [
      getString(each, ['name']) ?? '',
      getString(each, ['value']) ?? '',
    ]),
  );
  return predicates.some(({ requiredClusterSelector: selector }) => {
    if (!isObject(selector)) return true;
    return matches(selector.labelSelector, labels) && matches(selector.claimSelector, claims);
  });
}

/** True where the Placement tolerates every taint that keeps applications away. */
export function tolerates(placement: JsonObject, cluster: JsonObject, isChosen: boolean): boolean {
  const tolerations = listOf(placement, ['spec', 'tolerations']).filter(isObject);
  return listOf(cluster, ['spec', 'taints'])
    .filter(isObject)
    .filter(({ effect }) => effect === 'NoSelect' || (effect === 'NoSelectIfNew' && !isChosen))
    .every((taint) => tolerations.some((toleration) => covers(toleration, taint)));
}

function covers(toleration: JsonObject, taint: JsonObject): boolean {
  const { key, operator = 'Equal', value = '', effect } = toleration;
  if (effect !== undefined && effect !== taint.effect) return false;
  if (key === undefined || key === '') return operator === 'Exists';
  return key === taint.key && (operator === 'Exists' || value === (taint.value ?? ''));
}

/** A label selector of Kubernetes, on labels or on claims. */
function matches(selector: Json | undefined, values: JsonObject): boolean {
  if (!isObject(selector)) return true;
  const wanted = isObject(selector.matchLabels) ? Object.entries(selector.matchLabels) : [];
  const expressions = isArray(selector.matchExpressions) ? selector.matchExpressions.filter(isObject) : [];
  return (
    wanted.every(([key, value]) => values[key] === value) &&
    expressions.every(({ key, operator, values: listed }) => {
      const value = values[String(key)];
      const isListed = isArray(listed) && value !== undefined && listed.includes(value);
      if (operator === 'In') return isListed;
      if (operator === 'NotIn') return !isListed;
      return (value !== undefined) === (operator === 'Exists');
    })
  );
}
