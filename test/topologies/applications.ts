import type { JsonObject } from '../../src/model/json.ts';
import { type Chance, pickOne } from '../differential/chance.ts';
import { drawDelivery } from './delivery.ts';
import { drawDiscovered } from './discovered.ts';
import { drawLife } from './life.ts';
import { networkMappings } from './network-mappings.ts';
import { group, named, type PlacedObject } from './placed-object.ts';
import { bindings, placementOf, placementRef } from './placements.ts';
import { type PolicyFacts, policyRef } from './policies.ts';
import { drawRecipe } from './recipes.ts';
import { drawWorkload } from './workloads.ts';
import type { World } from './world.ts';

/** One application that Ramen protects, in the namespace of its Placement. */
export interface Application {
  readonly name: string;
  /** Name of its Placement: many call it just that, in each namespace. */
  readonly placement: string;
  /** Of Placement and DRPlacementControl. */
  readonly namespace: string;
  /** Where its volumes are. */
  readonly target: string;
  readonly policy: PolicyFacts;
  readonly style: 'subscription' | 'application-set' | 'placement-rule';
  /** Another one protects volumes of the same namespace. */
  readonly hasNeighbour: boolean;
}

export function drawApplications(
  chance: Chance,
  world: World,
  classNames: readonly string[],
): readonly PlacedObject[] {
  const [policy] = world.policies;
  if (policy === undefined) return [];
  const applications = names(chance).map((name) => drawApplication(chance, name, world, policy));
  const namespaces = [...new Set([world.opsNamespace, ...applications.map(({ namespace }) => namespace)])];
  return [
    ...applications.flatMap((application) => objectsOf(chance, application, world, classNames)),
    ...drawDiscovered(chance, world),
    ...bindings(chance, world, namespaces),
    ...networkMappings(world, namespaces),
  ];
}

function names(chance: Chance): readonly string[] {
  const all = ['cart', 'cart2', 'ledger', 'busybox-rbd', 'mysql', 'vm-win', 'inventory', 'billing'];
  return chance.shuffle(all).slice(0, chance.below(6));
}

function drawApplication(chance: Chance, name: string, world: World, policy: PolicyFacts): Application {
  const style = pickOne<Application['style']>(chance, [
    'subscription',
    'application-set',
    'placement-rule',
    'subscription',
  ]);
  const hasNeighbour = style === 'subscription' && chance.often(30);
  const target = hasNeighbour ? 'shop' : pickOne(chance, [name, `${name}-prod`]);
  const isAlone = style !== 'application-set' && !hasNeighbour;
  return {
    name,
    placement: isAlone && chance.often(30) ? 'placement' : name,
    target,
    hasNeighbour,
    namespace: style === 'application-set' ? world.argoNamespace : target,
    policy: chance.pick(world.policies) ?? policy,
    style,
  };
}

function objectsOf(
  chance: Chance,
  application: Application,
  world: World,
  classNames: readonly string[],
): readonly PlacedObject[] {
  const { name, target } = application;
  const labels = application.hasNeighbour || chance.often(50) ? { app: name } : { appname: 'busybox' };
  const recipe = chance.often(20) ? drawRecipe(chance, name, target, [target]) : undefined;
  const objects: readonly PlacedObject[] = [
    ...(chance.often(60)
      ? [{ part: 'namespaces' as const, object: named('v1', 'Namespace', { name: target }) }]
      : []),
    { part: 'applications', object: placementOf(chance, application, world) },
    {
      part: 'applications',
      object: named(group.ramen, 'DRPlacementControl', metadataOf(chance, application), {
        spec: {
          ...drawLife(chance, application.policy),
          drPolicyRef: policyRef(chance, application.policy),
          placementRef: placementRef(chance, application),
          pvcSelector: drawSelector(chance, labels, application),
          ...drawRare(chance, application),
          ...(recipe === undefined ? kubeObjects(chance, labels) : recipe.protection),
        },
      }),
    },
    ...(recipe === undefined ? [] : recipe.onClusters(application.policy)),
    ...drawDelivery(chance, application),
    ...drawWorkload(chance, application, labels, classNames),
  ];
  return objects.map((placed) => ({ ...placed, application: name }));
}

function metadataOf(chance: Chance, { name, placement, namespace, target }: Application): JsonObject {
  return {
    name: placement === name ? pickOne(chance, [name, `${name}-drpc`]) : 'drpc',
    namespace,
    ...(chance.often(20) ? { labels: { 'app.kubernetes.io/part-of': name } } : {}),
    ...(chance.often(20) ? { annotations: drawAnnotations(chance, target) } : {}),
  };
}

function drawAnnotations(chance: Chance, target: string): JsonObject {
  const prefix = 'drplacementcontrol.ramendr.openshift.io';
  return pickOne<JsonObject>(chance, [
    { 'argocd.argoproj.io/sync-wave': '2' },
    { [`${prefix}/app-namespace`]: target },
    { [`${prefix}/is-submariner-enabled`]: 'false' },
    { 'ramen-sync.io/reconcile': 'disabled' },
  ]);
}

/** Fields that few need. */
function drawRare(chance: Chance, { name, target }: Application): JsonObject {
  const moverConfig = [{ pvcName: `${name}-data`, pvcNamespace: target, moverServiceAccount: 'mover' }];
  return {
    ...(chance.often(10) ? { volSyncSpec: { moverConfig } } : {}),
    ...(chance.often(10) ? { retainNamespaceSCCAcrossPeers: true } : {}),
  };
}

function drawSelector(chance: Chance, labels: JsonObject, { hasNeighbour }: Application): JsonObject {
  const [[key = '', value = ''] = []] = Object.entries(labels);
  if (!hasNeighbour && chance.often(10)) return {};
  return chance.often(70)
    ? { matchLabels: labels }
    : { matchExpressions: [{ key, operator: 'In', values: [value] }] };
}

function kubeObjects(chance: Chance, matchLabels: JsonObject): JsonObject {
  if (chance.often(80)) return {};
  return { kubeObjectProtection: { captureInterval: '15m', kubeObjectSelector: { matchLabels } } };
}
