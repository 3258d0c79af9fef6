import type { JsonObject } from '../../src/model/json.ts';
import { type Chance, pickOne } from '../differential/chance.ts';
import { group, named, type PlacedObject } from './placed-object.ts';
import type { PolicyFacts } from './policies.ts';

export interface DrawnRecipe {
  /** What the DRPlacementControl says about it. */
  readonly protection: JsonObject;
  /** Ramen reads it on the cluster where the application runs. */
  readonly onClusters: (policy: PolicyFacts) => readonly PlacedObject[];
}

/** A recipe in `namespace` for volumes and objects of `targets`. */
export function drawRecipe(
  chance: Chance,
  application: string,
  namespace: string,
  targets: readonly string[],
): DrawnRecipe {
  const name = `${application}-recipe`;
  const parameters = pickOne<JsonObject>(chance, [
    {},
    { DB_USER: ['backup'] },
    { DB_USER: ['backup'], LABELS: ['a', 'b'] },
  ]);
  const object = named(
    group.ramen,
    'Recipe',
    { name, namespace },
    {
      spec: recipeSpec(chance, application, targets, Object.keys(parameters).length > 0),
    },
  );
  return {
    protection: {
      kubeObjectProtection: {
        captureInterval: pickOne(chance, ['5m', '30m', '1h']),
        recipeRef: { namespace, name },
        ...(Object.keys(parameters).length === 0 ? {} : { recipeParameters: parameters }),
      },
    },
    onClusters: ({ clusters }) => clusters.map((cluster) => ({ part: 'recipes', object, cluster })),
  };
}

function recipeSpec(
  chance: Chance,
  application: string,
  targets: readonly string[],
  hasUser: boolean,
): JsonObject {
  const [target = ''] = targets;
  const command = `pg_dump ${hasUser ? pickOne(chance, ['-U $DB_USER', '-U $'.concat('{DB_USER}')]) : '--all'}`;
  const matchLabels = { app: application };
  const hooks = [
    {
      name: 'db',
      namespace: target,
      type: 'exec',
      labelSelector: { matchLabels },
      singlePodOnly: true,
      ops: [
        { name: 'dump', command, container: 'main', timeout: 300 },
        { name: 'load', command: 'pg_restore --all', container: 'main' },
      ],
    },
    {
      name: 'ready',
      namespace: target,
      type: 'check',
      selectResource: 'deployment',
      labelSelector: { matchLabels },
      chks: [{ name: 'replicas', condition: '{$.spec.replicas} == {$.status.readyReplicas}' }],
    },
  ];
  const isScaled = chance.often(30);
  const scaling = {
    name: 'pods',
    namespace: target,
    type: 'scale',
    selectResource: 'deployment',
    nameSelector: 'web',
  };
  // Ramen's own words: a hook that scales has no operations of its own.
  const down = isScaled ? [{ hook: 'pods/down' }, { hook: 'pods/sync' }] : [];
  const up = isScaled ? [{ hook: 'pods/up' }] : [];
  return {
    appType: application,
    volumes: {
      name: 'data',
      type: 'volume',
      labelSelector: { matchLabels },
      ...(targets.length > 1 || chance.often(50) ? { includedNamespaces: targets } : {}),
    },
    groups: [
      { name: 'objects', type: 'resource', includedNamespaces: targets, labelSelector: { matchLabels } },
      { name: 'rest', type: 'resource', backupRef: 'objects', includedResourceTypes: ['configmap'] },
    ],
    hooks: isScaled ? [...hooks, scaling] : hooks,
    workflows: [
      { name: 'backup', sequence: [...down, { hook: 'db/dump' }, { group: 'objects' }, ...up] },
      {
        name: 'restore',
        sequence: [{ group: 'objects' }, { group: 'rest' }, { hook: 'ready/replicas' }, { hook: 'db/load' }],
      },
    ],
  };
}
