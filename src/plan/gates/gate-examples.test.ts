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
    const [found] = await blocksOf(scene, gate.id);
    if (process.env.PRINT) console.log(JSON.stringify([gate.id, example.title, found?.message, found?.help]));
    expect(found === undefined ? undefined : { message: found.message, help: found.help }).toEqual(
      example.stops,
    );
    if (found === undefined) return;
    expect(found.allow === undefined).toBe(gate.allowable === false);
    if (found.allow !== undefined)
      expect(await blocksOf(scene, gate.id, formatRef(found.object))).toEqual([]);
  });

  it('has a case in which it stops, and one in which it lets pass', () => {
    expect(new Set(examples.map(({ stops }) => stops === undefined)).size).toBe(2);
  });
});

async function blocksOf(scene: ReturnType<typeof readScene>, gate: string, allowed?: string) {
  const changes = await planScene(scene, allowed === undefined ? {} : { allow: [{ gate, object: allowed }] });
  return changes.flatMap(({ object, blocks }) =>
    blocks.filter((block) => block.gate === gate).map((block) => ({ ...block, object })),
  );
}
