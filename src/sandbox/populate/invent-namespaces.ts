import { namespaceOf } from '../ramen/metadata.ts';
import { type Ground, hasObject, type Invention } from './ground.ts';

/** Every namespace that an object stands in and Git does not declare. */
export function inventNamespaces(ground: Ground): readonly Invention[] {
  const made = new Map<string, Invention>();
  for (const { cluster, object } of ground.declared) {
    const name = namespaceOf(object);
    const key = `${cluster}/${name}`;
    if (
      name === '' ||
      name === 'default' ||
      made.has(key) ||
      hasObject(ground, cluster, 'Namespace', '', name)
    )
      continue;
    made.set(key, {
      cluster,
      object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
      because: 'objects stand in it',
    });
  }
  return [...made.values()];
}
