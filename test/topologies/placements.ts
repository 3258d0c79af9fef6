import type { JsonObject } from '../../src/model/json.ts';
import { type Chance, pickOne } from '../differential/chance.ts';
import type { Application } from './applications.ts';
import { group, named, type PlacedObject } from './placed-object.ts';
import type { World } from './world.ts';

const unreachable = 'cluster.open-cluster-management.io/unreachable';

/** What OCM decides by, and Ramen in its place. */
export function placementOf(
  chance: Chance,
  { placement: name, namespace, style }: Application,
  { clusterSet, clusters }: World,
): JsonObject {
  if (style === 'placement-rule') {
    const spec = { schedulerName: 'ramen', clusterReplicas: 1, clusterConditions: [] };
    return named(group.application, 'PlacementRule', { name, namespace }, { spec });
  }
  const annotations = { 'cluster.open-cluster-management.io/experimental-scheduling-disable': 'true' };
  const requiredClusterSelector = {
    labelSelector: {
      matchExpressions: [{ key: 'name', operator: 'In', values: clusters.map((each) => each.name) }],
    },
  };
  return named(
    group.placement,
    'Placement',
    { name, namespace, annotations },
    {
      spec: {
        clusterSets: [clusterSet],
        numberOfClusters: 1,
        ...(chance.often(30) ? { predicates: [{ requiredClusterSelector }] } : {}),
        ...(chance.often(20) ? { tolerations: [{ key: unreachable, operator: 'Exists' }] } : {}),
      },
    },
  );
}

export function placementRef(chance: Chance, { placement: name, namespace, style }: Application): JsonObject {
  const kind = style === 'placement-rule' ? 'PlacementRule' : 'Placement';
  return pickOne<JsonObject>(chance, [
    { kind, name },
    { kind, name, namespace },
    { apiVersion: style === 'placement-rule' ? group.application : group.placement, kind, name },
  ]);
}

/** A Placement sees the clusters of a set only where a binding in its namespace says so. */
export function bindings(
  chance: Chance,
  { clusterSet }: World,
  namespaces: readonly string[],
): readonly PlacedObject[] {
  return chance.shuffle(namespaces).map((namespace) => ({
    part: 'cluster-sets',
    object: named(
      group.clusterSet,
      'ManagedClusterSetBinding',
      { name: clusterSet, namespace },
      { spec: { clusterSet } },
    ),
  }));
}
