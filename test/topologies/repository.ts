import type { SourceFile } from '../../src/model/source.ts';
import { dumpYaml } from '../../src/yaml/dump-yaml.ts';
import type { Chance } from '../differential/chance.ts';
import { drawApplications } from './applications.ts';
import { drawHub } from './hub-objects.ts';
import { type Binding, layOut } from './lay-out.ts';
import type { PlacedObject } from './placed-object.ts';
import { drawStorage } from './storage-objects.ts';
import { drawUnrelated } from './unrelated.ts';
import { drawWorld, type World } from './world.ts';

/** A complete DR repository in which nothing is wrong. */
export interface Repository {
  readonly world: World;
  readonly objects: readonly PlacedObject[];
  readonly files: readonly SourceFile[];
  /** `ramen-sync.yaml`; absent where there is none. */
  readonly config?: string;
  readonly binding: Binding;
}

export function drawRepository(chance: Chance): Repository {
  const world = drawWorld(chance);
  return arrange(chance, world, withoutTwins(drawObjects(chance, world)));
}

/** The same with only those objects in Git that `isKept`; the others are kept elsewhere. */
export function drawPart(chance: Chance, isKept: (placed: PlacedObject) => boolean): Repository {
  return drawChanged(chance, (placed) => (isKept(placed) ? [placed] : []));
}

/** The same with other objects in the place of each. */
export function drawChanged(
  chance: Chance,
  change: (placed: PlacedObject) => readonly PlacedObject[],
): Repository {
  const world = drawWorld(chance);
  return arrange(chance, world, withoutTwins(drawObjects(chance, world)).flatMap(change));
}

function drawObjects(chance: Chance, world: World): readonly PlacedObject[] {
  const storage = drawStorage(chance, world);
  return [
    ...drawHub(chance, world),
    ...(chance.often(70) ? storage.objects : []),
    ...drawApplications(chance, world, storage.classNames),
    ...drawUnrelated(chance),
  ];
}

/** Two applications may both bring the namespace that they share. */
function withoutTwins(objects: readonly PlacedObject[]): readonly PlacedObject[] {
  const seen = new Set<string>();
  return objects.filter(({ object, part }) => {
    if (part !== 'namespaces') return true;
    const name = JSON.stringify(object);
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

function arrange(chance: Chance, world: World, objects: readonly PlacedObject[]): Repository {
  const { files, config, binding } = layOut(chance, objects, world);
  return { world, objects, files, binding, ...(config === undefined ? {} : { config: dumpYaml(config) }) };
}
