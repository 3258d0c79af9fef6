import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../src/model/json.ts';
import type { GateExample } from '../../src/plan/gates/define-gate.ts';
import { gates } from '../../src/plan/gates/registry.ts';
import { type PlayedScene, playScene, type SceneServers } from './play-scene.ts';

interface Found {
  readonly gate: string;
  readonly message: string;
  readonly help?: string;
  readonly allow?: string;
}

/** Every example of every gate through the command line: it stops or lets pass, and what it stops is let pass by name. */
export function gateCases(openServers: (silent: readonly string[]) => Promise<SceneServers>): void {
  describe.each(gates.filter(({ examples }) => examples !== undefined))('$id', (gate) => {
    it.each((gate.examples ?? []).map((example) => [example.title, example] as const))(
      '%s',
      async (_, example) => {
        const silent = ['dr1', 'dr2'].filter((name) =>
          new RegExp(`^${name}: no answer$`, 'm').test(example.live),
        );
        const played = await playScene(example.live, example.git, await openServers(silent));
        try {
          await expectExample(played, gate.id, example, silent.length > 0);
        } finally {
          await played.close();
        }
      },
    );
  });
}

async function expectExample(
  played: PlayedScene,
  gate: string,
  { stops }: GateExample,
  isVague: boolean,
): Promise<void> {
  const { status, blocks, stderr } = await planOf(played);
  const found = blocks.find((block) => block.gate === gate);
  if (stops === undefined) {
    expect(found, stderr).toBeUndefined();
    return;
  }
  expect(found, `${stderr}${JSON.stringify(blocks)}`).toBeDefined();
  // What a cluster that does not answer says is its own.
  if (!isVague) expect({ message: found?.message, help: found?.help }).toEqual(stops);
  expect(status).toBe(3);
  if (found?.allow === undefined) {
    expect((await played.cli([...applyWords, '--allow', `${gate}=drpc/shop/cart`])).status).toBe(1);
    return;
  }
  const allow = blocks.flatMap((block) => (block.allow === undefined ? [] : ['--allow', block.allow]));
  const applied = await played.cli([...applyWords, ...allow]);
  const rest = blocks.some((block) => block.allow === undefined);
  expect(applied.status, applied.stdout + applied.stderr).toBe(rest ? 3 : 0);
  expect(applied.stdout).not.toContain(`--allow ${gate}=`);
  if (rest) return;
  const after = await planOf(played);
  expect(
    after.blocks.filter((block) => block.gate === gate),
    JSON.stringify(after.blocks),
  ).toEqual([]);
}

const applyWords = [
  'apply',
  '--yes',
  '--no-wait',
  '--max-risk',
  'ends-protection',
  '--now',
  '2026-11-21T10:45:00Z',
];

async function planOf(
  played: PlayedScene,
): Promise<{ readonly status: number; readonly blocks: readonly Found[]; readonly stderr: string }> {
  const { status, stdout, stderr } = await played.cli([
    'plan',
    '-o',
    'json',
    '--now',
    '2026-11-21T10:45:00Z',
  ]);
  if (!stdout.startsWith('{')) throw new Error(stderr);
  const report: { readonly changes: readonly JsonObject[] } = JSON.parse(stdout);
  const blocks = report.changes.flatMap((change): readonly Found[] =>
    JSON.parse(JSON.stringify(change.blocks)),
  );
  return { status, blocks: blocks.filter(isObject), stderr };
}
