import { isObject, type JsonObject } from '../../src/model/json.ts';
import type { SourceFile } from '../../src/model/source.ts';
import { type Chance, pickOne } from '../differential/chance.ts';
import type { PlacedObject } from './placed-object.ts';
import type { World } from './world.ts';
import { drawFileText } from './write-file.ts';

/** What says on which managed cluster an object goes. */
export type Binding = 'sources' | 'annotation' | 'nothing';

/** Files for the objects, and what `ramen-sync.yaml` has to say about them; absent where there is none. */
export interface LaidOut {
  readonly files: readonly SourceFile[];
  readonly config?: JsonObject;
}

/** Objects into files as people arrange them: a tree, a folder for each application, one file an object, one file for all. */
export function layOut(chance: Chance, objects: readonly PlacedObject[], world: World): LaidOut {
  const binding = pickOne<Binding>(chance, ['sources', 'sources', 'annotation', 'nothing']);
  const grain = pickOne<Grain>(chance, ['part', 'part', 'object', 'application', 'all']);
  const texts = new Map<string, JsonObject[]>();
  for (const [index, placed] of objects.entries()) {
    const path = `${folderOf(placed, binding)}${fileOf(placed, grain, index)}`;
    const object = binding === 'annotation' ? annotated(placed) : placed.object;
    texts.set(path, [...(texts.get(path) ?? []), object]);
  }
  const files = [...texts].map(([path, group]) => drawFileText(chance, path, group));
  const needsConfig = binding === 'sources' || (world.flavour === 'openshift' && chance.often(70));
  return {
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    ...(needsConfig || chance.often(30) ? { config: configOf(chance, world, binding) } : {}),
  };
}

type Grain = 'part' | 'object' | 'application' | 'all';

function folderOf({ part, cluster, application }: PlacedObject, binding: Binding): string {
  if (cluster !== undefined) return binding === 'annotation' ? 'storage/' : `managed/${cluster}/`;
  if (application !== undefined) return `apps/${application}/`;
  return part === 'unrelated' || part === 'applications' ? 'apps/' : 'hub/';
}

function fileOf({ part, cluster, object }: PlacedObject, grain: Grain, index: number): string {
  if (grain === 'all') return 'all';
  if (grain === 'application') return cluster ?? 'objects';
  if (grain === 'part') return cluster === undefined ? part : `${part}-${cluster}`;
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
          ],
        }
      : {}),
    ...(world.flavour === 'openshift' ? { ramen: { flavour: 'openshift' } } : {}),
  };
}
