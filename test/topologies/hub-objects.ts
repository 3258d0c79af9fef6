import type { JsonObject } from '../../src/model/json.ts';
import type { Chance } from '../differential/chance.ts';
import { group, named, type PlacedObject } from './placed-object.ts';
import type { PolicyFacts } from './policies.ts';
import { drawClusterConfigurations, drawConfiguration } from './ramen-configuration.ts';
import { drawSecrets } from './secret-objects.ts';
import type { ClusterFacts, World } from './world.ts';

/** What an administrator of the hub keeps: everything but applications. */
export function drawHub(chance: Chance, world: World): readonly PlacedObject[] {
  return [
    { part: 'namespaces', object: named('v1', 'Namespace', { name: world.operatorNamespace }) },
    ...(chance.often(50)
      ? [{ part: 'namespaces' as const, object: named('v1', 'Namespace', { name: world.opsNamespace }) }]
      : []),
    drawConfiguration(chance, world),
    ...drawClusterConfigurations(chance, world),
    ...drawSecrets(chance, world),
    ...drawClusters(chance, world),
    ...world.policies.map((policy) => drawPolicy(chance, policy)),
    ...drawManagedClusters(chance, world),
  ];
}

function drawClusters(chance: Chance, world: World): readonly PlacedObject[] {
  const withCidrs = chance.often(40);
  return world.clusters.map((cluster) => ({
    part: 'clusters',
    object: drawCluster(chance, cluster, world, withCidrs),
  }));
}

function drawCluster(
  chance: Chance,
  { name, profile, cidrs }: ClusterFacts,
  { policies }: World,
  withCidrs: boolean,
): JsonObject {
  const metro = policies.find(({ clusters, interval }) => interval === '' && clusters.includes(name));
  const fence = fenceOf(chance, name, metro);
  const isListed = withCidrs || metro !== undefined;
  return named(
    group.ramen,
    'DRCluster',
    { name, ...(chance.often(20) ? { labels: { team: 'platform' } } : {}) },
    { spec: { s3ProfileName: profile, ...(isListed ? { cidrs } : {}), ...fence } },
  );
}

function fenceOf(chance: Chance, name: string, metro: PolicyFacts | undefined): JsonObject {
  if (metro === undefined) return {};
  if (metro.fenced === name) return { clusterFence: 'Fenced' };
  return chance.often(30) ? { clusterFence: 'Unfenced' } : {};
}

function drawPolicy(chance: Chance, policy: PolicyFacts): PlacedObject {
  const { name, clusters, interval, selected, networkMapping } = policy;
  const selector = selected ? { matchLabels: { class: 'ramen' } } : {};
  const written = selected || chance.often(30);
  return {
    part: 'policies',
    object: named(
      group.ramen,
      'DRPolicy',
      { name },
      {
        spec: {
          drClusters: clusters,
          schedulingInterval: interval,
          ...(written ? { replicationClassSelector: selector } : {}),
          ...(written && interval !== '' ? { volumeSnapshotClassSelector: selector } : {}),
          ...(networkMapping === undefined ? {} : { networkMappingRef: { name: networkMapping } }),
        },
      },
    ),
  };
}

function drawManagedClusters(chance: Chance, world: World): readonly PlacedObject[] {
  const set = 'cluster.open-cluster-management.io/clusterset';
  const part = 'cluster-sets';
  const sets: readonly PlacedObject[] = chance.often(60)
    ? [
        {
          part,
          object: named(group.clusterSet, 'ManagedClusterSet', { name: world.clusterSet }, setSpec(world)),
        },
      ]
    : [];
  if (chance.often(50)) return sets;
  const names = [...world.clusters.map(({ name }) => name), ...(chance.often(30) ? ['local-cluster'] : [])];
  return [
    ...sets,
    ...names.map(
      (name): PlacedObject => ({
        part,
        object: named(
          group.cluster,
          'ManagedCluster',
          { name, labels: { cloud: 'auto-detect', [set]: world.clusterSet } },
          { spec: { hubAcceptsClient: true, leaseDurationSeconds: 60 } },
        ),
      }),
    ),
  ];
}

function setSpec({ clusterSet }: World): JsonObject {
  return clusterSet === 'global'
    ? { spec: { clusterSelector: { selectorType: 'LabelSelector', labelSelector: {} } } }
    : { spec: { clusterSelector: { selectorType: 'ExclusiveClusterSetLabel' } } };
}
