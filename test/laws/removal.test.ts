import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { getAt, getString, removeAt } from '../../src/model/field-path.ts';
import { isArray, type JsonObject } from '../../src/model/json.ts';
import { isBeingDeleted } from '../../src/model/live-object.ts';
import type { Sandbox } from '../../src/sandbox/start.ts';
import { type DrStage, openDrStage } from '../support/dr-stage.ts';
import { type KillingProxy, type PassedRequest, startKillingProxy } from '../support/killing-proxy.ts';
import { entryFor, removalOf } from '../support/removal.ts';

const dangerous = ['apply', '--yes', '--max-risk', 'ends-protection'];

describe('what vanishes from Git', () => {
  it.each<[string, (stage: DrStage) => void]>([
    ['without a word', () => undefined],
    ['beside a Removal of namesakes', (stage) => stage.repo.write(file, removalOf(cartBy(namesake)))],
    ['beside a Removal that has expired', (stage) => leave(stage, entryIn(stage.sandbox), '2020-01-01')],
    ['beside a Removal that ends on no day', (stage) => leave(stage, entryIn(stage.sandbox), '2999-02-30')],
    ['beside a Removal without UIDs', (stage) => leave(stage, withoutUid)],
    [
      'beside a Removal that was never committed',
      (stage) => {
        stage.repo.commit('everything goes');
        leave(stage, entryIn(stage.sandbox));
      },
    ],
    [
      'beside another document of the same look',
      ({ repo, sandbox }) =>
        repo.write(
          file,
          removalOf(cartBy(entryIn(sandbox))).replace('ramen-sync.io/v1alpha1', 'example.com/v1'),
        ),
    ],
  ])('%s stays on the clusters, whatever the run may do', async (name, prepare) => {
    const { before, after, deletes } = await vanish((stage) => {
      prepare(stage);
      if (!name.includes('never committed')) stage.repo.commit('everything goes');
    });
    expect(deletes).toEqual([]);
    expect(after).toEqual(before);
  });

  it('goes where a Removal names it, and nothing else with it', async () => {
    const { before, after, deletes } = await vanish((stage) => {
      leave(stage, entryIn(stage.sandbox));
      stage.repo.commit('cart goes');
    });
    expect(deletes).toEqual(['DRPlacementControl cart', 'Placement cart']);
    const { 'DRPlacementControl/shop/cart': _, 'Placement/shop/cart': __, ...rest } = before;
    expect(after).toEqual(rest);
  });
});

const file = 'hub/removal.yaml';

function leave({ repo }: DrStage, entry: Entry, expires?: string): void {
  repo.write(file, removalOf(cartBy(entry), expires));
}

function cartBy(entry: Entry): readonly string[] {
  return [entry('Placement', 'shop', 'cart'), entry('DRPlacementControl', 'shop', 'cart')];
}

/** Takes nearly everything out of Git, and lets the most dangerous run loose on that. */
async function vanish(commit: (stage: DrStage) => void) {
  const stage = await openDrStage({ speed: 100 });
  try {
    const { repo, sandbox, cli } = stage;
    expect((await cli(['apply', '--yes', '--quiet'])).status).toBe(0);
    const before = contentOf(sandbox);
    const gone = ['apps', 'managed', 'hub/dr-policy.yaml', 'hub/dr-clusters.yaml', 'hub/s3-secrets.yaml'];
    repo.git('rm', '--quiet', '-r', ...gone);
    const config = repo.read('ramen-sync.yaml');
    repo.write(
      'ramen-sync.yaml',
      `${config.slice(0, config.indexOf('sources:'))}sources: [{ path: hub/ }]\n`,
    );
    repo.edit('hub/ramen-config.yaml', profileOf(repo.read('hub/ramen-config.yaml'), 'minio-on-dr2'), '');
    commit(stage);
    await cli(dangerous);
    const deletes = sandbox.writes().filter(({ verb }) => verb === 'delete');
    return {
      before,
      after: contentOf(sandbox),
      deletes: deletes.map(({ key }) => `${key.kind} ${key.name}`),
    };
  } finally {
    await stage.close();
  }
}

