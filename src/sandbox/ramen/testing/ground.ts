import { getString, setAt } from '../../../model/field-path.ts';
import type { JsonObject } from '../../../model/json.ts';
import { type Condition, conditionOf } from '../../../model/live-object.ts';
import type { SandboxCluster } from '../../world.ts';
import { nameOf } from '../metadata.ts';
import { type RunningRamen, startRamen } from '../start-ramen.ts';
import { createMemoryWorld, type MemoryWorld } from './memory-world.ts';
import { populate } from './rehearsal.ts';

/** Two clusters and a policy that Ramen has validated, no application; and every error that no condition tells. */
export interface Ground {
  readonly world: MemoryWorld;
  readonly ramen: RunningRamen;
  readonly errors: string[];
}

export function ground(change: (world: MemoryWorld) => void = () => {}): Ground {
  const world = createMemoryWorld();
  const errors: string[] = [];
  const ramen = startRamen(world, { onError: (error) => errors.push(String(error)) });
  populate(world, { withDrpc: false });
  change(world);
  world.pass(5000);
  return { world, ramen, errors };
}

export function managedOf(world: MemoryWorld, name: string): SandboxCluster {
  const found = world.managed.get(name);
  if (found === undefined) throw new Error(`no cluster ${name}`);
  return found;
}

/** `drCluster(world, 'dr1')`, or the policy, as it is now. */
export function drClusterOf(world: MemoryWorld, name: string): JsonObject {
  return world.hub.get('DRCluster', undefined, name) ?? {};
}

export function policyOf(world: MemoryWorld, name = 'policy'): JsonObject {
  return world.hub.get('DRPolicy', undefined, name) ?? {};
}

/** `reason: message`, and `+` or `-` for the status, as in `-s3ListFailed: …`. */
export function wordsOf(object: JsonObject, type = 'Validated'): string | undefined {
  const found = conditionOf(object, type);
  return found === undefined ? undefined : `${signOf(found)}${found.reason}: ${found.message}`;
}

function signOf({ status }: Condition): string {
  return status === 'True' ? '+' : status === 'False' ? '-' : '?';
}

export function edit(
  cluster: SandboxCluster,
  kind: string,
  name: string,
  path: readonly string[],
  value: Parameters<typeof setAt>[2],
  namespace?: string,
): void {
  const found = cluster.get(kind, namespace, name);
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  cluster.update(setAt(found, path, value), 'test');
}

/** The text of the hub's configuration. */
export function writeConfig(world: MemoryWorld, text: string): void {
  edit(
    world.hub,
    'ConfigMap',
    'ramen-hub-operator-config',
    ['data', 'ramen_manager_config.yaml'],
    text,
    'ramen-system',
  );
}

export function readConfig(world: MemoryWorld): string {
  const map = world.hub.get('ConfigMap', 'ramen-system', 'ramen-hub-operator-config');
  return getString(map, ['data', 'ramen_manager_config.yaml']) ?? '';
}

/** As somebody makes it who has seen only its status. */
export function makePolicy(world: MemoryWorld, name: string, spec: JsonObject, created?: string): void {
  const metadata = { name, ...(created === undefined ? {} : { creationTimestamp: created }) };
  const apiVersion = 'ramendr.openshift.io/v1alpha1';
  world.hub.create({ apiVersion, kind: 'DRPolicy', metadata, spec }, 'test');
}

/** Both storages are one: Metro, with what the fence needs. */
export function makeMetro(world: MemoryWorld): void {
  for (const [name, managed] of world.managed) {
    edit(managed, 'StorageClass', 'disk', ['metadata', 'labels', 'ramendr.openshift.io/storageid'], 'one');
    const drCluster = world.hub.get('DRCluster', undefined, name) ?? {};
    const cidrs = [`10.0.${nameOf(drCluster).slice(2)}.0/24`];
    world.hub.update(
      {
        ...drCluster,
        metadata: { ...(drCluster.metadata as JsonObject), annotations: storageAnnotations },
        spec: { s3ProfileName: `s3-${name}`, region: 'east', cidrs },
      },
      'test',
    );
  }
  world.hub.remove('DRPolicy', undefined, 'policy');
  makePolicy(world, 'policy', { drClusters: ['dr1', 'dr2'], schedulingInterval: '' });
}

const storageAnnotations = {
  'drcluster.ramendr.openshift.io/storage-driver': 'disk.csi.example.com',
  'drcluster.ramendr.openshift.io/storage-secret-name': 'fence',
  'drcluster.ramendr.openshift.io/storage-secret-namespace': 'storage',
  'drcluster.ramendr.openshift.io/storage-clusterid': 'one',
};
