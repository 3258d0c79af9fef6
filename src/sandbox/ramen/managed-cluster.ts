import { getString, removeAt, setAt } from '../../model/field-path.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import type { SandboxWorld } from '../world.ts';
import { conditionList, timestamp } from './conditions.ts';
import { listOf } from './metadata.ts';

const manager = 'registration-controller';

/** OCM's registration: one accepted, joined ManagedCluster and its namespace on the hub for each managed cluster. */
export function registerManagedClusters(world: SandboxWorld): void {
  for (const name of world.managed.keys()) {
    if (world.hub.get('Namespace', undefined, name) === undefined) {
      world.hub.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, manager);
    }
    if (world.hub.get('ManagedCluster', undefined, name) === undefined) {
      world.hub.create(
        {
          apiVersion: 'cluster.open-cluster-management.io/v1',
          kind: 'ManagedCluster',
          metadata: { name, labels: { name, 'cluster.open-cluster-management.io/clusterset': 'default' } },
          spec: { hubAcceptsClient: true, leaseDurationSeconds: 60 },
        },
        manager,
      );
    }
    reportManagedCluster(world, name, true);
  }
}

/** `reachable` false is what OCM says after the cluster's lease has run out. */
export function reportManagedCluster(world: SandboxWorld, name: string, reachable: boolean): void {
  const found = world.hub.get('ManagedCluster', undefined, name);
  if (found === undefined) return;
  const before = isObject(found.status) ? found.status : undefined;
  const status: JsonObject = {
    clusterClaims: [{ name: 'id.k8s.io', value: clusterId(name) }],
    conditions: conditionList(
      [
        {
          type: 'HubAcceptedManagedCluster',
          status: 'True',
          reason: 'HubClusterAdminAccepted',
          message: 'Accepted by hub cluster admin',
        },
        {
          type: 'ManagedClusterJoined',
          status: 'True',
          reason: 'ManagedClusterJoined',
          message: 'Managed cluster joined',
        },
        reachable
          ? {
              type: 'ManagedClusterConditionAvailable',
              status: 'True',
              reason: 'ManagedClusterAvailable',
              message: 'Managed cluster is available',
            }
          : {
              type: 'ManagedClusterConditionAvailable',
              status: 'Unknown',
              reason: 'ManagedClusterLeaseUpdateStopped',
              message: 'Registration agent stopped updating its lease.',
            },
      ],
      before,
      1,
      timestamp(world.now()),
    ),
  };
  world.hub.updateStatus('ManagedCluster', undefined, name, status, manager);
  taint(world, name, reachable);
}

/** Keeps applications away from it that OCM places; those that Ramen places are not asked. */
function taint(world: SandboxWorld, name: string, reachable: boolean): void {
  const found = world.hub.get('ManagedCluster', undefined, name);
  if (found === undefined) return;
  const key = 'cluster.open-cluster-management.io/unreachable';
  const taints = listOf(found, ['spec', 'taints']);
  const others = taints.filter((each) => getString(each, ['key']) !== key);
  if (reachable ? others.length === taints.length : others.length < taints.length) return;
  const added = { key, effect: 'NoSelect', timeAdded: timestamp(world.now()) };
  const after = reachable
    ? others.length === 0
      ? removeAt(found, ['spec', 'taints'])
      : setAt(found, ['spec', 'taints'], others)
    : setAt(found, ['spec', 'taints'], [...others, added]);
  world.hub.update(after, manager);
}

/** The claim `id.k8s.io`, as the hub knows it. */
export function clusterIdOf(managedCluster: JsonObject): string | undefined {
  const claims = listOf(managedCluster, ['status', 'clusterClaims']);
  const claim = claims.find((each) => getString(each, ['name']) === 'id.k8s.io');
  return getString(claim, ['value']) || undefined;
}

/** What the cluster claims: the same for the same name in every sandbox, in the shape of a UUID. */
function clusterId(name: string): string {
  let hex = '';
  for (let round = 0; hex.length < 32; round += 1)
    hex += hash(`${round}/${name}`).toString(16).padStart(8, '0');
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return value;
}