describe('a removal that is killed', () => {
  it('at any request ends in the same state when it is run again, and breaks nothing on the way', async () => {
    const clean = await retire(undefined);
    expect(clean.problems).toEqual([]);
    expect(clean.lines.at(-1)).toContain('6 removed');
    // Every write, before and after it counts; and the reads between them.
    const first = clean.requests.findIndex(isWrite);
    const points = clean.requests.flatMap((request, index) => {
      if (isWrite(request))
        return [
          { index, answered: false },
          { index, answered: true },
        ];
      return index > first && index % readsSkipped === 0 ? [{ index, answered: false }] : [];
    });
    expect(points.length).toBeGreaterThan(12);
    const queue = points.values();
    const lane = async (): Promise<void> => {
      for (const point of queue) {
        const killed = await retire(point);
        const where = `killed ${point.answered ? 'after' : 'before'} request ${point.index}`;
        expect(killed.problems, where).toEqual([]);
        expect(killed.content, where).toEqual(clean.content);
      }
    };
    await Promise.all([lane(), lane()]);
  });

  it('is taken up again by the plan that was saved for it', async () => {
    const clean = await retire(undefined, 'saved');
    expect(clean.problems).toEqual([]);
    const [first, second] = clean.requests.flatMap((request, index) => (isWrite(request) ? [index] : []));
    for (const point of [
      { index: first ?? 0, answered: true },
      { index: second ?? 0, answered: false },
    ]) {
      const killed = await retire(point, 'saved');
      expect(killed.problems, `killed at request ${point.index}`).toEqual([]);
      expect(killed.content).toEqual(clean.content);
    }
  });
});

/** Reads are many, and most are polls of one and the same state. */
const readsSkipped = 8;

interface KillPoint {
  /** Of the requests to the hub. */
  readonly index: number;
  /** The hub has answered, and nobody hears it. */
  readonly answered: boolean;
}

interface Retired {
  readonly requests: readonly PassedRequest[];
  readonly lines: readonly string[];
  readonly problems: readonly string[];
  readonly content: Readonly<Record<string, string>>;
}

/** Retires the only application, its policy, one of two clusters and that cluster's store; killed at a point, then run again. */
async function retire(point: KillPoint | undefined, by: 'now' | 'saved' = 'now'): Promise<Retired> {
  const stage = await openDrStage({ speed: 100 });
  const proxy = await startKillingProxy(stage.sandbox.urls.get('hub') ?? '');
  try {
    await ask(stage);
    const file = stage.beside('plan.json', '');
    if (by === 'saved') await stage.cli(['plan', '--save', file, '--quiet']);
    const args = by === 'saved' ? ['apply', file] : dangerous;
    const problems: string[] = [];
    const stop = watchOrder(stage.sandbox, problems);
    const requests: PassedRequest[] = [];
    const first = await runKilled(stage, args, { proxy, requests, point });
    const second = point === undefined ? undefined : await stage.cli(args);
    const again = second === undefined ? first : second.stdout;
    stop();
    if (second !== undefined && second.status !== 0) problems.push(`run again: ${again}${second.stderr}`);
    const rest = (await stage.cli(['plan'])).stdout;
    if (!/^Plan: \d+ unchanged$/m.test(rest)) problems.push(`left over after: ${first}`);
    return { requests, lines: again.trimEnd().split('\n'), problems, content: contentOf(stage.sandbox) };
  } finally {
    await proxy.stop();
    await stage.close();
  }
}

async function ask({ repo, cli, sandbox }: DrStage): Promise<void> {
  repo.git('rm', '--quiet', '-r', 'apps/billing');
  repo.commit('one application');
  const applied = await cli(['apply', '--yes', '--quiet']);
  if (applied.status !== 0) throw new Error(applied.stdout + applied.stderr);
  repo.git('rm', '--quiet', '-r', 'apps', 'hub/dr-policy.yaml');
  repo.write('ramen-sync.yaml', repo.read('ramen-sync.yaml').replace('  - { path: apps/ }\n', ''));
  const clusters = repo.read('hub/dr-clusters.yaml');
  repo.write('hub/dr-clusters.yaml', clusters.slice(0, clusters.indexOf('---')));
  const secrets = repo.read('hub/s3-secrets.yaml');
  repo.write('hub/s3-secrets.yaml', secrets.slice(0, secrets.indexOf('---')));
  repo.edit('hub/ramen-config.yaml', profileOf(repo.read('hub/ramen-config.yaml'), 'minio-on-dr2'), '');
  repo.write('hub/removal.yaml', removalOf(oneOfEach(entryIn(sandbox))));
  repo.commit('retire');
}

