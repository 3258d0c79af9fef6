import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { getAt, getString } from '../../src/model/field-path.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { assetsFolder } from '../support/real-server.ts';
import { crdFolders } from './benchmarks.ts';
import { writeDrRepository } from './dr-repository.ts';
import { conditionOf, eventually, type LoopRun, type LoopStage, openLoopStage } from './loop-stage.ts';

const TEAM = 'example.com/team';
/** In its last part the loop is not restarted any more, so that what it gathers shows. */
const LAST_PART = 0.4;
/** What the heap of a process may have grown by between the first and the last quarter of that part. */
const GROWTH = 1.15;

/** Random faults and restarts for a while, then a judgement: does Git equal live, and did the heap stay? */
export async function soak(root: string, folder: string): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      minutes: { type: 'string', default: '20' },
      objects: { type: 'string', default: '400' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    },
  });
  if (assetsFolder() === undefined) throw new Error('the soak needs KUBEBUILDER_ASSETS');
  const draw = drawFrom(Number(values.seed));
  const objects = Number(values.objects);
  const apps = Math.floor((objects - 8) / 4);
  say(`seed ${values.seed}, ${objects} objects, ${values.minutes} minutes`);
  mkdirSync(join(folder, 'work'), { recursive: true });
  const program = join(root, 'bin', 'ramen-sync.js');
  const stage = await openLoopStage({ program, crds: crdFolders(root), folder, interval: '5s' });
  try {
    writeDrRepository(stage.work, objects);
    stage.push('everything');
    const world: World = { stage, apps, draw, held: new Set(), loop: stage.startLoop() };
    await agree(world);
    const counts = new Map<string, number>();
    const bugs: JsonObject[] = [];
    const heaps: number[] = [];
    const began = Date.now();
    const share = () => (Date.now() - began) / (Number(values.minutes) * 60_000);
    while (share() < 1) {
      const isLast = share() > 1 - LAST_PART;
      const possible = isLast ? faults.filter((fault) => fault !== killLoop) : faults;
      const fault = possible[Math.floor(draw() * possible.length)];
      if (fault === undefined) continue;
      counts.set(fault.name, (counts.get(fault.name) ?? 0) + 1);
      if (fault === killLoop) bugs.push(...bugsOf(world.loop));
      await fault(world);
      await sleep(draw() * 4000);
      if (isLast) heaps.push(await world.loop.heapMib());
    }
    say([...counts].map(([name, count]) => `${name} ${count}`).join(', '));
    for (const name of world.held) await patchDrpc(stage, name, { action: null, failoverCluster: null });
    world.held.clear();
    await agree(world);
    bugs.push(...bugsOf(world.loop));
    if (bugs.length > 0) say(JSON.stringify(bugs.slice(0, 3)));
    const quarter = Math.ceil(heaps.length / 4);
    const [first, last] = [median(heaps.slice(0, quarter)), median(heaps.slice(-quarter))];
    const minutes = (Number(values.minutes) * LAST_PART).toFixed(0);
    say(
      `Git = live; heap over the last ${minutes} minutes, ${heaps.length} times: ${first.toFixed(1)} -> ${last.toFixed(1)} MiB`,
    );
    return bugs.length === 0 && last < first * GROWTH;
  } finally {
    await stage.stop();
  }
}

interface World {
  readonly stage: LoopStage;
  readonly apps: number;
  readonly draw: () => number;
  /** Applications that are failed over by hand. */
  readonly held: Set<string>;
  loop: LoopRun;
}

const faults: readonly ((world: World) => Promise<void>)[] = [
  drift,
  drift,
  burst,
  remove,
  failOver,
  giveBack,
  commit,
  restartServer,
  freezeServer,
  killLoop,
];

function anApp({ draw, apps }: World): string {
  return `app-${Math.floor(draw() * apps)}`;
}

async function drift(world: World): Promise<void> {
  await label(world.stage, anApp(world));
}

