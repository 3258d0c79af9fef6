import type { FieldPath } from '../../../src/model/field-path.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { StructuralSchema } from '../../../src/schema/structural.ts';
import { type Chance, pickOne } from '../../differential/chance.ts';
import type { Site } from '../../differential/tree.ts';
import { otherValue, siteOf } from './edits.ts';

/** One to three operations at places that one of the pool's objects has; the live object may not. */
export function drawJsonPatch(
  chance: Chance,
  schema: StructuralSchema,
  base: JsonObject,
  other: JsonObject,
): Json {
  return Array.from({ length: 1 + chance.below(3) }, () => {
    const site = chance.often(80) ? siteOf(chance, schema, base) : undefined;
    return site === undefined ? ofMetadata(chance) : operation(chance, site, siteOf(chance, schema, other));
  });
}

function operation(chance: Chance, site: Site, source: Site | undefined): JsonObject {
  const path = pointer(site.path);
  const op = pickOne(chance, ['add', 'add', 'replace', 'replace', 'remove', 'test', 'copy', 'move']);
  switch (op) {
    case 'remove':
      return { op, path };
    case 'copy':
    case 'move':
      return { op, from: pointer(source?.path ?? ['spec']), path };
    case 'test':
      return { op, path, value: chance.often(70) ? site.value : otherValue(chance, site) };
    default: {
      const isItem = typeof site.path.at(-1) === 'number';
      const at = isItem && chance.often(30) ? pointer([...site.path.slice(0, -1), '-']) : path;
      return { op, path: at, value: otherValue(chance, site) };
    }
  }
}

function ofMetadata(chance: Chance): JsonObject {
  return (
    chance.pick<JsonObject>([
      { op: 'add', path: '/metadata/labels', value: { k1: 'x' } },
      { op: 'add', path: '/metadata/labels/k1', value: 'y' },
      { op: 'remove', path: '/metadata/labels/k1' },
      { op: 'add', path: '/metadata/annotations', value: { 'example.com/n2': 'y' } },
      { op: 'remove', path: '/metadata/finalizers' },
      { op: 'add', path: '/metadata/finalizers', value: ['test.io/one'] },
      { op: 'remove', path: '/metadata/finalizers/0' },
      { op: 'test', path: '/metadata/generation', value: 1 },
      { op: 'replace', path: '/metadata/managedFields', value: [{}] },
      { op: 'replace', path: '/metadata/resourceVersion', value: '1' },
    ]) ?? { op: 'remove', path: '/spec' }
  );
}

function pointer(path: FieldPath): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
