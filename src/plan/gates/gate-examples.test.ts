import { describe, expect, it } from 'vitest';
import { planScene, sceneCommit } from '../../../test/support/plan-scene.ts';
import { readScene } from '../../../test/support/scene.ts';
import { formatRef } from '../../model/object-ref.ts';
import { gates } from './registry.ts';

/** Every gate's own examples, planned; what stops is let pass by name, where anything may. */
describe.each(gates.filter(({ examples }) => examples !== undefined))('$id', (gate) => {
  const examples = gate.examples ?? [];
  it.each(examples.map((example) => [example.title, example] as const))('%s', async (_, example) => {
    const scene = readScene(example.live, example.git, sceneCommit);
    const stopped = await blocksOf(scene, gate.id);
    const [found] = stopped;
    if (process.env.PRINT) console.log(JSON.stringify([gate.id, example.title, found?.message, found?.help]));
    expect(found === undefined ? undefined : { message: found.message, help: found.help }).toEqual(
      example.stops,
    );
    if (found === undefined) return;
    expect(found.allow === undefined).toBe(gate.allowable === false);
    // Each by its name: a permission for one object is none for another.
    const names = stopped.map(({ object }) => formatRef(object));
    if (found.allow !== undefined) expect(await blocksOf(scene, gate.id, names)).toEqual([]);
    if (names.length > 1) expect(await blocksOf(scene, gate.id, names.slice(1))).toHaveLength(1);
  });

  it('has a case in which it stops, and one in which it lets pass', () => {
    expect(new Set(examples.map(({ stops }) => stops === undefined)).size).toBe(2);
  });
});

async function blocksOf(scene: ReturnType<typeof readScene>, gate: string, allowed: readonly string[] = []) {
  const changes = await planScene(scene, { allow: allowed.map((object) => ({ gate, object })) });
  return changes.flatMap(({ object, blocks }) =>
    blocks.filter((block) => block.gate === gate).map((block) => ({ ...block, object })),
  );
}
