import { isObject, type JsonObject } from '../../src/model/json.ts';
import type { SourceFile } from '../../src/model/source.ts';
import { type Chance, pickOne } from '../differential/chance.ts';
import { drawOtherFiles } from './other-files.ts';
import type { PlacedObject } from './placed-object.ts';
import type { World } from './world.ts';
import { drawFileText } from './write-file.ts';

/** What says on which managed cluster an object goes. */
export type Binding = 'sources' | 'annotation' | 'nothing';

/** Files for the objects, and what `ramen-sync.yaml` has to say about them; absent where there is none. */
export interface LaidOut {
  readonly files: readonly SourceFile[];
  readonly config?: JsonObject;
  readonly binding: Binding;
}

/** Objects into files as people arrange them: a tree, a folder for each application, one file an object, one file for all. */
export function layOut(chance: Chance, objects: readonly PlacedObject[], world: World): LaidOut {
  const drawn = pickOne<Binding>(chance, ['sources', 'sources', 'annotation', 'nothing']);
  // Where Git configures the clusters, something must say which: a ConfigMap goes to the hub else.
  const binding = world.isAutomated || drawn !== 'nothing' ? drawn : 'sources';
  const grain = pickOne<Grain>(chance, ['part', 'part', 'object', 'application', 'all']);
  const texts = new Map<string, JsonObject[]>();
  const isGathered = binding !== 'nothing' && chance.often(50);
  const gathered = isGathered ? gather(objects, world) : objects;
  for (const [index, placed] of gathered.entries()) {
    const path = `${folderOf(placed, binding)}${fileOf(placed, grain, index)}`;
    const object = binding === 'annotation' ? annotated(placed) : placed.object;
    texts.set(path, [...(texts.get(path) ?? []), object]);
  }
  const files = [...texts].map(([path, group]) => drawFileText(chance, path, group));
  const needsConfig =
    binding === 'sources' || !world.isAutomated || (world.flavour === 'openshift' && chance.often(70));
  return {
    binding,
    files: [...files, ...drawOtherFiles(chance)].sort((a, b) => (a.path < b.path ? -1 : 1)),
    ...(needsConfig || chance.often(30) ? { config: configOf(chance, world, binding) } : {}),
  };
}

/** What every managed cluster has alike stands once. */
function gather(objects: readonly PlacedObject[], { clusters }: World): readonly PlacedObject[] {
  const counts = new Map<string, number>();
  for (const { object, cluster } of objects) {
    const text = JSON.stringify(object);
    if (cluster !== undefined) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return objects.flatMap((placed) => {
    if (placed.cluster === undefined) return [placed];
    if (counts.get(JSON.stringify(placed.object)) !== clusters.length) return [placed];
    return placed.cluster === clusters[0]?.name ? [{ ...placed, cluster: '*' }] : [];
  });
}

type Grain = 'part' | 'object' | 'application' | 'all';

function folderOf({ part, cluster, application }: PlacedObject, binding: Binding): string {
  if (cluster !== undefined)
    return binding === 'annotation' ? 'storage/' : `managed/${cluster === '*' ? 'all' : cluster}/`;
  if (application !== undefined) return `apps/${application}/`;
  return part === 'unrelated' || part === 'applications' ? 'apps/' : 'hub/';
}

function fileOf({ part, cluster, object }: PlacedObject, grain: Grain, index: number): string {
  if (grain === 'all') return 'all';
  if (grain === 'application') return cluster?.replace('*', 'all') ?? 'objects';
  if (grain === 'part') return cluster === undefined ? part : `${part}-${cluster.replace('*', 'all')}`;
  return `${index}-${String(object.kind).toLowerCase()}`;
}

function annotated({ object, cluster }: PlacedObject): JsonObject {
  if (cluster === undefined) return object;
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const annotations = isObject(metadata.annotations) ? metadata.annotations : {};
  return {
    ...object,
    metadata: { ...metadata, annotations: { ...annotations, 'ramen-sync.io/cluster': cluster } },
  };
}

function configOf(chance: Chance, world: World, binding: Binding): JsonObject {
  const clusters = world.clusters.map(({ name }) => name);
  const isComplete = binding === 'sources';
  return {
    apiVersion: 'ramen-sync.io/v1alpha1',
    kind: 'Config',
    hub: { context: 'hub' },
    ...(isComplete || chance.often(50)
      ? { managedClusters: clusters.map((name) => ({ name, context: name })) }
      : {}),
    ...(isComplete
      ? {
          sources: [
            { path: 'hub/' },
            { path: 'apps/' },
            ...clusters.map((name) => ({ path: `managed/${name}/`, clusters: [name] })),
            { path: 'managed/all/', clusters: ['*'] },
          ],
        }
      : {}),
    ...(world.flavour === 'openshift' ? { ramen: { flavour: 'openshift' } } : {}),
    // Whoever switches automation off for good has read why it does not last.
    ...(world.isAutomated ? {} : { rules: { 'false-not-durable': 'off' } }),
  };
}