async function burst(world: World): Promise<void> {
  for (let index = 0; index < 50; index += 1) await label(world.stage, anApp(world));
}

async function remove(world: World): Promise<void> {
  const name = anApp(world);
  const placements = '/apis/cluster.open-cluster-management.io/v1beta1/namespaces';
  await world.stage.ask('DELETE', `${placements}/${name}/placements/${name}`).catch(ignored);
}

async function failOver(world: World): Promise<void> {
  const name = anApp(world);
  await patchDrpc(world.stage, name, { action: 'Failover', failoverCluster: 'dr2' });
  world.held.add(name);
}

async function giveBack(world: World): Promise<void> {
  const [name] = world.held;
  if (name === undefined) return;
  await patchDrpc(world.stage, name, { action: null, failoverCluster: null });
  world.held.delete(name);
}

async function commit(world: World): Promise<void> {
  const file = join(world.stage.work, 'dr', 'apps', anApp(world), '00-namespace.yaml');
  const round = `round: r${Math.floor(world.draw() * 1e6)}`;
  const text = readFileSync(file, 'utf8').replace(/ {4}round: .*\n/g, '');
  writeFileSync(file, text.replace('  labels:\n', `  labels:\n    ${round}\n`));
  world.stage.push(round);
}

async function restartServer({ stage, draw }: World): Promise<void> {
  const api = stage.server.apiserver('hub');
  await api.kill();
  await sleep(draw() * 5000);
  await api.start();
}

async function freezeServer({ stage, draw }: World): Promise<void> {
  const api = stage.server.apiserver('hub');
  api.pause();
  await sleep(draw() * 15_000);
  api.resume();
}

async function killLoop(world: World): Promise<void> {
  await world.loop.end(world.draw() < 0.5 ? 'SIGKILL' : 'SIGTERM');
  world.loop = world.stage.startLoop();
  await sleep(5000);
}

async function label(stage: LoopStage, name: string): Promise<void> {
  await stage
    .ask('PATCH', `/api/v1/namespaces/${name}`, { metadata: { labels: { [TEAM]: 'somebody' } } })
    .catch(ignored);
}

async function patchDrpc(
  stage: LoopStage,
  name: string,
  spec: Readonly<Record<string, string | null>>,
): Promise<void> {
  const path = `/apis/ramendr.openshift.io/v1alpha1/namespaces/${name}/drplacementcontrols/${name}`;
  await stage.ask('PATCH', path, { spec }).catch(ignored);
}

/** The server is down, or the object is gone: that is what the soak is about. */
function ignored(): void {}

/** Everything that Git asks for is live, nothing more is done, and the labels are ours. */
async function agree({ stage, loop }: World): Promise<void> {
  const head = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: stage.work, encoding: 'utf8' }).trim();
  const isThere = async (): Promise<boolean> => {
    try {
      const sync = await stage.sync();
      const summary = getAt(sync, ['status', 'summary']);
      const isDone = getString(sync, ['status', 'lastAppliedRevision'])?.endsWith(head) === true;
      const isQuiet = ['applied', 'held', 'failed', 'blocked'].every(
        (key) => getAt(summary, [key]) === undefined,
      );
      if (!isDone || !isQuiet || conditionOf(sync, 'Ready').status !== 'True') return false;
      const list = await stage.ask(
        'GET',
        `/api/v1/namespaces?labelSelector=${encodeURIComponent(`${TEAM}=somebody`)}`,
      );
      return JSON.stringify(list.items) === '[]';
    } catch {
      return false;
    }
  };
  await eventually(isThere, 300, () => JSON.stringify(loop.lines.slice(-8)));
}

function bugsOf({ lines }: LoopRun): readonly JsonObject[] {
  return lines.filter(({ message }) => /bug|Error|Warning/.test(String(message)));
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

/** Mulberry32: the same seed, the same faults. */
function drawFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function say(words: string): void {
  process.stdout.write(`${words}\n`);
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
