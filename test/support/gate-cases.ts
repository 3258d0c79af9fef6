import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatRef, type ObjectRef } from '../../src/model/object-ref.ts';
import type { GateExample } from '../../src/plan/gates/define-gate.ts';
import { gates } from '../../src/plan/gates/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { deadKubeconfig, type PlayedScene, playScene } from './play-scene.ts';

interface Found {
  readonly gate: string;
  readonly message: string;
  readonly help?: string;
  readonly allow?: string;
}

/**
 * Every example of every gate through the command line: it stops or lets pass, and what it stops is let pass by name. The managed
 * clusters, which are only read, are the sandbox's; so is the hub, unless `hubKubeconfig` names another.
 */
export function gateCases(hubKubeconfig?: () => string): void {
  let sandbox: Sandbox;
  let folder: string;
  beforeAll(async () => {
    sandbox = await startSandbox({ empty: true });
    folder = mkdtempSync(join(tmpdir(), 'ramen-sync-gates-'));
    writeFileSync(join(folder, 'kubeconfig'), sandbox.kubeconfig, { mode: 0o600 });
  });
  afterAll(async () => {
    await sandbox?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const play = async (
    { live, git }: Pick<GateExample, 'live' | 'git'>,
    check: (played: PlayedScene) => Promise<void>,
  ): Promise<void> => {
    const own = join(folder, 'kubeconfig');
    const at = (name: string) => (isSilent(name, live) ? deadKubeconfig(folder, name) : own);
    const servers = new Map([
      ['hub', hubKubeconfig?.() ?? own],
      ['dr1', at('dr1')],
      ['dr2', at('dr2')],
    ]);
    const played = await playScene(live, git, servers);
    try {
      await check(played);
    } finally {
      await played.close();
    }
  };

  describe.each(gates.filter(({ examples }) => examples !== undefined))('$id', (gate) => {
    it.each((gate.examples ?? []).map((example) => [example.title, example] as const))('%s', (_, example) =>
      play(example, (played) => expectExample(played, gate.id, example)),
    );
  });

  const failover = {
    live: '',
    git: 'cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }',
  };

  it('wrong-cluster stops everything on the hub, nothing may pass it, and the right identity does', () =>
    play(failover, async (played) => {
      const { uid } = await played.hub.identity();
      played.editConfig('context: hub', 'context: hub\n  id: another');
      const { status, blocks } = await planOf(played);
      expect(status).toBe(3);
      expect(new Set(blocks.map(({ gate }) => gate))).toEqual(new Set(['wrong-cluster']));
      expect(blocks[0]?.message).toBe(`hub: it is cluster ${uid}, but the configuration expects another`);
      const forced = await played.cli([...applyWords, '--allow', 'wrong-cluster=drpc/shop/cart']);
      expect(forced.status).toBe(1);
      played.editConfig('id: another', `id: ${uid}`);
      expect((await planOf(played)).blocks).toEqual([]);
    }));

  it.each([
    ['holds while its day lasts', '2027-01-31', 'held'],
    ['lets go when its day is over', '2026-01-31', 'update'],
  ])('hold %s, and neither is a failure', (_, until, state) => {
    const annotations = `{ ramen-sync.io/hold: "incident 7; until ${until}" }`;
    const live = `DRPlacementControl shop/cart: { metadata: { annotations: ${annotations} } }`;
    return play({ ...failover, live }, async (played) => {
      const { status, states } = await planOf(played);
      expect([status, states.get('drpc/shop/cart')]).toEqual([0, state]);
    });
  });
}

function isSilent(cluster: string, live: string): boolean {
  return new RegExp(`^${cluster}: no answer$`, 'm').test(live);
}

async function expectExample(played: PlayedScene, gate: string, { live, stops }: GateExample): Promise<void> {
  const { status, blocks, stderr } = await planOf(played);
  const found = blocks.find((block) => block.gate === gate);
  if (stops === undefined) {
    expect(found, stderr).toBeUndefined();
    return;
  }
  expect(found, `${stderr}${JSON.stringify(blocks)}`).toBeDefined();
  // What a cluster that does not answer says is its own.
  if (!live.includes('no answer')) expect({ message: found?.message, help: found?.help }).toEqual(stops);
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

async function planOf(played: PlayedScene): Promise<{
  readonly status: number;
  readonly blocks: readonly Found[];
  readonly states: ReadonlyMap<string, string>;
  readonly stderr: string;
}> {
  const { status, stdout, stderr } = await played.cli([
    'plan',
    '-o',
    'json',
    '--now',
    '2026-11-21T10:45:00Z',
  ]);
  if (!stdout.startsWith('{')) throw new Error(stderr);
  const report: PlanJson = JSON.parse(stdout);
  return {
    status,
    blocks: report.changes.flatMap((change) => change.blocks),
    states: new Map(report.changes.map((change) => [formatRef(change.object), change.state])),
    stderr,
  };
}

interface PlanJson {
  readonly changes: readonly {
    readonly object: ObjectRef;
    readonly state: string;
    readonly blocks: readonly Found[];
  }[];
}