/** The command line as a process of its own, which dies at the point. */
function runKilled(
  stage: DrStage,
  args: readonly string[],
  {
    proxy,
    requests,
    point,
  }: {
    readonly proxy: KillingProxy;
    readonly requests: PassedRequest[];
    readonly point: KillPoint | undefined;
  },
): Promise<string> {
  const url = stage.sandbox.urls.get('hub') ?? '';
  const kubeconfig = stage.beside('behind-proxy', stage.sandbox.kubeconfig.replace(url, proxy.url));
  const bin = resolve(import.meta.dirname, '../../bin/ramen-sync.js');
  const child = spawn(process.execPath, [bin, ...args, '--kubeconfig', kubeconfig], {
    cwd: stage.repo.path,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  let met = -1;
  proxy.onRequest = (request, answered) => {
    if (!answered) {
      requests.push(request);
      met += 1;
    }
    if (met === point?.index && answered === point.answered) child.kill('SIGKILL');
  };
  return new Promise((done) => {
    child.once('close', (code, signal) => {
      proxy.onRequest = () => undefined;
      if (point === undefined && code !== 0) output += `\nended with ${code ?? signal}`;
      done(output);
    });
  });
}

/** What must never be seen, not even for a moment: something that stands without what it needs. */
function watchOrder({ world }: Sandbox, problems: string[]): () => void {
  const { hub } = world;
  const names = (kind: string, path: readonly (string | number)[], name: string) =>
    hub.list(kind).filter((object) => {
      const value = getAt(object, path);
      return isArray(value) ? value.includes(name) : value === name;
    }).length > 0;
  return hub.onChange(({ type, object }) => {
    const name = getString(object, ['metadata', 'name']) ?? '';
    const goes = type === 'DELETED' || isBeingDeleted(object);
    const needed: Record<string, boolean> = {
      Placement: goes && names('DRPlacementControl', ['spec', 'placementRef', 'name'], name),
      DRPolicy: goes && names('DRPlacementControl', ['spec', 'drPolicyRef', 'name'], name),
      DRCluster: goes && names('DRPolicy', ['spec', 'drClusters'], name),
      Secret:
        goes &&
        textOf(hub.get('ConfigMap', 'ramen-system', 'ramen-hub-operator-config')).includes(`name: ${name}\n`),
      ConfigMap:
        name === 'ramen-hub-operator-config' &&
        hub
          .list('DRCluster')
          .some((cluster) => !textOf(object).includes(getString(cluster, ['spec', 's3ProfileName']) ?? '')),
    };
    if (needed[String(object.kind)] === true)
      problems.push(`${type} ${String(object.kind)} ${name} while it is needed`);
  });
}

function textOf(configMap: JsonObject | undefined): string {
  return getString(configMap, ['data', 'ramen_manager_config.yaml']) ?? '';
}

/** Of every object that people make: what it says, without what changes by itself. */
function contentOf({ world }: Sandbox): Record<string, string> {
  const kinds = [
    'DRPlacementControl',
    'DRPolicy',
    'DRCluster',
    'Placement',
    'Secret',
    'ConfigMap',
    'Namespace',
    'ManagedClusterSetBinding',
  ];
  const found: Record<string, string> = {};
  for (const kind of kinds) {
    for (const object of world.hub.list(kind)) {
      const { namespace = '', name = '' } = Object(object.metadata);
      const { spec = {}, data = {} } = object;
      const plain = removeAt({ spec, data }, ['data', 'ramen_manager_config.yaml']);
      const profiles = textOf(object).match(/s3ProfileName: \S+/g) ?? [];
      found[`${kind}/${namespace}/${name}`] = JSON.stringify({ ...plain, profiles });
    }
  }
  return found;
}

/** The lines of one profile in the text. */
function profileOf(text: string, name: string): string {
  return new RegExp(` *- s3ProfileName: ${name}\\n(?: {8,}.*\\n?)*`).exec(text)?.[0] ?? '';
}

function isWrite({ method, path }: PassedRequest): boolean {
  return method !== 'GET' && !path.includes('dryRun=All');
}

type Entry = (kind: string, namespace: string | undefined, name: string) => string;

function entryIn(sandbox: Sandbox): Entry {
  return (kind, namespace, name) =>
    kind === 'S3StoreProfile' ? `{ kind: ${kind}, name: ${name} }` : entryFor(sandbox, kind, namespace, name);
}

const namesake: Entry = (kind, namespace, name) =>
  `{ kind: ${kind}, ${namespace === undefined ? '' : `namespace: ${namespace}, `}name: ${name}, uid: 6f0c2d3e-0000-4000-8000-000000000000 }`;

const withoutUid: Entry = (kind, namespace, name) =>
  `{ kind: ${kind}, ${namespace === undefined ? '' : `namespace: ${namespace}, `}name: ${name} }`;

/** In no order that would be right by chance. */
function oneOfEach(entry: Entry): readonly string[] {
  return [
    entry('Secret', 'ramen-system', 's3-dr2'),
    entry('S3StoreProfile', undefined, 'minio-on-dr2'),
    entry('DRCluster', undefined, 'dr2'),
    entry('DRPolicy', undefined, 'p5m'),
    entry('Placement', 'shop', 'cart'),
    entry('DRPlacementControl', 'shop', 'cart'),
  ];
}
