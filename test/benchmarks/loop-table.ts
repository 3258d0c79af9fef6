import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { getAt, getString } from '../../src/model/field-path.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { resourceVersionOf } from '../../src/model/live-object.ts';
import { writeDrRepository } from './dr-repository.ts';
import { conditionOf, eventually, HOME, type LoopRun, type LoopStage, openLoopStage } from './loop-stage.ts';

export interface LoopInput {
  readonly program: string;
  readonly crds: readonly string[];
  readonly objects: number;
  readonly folder: string;
}

const DRIFTS = 200;
const INCIDENTS = 50;
const REST_S = 90;
const QUIET_S = 180;

/** The loop with a whole repository on a real API server: first sync, memory, drift, incidents, and how quiet it is. */
export async function loopTable(input: LoopInput): Promise<string> {
  const folder = join(input.folder, 'loop');
  mkdirSync(folder, { recursive: true });
  const stage = await openLoopStage({ ...input, folder, interval: '10m' });
  try {
    writeDrRepository(stage.work, input.objects);
    stage.push('everything');
    const startedAt = Date.now();
    const loop = stage.startLoop();
    await applied(stage, loop);
    const firstSyncS = (Date.now() - startedAt) / 1000;
    const peak = loop.peakMib();
    await sleep(REST_S);
    const rest = loop.rssMib();
    const before = loop.requests.length;
    await sleep(QUIET_S);
    const quiet = loop.requests.slice(before);
    const drifts = await measureDrift(stage, input.objects);
    const incidents = await measureIncidents(stage, input.objects);
    const after = loop.rssMib();
    await loop.end('SIGTERM');
    return [
      '| | |',
      '|---|---:|',
      `| objects | ${input.objects} |`,
      `| first full sync: fetch, lint, plan, ${input.objects} creates | ${firstSyncS.toFixed(1)} s |`,
      `| memory (RSS): peak / at rest ${REST_S} s later / after what follows | ${peak.toFixed(0)} / ${rest.toFixed(0)} / ${after.toFixed(0)} MiB |`,
      `| requests a minute when quiet (${QUIET_S} s) | ${((quiet.length * 60) / QUIET_S).toFixed(1)} |`,
      `| of these no watch | ${quiet.filter((line) => !line.includes('watch=true')).length} |`,
      `| a label put back: p50 / p99 / longest of ${DRIFTS} | ${spread(drifts)} |`,
      `| a failover by hand in the status: p50 / p99 / longest of ${INCIDENTS} | ${spread(incidents)} |`,
    ].join('\n');
  } finally {
    await stage.stop();
  }
}

async function applied(stage: LoopStage, loop: LoopRun): Promise<void> {
  const isApplied = async () =>
    getString(await stage.sync(), ['status', 'lastAppliedRevision']) !== undefined;
  const told = () => JSON.stringify(loop.lines.slice(-5));
  await eventually(isApplied, 900, told);
  const isSettled = async () => {
    const summary = getAt(await stage.sync(), ['status', 'summary']);
    return getAt(summary, ['applied']) === undefined && getAt(summary, ['unchanged']) !== undefined;
  };
  await eventually(isSettled, 300, told);
}

/** Somebody writes a label of a namespace: from the answer to that until it is seen to be back. */
async function measureDrift(stage: LoopStage, objects: number): Promise<readonly number[]> {
  const key = 'example.com/team';
  const { metadata } = await stage.ask('GET', '/api/v1/namespaces?limit=1');
  const from = String(getAt(metadata, ['resourceVersion']));
  const waiting = new Map<string, { readonly value: string; readonly done: () => void }>();
  const watch = stage.watch(`/api/v1/namespaces?watch=true&resourceVersion=${from}`, (_, object) => {
    const name = getString(object, ['metadata', 'name']) ?? '';
    const wanted = waiting.get(name);
    if (wanted !== undefined && wanted.value === getString(object, ['metadata', 'labels', key]))
      wanted.done();
  });
  const times: number[] = [];
  const apps = Math.floor((objects - 8) / 4);
  for (let round = 0; round < DRIFTS; round += 1) {
    const name = `app-${(round * 7919) % apps}`;
    const path = `/api/v1/namespaces/${name}`;
    await stage.ask('PATCH', path, { metadata: { labels: { [key]: 'somebody' } } });
    const began = performance.now();
    await new Promise<void>((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`${name} was not put back in 30s`)), 30_000);
      waiting.set(name, {
        value: `team-${name.length}`,
        done: () => {
          clearTimeout(timer);
          done();
        },
      });
    });
    times.push(performance.now() - began);
    waiting.delete(name);
    await sleep(0.1);
  }
  watch.stop();
  return times;
}

/** Somebody fails an application over: from the answer to that until the TopologySync says so. */
async function measureIncidents(stage: LoopStage, objects: number): Promise<readonly number[]> {
  const collection = `/apis/ramen-sync.io/v1alpha1/namespaces/${HOME}/topologysyncs`;
  let latest: JsonObject = {};
  let told = (): void => undefined;
  const version = resourceVersionOf(await stage.sync());
  const watch = stage.watch(`${collection}?watch=true&resourceVersion=${version}`, (_, object) => {
    latest = object;
    told();
  });
  const times: number[] = [];
  const apps = Math.floor((objects - 8) / 4);
  for (let round = 0; round < INCIDENTS; round += 1) {
    const name = `app-${(round * 104_729) % apps}`;
    const path = `/apis/ramendr.openshift.io/v1alpha1/namespaces/${name}/drplacementcontrols/${name}`;
    await stage.ask('PATCH', path, { spec: { action: 'Failover', failoverCluster: 'dr2' } });
    const began = performance.now();
    await new Promise<void>((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`${name} is not held after 30s`)), 30_000);
      told = () => {
        if (!conditionOf(latest, 'Held').message.includes(`drpc/${name}/${name}`)) return;
        clearTimeout(timer);
        done();
      };
      told();
    });
    times.push(performance.now() - began);
    // Ended by hand: with more than five held, the condition counts them instead of naming them.
    await stage.ask('PATCH', path, { spec: { action: null, failoverCluster: null } });
    const isOver = () => !conditionOf(latest, 'Held').message.includes(`drpc/${name}/${name}`);
    await eventually(isOver, 30, () => `${name} is still held`);
  }
  watch.stop();
  return times;
}

function spread(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return `${at(0.5).toFixed(0)} / ${at(0.99).toFixed(0)} / ${at(1).toFixed(0)} ms`;
}

function sleep(seconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, seconds * 1000));
}
