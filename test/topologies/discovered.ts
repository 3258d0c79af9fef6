import type { JsonObject } from '../../src/model/json.ts';
import { type Chance, pickOne } from '../differential/chance.ts';
import { drawLife } from './life.ts';
import { group, named, type PlacedObject } from './placed-object.ts';
import { type PolicyFacts, policyRef } from './policies.ts';
import { drawRecipe } from './recipes.ts';
import type { World } from './world.ts';

/** Applications that nobody placed through OCM: protected from Ramen's own namespace, each in namespaces of its own. */
export function drawDiscovered(chance: Chance, world: World): readonly PlacedObject[] {
  const names = chance.shuffle(['crm', 'erp', 'wiki', 'queue']).slice(0, chance.below(4));
  return [
    ...names.flatMap((name) => {
      const policy = chance.pick(world.policies);
      return policy === undefined ? [] : discovered(chance, name, world, policy);
    }),
    ...(chance.often(25) ? virtualMachines(chance, world) : []),
  ];
}

function discovered(
  chance: Chance,
  name: string,
  world: World,
  policy: PolicyFacts,
): readonly PlacedObject[] {
  const targets = pickOne<readonly string[]>(chance, [[name], [name], [name, `${name}-db`]]);
  const recipe = chance.often(30)
    ? drawRecipe(chance, name, pickOne(chance, [name, world.opsNamespace]), targets)
    : undefined;
  const matchLabels = { app: name };
  const kubeObjectSelector = chance.often(70) ? { kubeObjectSelector: { matchLabels } } : {};
  const own = { kubeObjectProtection: { captureInterval: '10m', ...kubeObjectSelector } };
  return [
    ...pair(chance, name, world, policy, {
      protectedNamespaces: targets,
      pvcSelector: chance.often(20) ? {} : { matchLabels },
      ...(recipe === undefined ? own : recipe.protection),
    }),
    ...(recipe?.onClusters(policy) ?? []),
  ].map((placed): PlacedObject => ({ ...placed, application: name }));
}

/** The recipe is built in; two of them may share a namespace where they name different machines. */
function virtualMachines(chance: Chance, world: World): readonly PlacedObject[] {
  const policy = chance.pick(world.policies);
  if (policy === undefined) return [];
  return ['vm-a', 'vm-b'].slice(0, 1 + chance.below(2)).flatMap((name) =>
    pair(chance, name, world, policy, {
      protectedNamespaces: ['virtual-machines'],
      pvcSelector: { matchLabels: { machine: name } },
      kubeObjectProtection: {
        recipeRef: { name: 'vm-recipe', namespace: world.opsNamespace },
        recipeParameters: {
          PROTECTED_VMS: [name],
          K8S_RESOURCE_SELECTOR: [`machine=${name}`],
          PVC_RESOURCE_SELECTOR: [`machine=${name}`],
        },
      },
    }).map((placed) => ({ ...placed, application: 'vms' })),
  );
}

function pair(
  chance: Chance,
  name: string,
  { opsNamespace, clusterSet }: World,
  policy: PolicyFacts,
  spec: JsonObject,
): readonly PlacedObject[] {
  const annotations = { 'cluster.open-cluster-management.io/experimental-scheduling-disable': 'true' };
  const placement = named(
    group.placement,
    'Placement',
    { name, namespace: opsNamespace, annotations },
    {
      spec: { clusterSets: [clusterSet], numberOfClusters: 1 },
    },
  );
  const control = named(
    group.ramen,
    'DRPlacementControl',
    { name, namespace: opsNamespace },
    {
      spec: {
        ...drawLife(chance, policy),
        drPolicyRef: policyRef(chance, policy),
        placementRef: { kind: 'Placement', name },
        ...spec,
      },
    },
  );
  return [placement, control].map((object) => ({ part: 'applications', object }));
}
