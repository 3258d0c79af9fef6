import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectCluster } from '../../src/cluster/connect.ts';
import { annotation } from '../../src/model/annotations.ts';
import { getAt, setAt } from '../../src/model/field-path.ts';
import { isArray, isObject, type JsonObject } from '../../src/model/json.ts';
import { resourceVersionOf, uidOf } from '../../src/model/live-object.ts';
import { keyOf, objectId } from '../../src/model/object-ref.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { dumpYaml } from '../../src/yaml/dump-yaml.ts';
import { sceneConfig, sceneFiles } from './plan-scene.ts';
import { type CliResult, runCli } from './run-cli.ts';
import { readScene, type Scene } from './scene.ts';

/** API servers by name: `hub`, `dr1`, `dr2`; a kubeconfig each, with a context of that name. */
type SceneServers = ReadonlyMap<string, string>;

/** A scene on API servers and in a Git checkout. */
export interface PlayedScene {
  readonly scene: Scene;
  readonly hub: Cluster;
  cli(args: readonly string[], columns?: number): Promise<CliResult>;
  /** Changes the configuration's text, uncommitted. */
  editConfig(from: string, to: string): void;
  close(): Promise<void>;
}

/** Puts the objects of a scene where they belong, status and all, as whoever keeps them would; Git has two commits. */
export async function playScene(live: string, git: string, servers: SceneServers): Promise<PlayedScene> {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-scene-'));
  const run = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  const commit = (objects: readonly JsonObject[], scene: Scene): string => {
    run('rm', '-r', '--quiet', '--ignore-unmatch', '.');
    writeFileSync(join(folder, 'ramen-sync.yaml'), sceneConfig(scene, servers));
    for (const { path, text } of sceneFiles(objects)) writeFileSync(join(folder, path), text);
    run('add', '--all');
    run('commit', '--quiet', '--allow-empty', '--no-gpg-sign', '--message', 'the topology');
    return run('rev-parse', 'HEAD');
  };
  run('init', '--quiet', '--initial-branch=main');
  const sketch = readScene(live, git, '');
  const scene = readScene(live, git, commit(sketch.before, sketch));

  const opened = new Map<string, Cluster>();
  for (const name of ['hub', ...scene.managed.keys()]) opened.set(name, await open(name, servers));
  const hub = opened.get('hub');
  if (hub === undefined) throw new Error('no hub');
  for (const object of scene.hub) await put(hub, object, scene.before);
  for (const [name, objects] of scene.managed)
    for (const object of objects) await put(opened.get(name) ?? hub, object, []);
  commit(await Promise.all(scene.git.map((object) => withLiveUids(object, scene.hub, hub))), scene);
  return {
    scene,
    hub,
    cli: (args, columns) => runCli(args, { cwd: folder, ...(columns === undefined ? {} : { columns }) }),
    editConfig: (from, to) => {
      const path = join(folder, 'ramen-sync.yaml');
      const text = readFileSync(path, 'utf8');
      if (!text.includes(from)) throw new Error(`the configuration has no ${from}`);
      writeFileSync(path, text.replace(from, to));
    },
    close: async () => {
      for (const object of [...scene.hub, ...scene.git]) await drop(hub, object);
      for (const [name, objects] of scene.managed)
        for (const object of objects) await drop(opened.get(name) ?? hub, object);
      for (const cluster of opened.values()) cluster.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The UIDs that a Removal names, as the server gave them. */
async function withLiveUids(
  object: JsonObject,
  live: readonly JsonObject[],
  hub: Cluster,
): Promise<JsonObject> {
  const entries = object.kind === 'Removal' ? getAt(object, ['spec', 'objects']) : undefined;
  if (!isArray(entries)) return object;
  const named = entries.map(async (entry) => {
    const meant = live.find((candidate) => objectId(keyOf(candidate)) === getAt(entry, ['uid']));
    const found = meant === undefined ? undefined : await hub.get(keyOf(meant));
    return isObject(entry) && found !== undefined ? { ...entry, uid: uidOf(found) } : entry;
  });
  return setAt(object, ['spec', 'objects'], await Promise.all(named));
}

function open(name: string, servers: SceneServers): Promise<Cluster> {
  return connectCluster({
    name,
    access: { kubeconfig: servers.get(name) ?? '', context: name },
    requestTimeoutMs: 20_000,
  });
}

async function put(cluster: Cluster, object: JsonObject, before: readonly JsonObject[]): Promise<void> {
  const key = keyOf(object);
  if (key.namespace !== undefined) await putNamespace(cluster, key.namespace);
  const { status, ...rest } = object;
  const declared = before.find((candidate) => objectId(keyOf(candidate)) === objectId(key));
  const base = ['metadata', 'annotations', annotation.applied];
  const body = declared === undefined ? rest : setAt(declared, base, getAt(object, base) ?? '');
  await cluster.apply(body, { dryRun: false });
  const { annotations, labels, finalizers, deletionTimestamp } = isObject(object.metadata)
    ? object.metadata
    : {};
  const metadata = {
    ...(isObject(annotations) ? { annotations } : {}),
    ...(isObject(labels) ? { labels } : {}),
    ...(isArray(finalizers) ? { finalizers } : {}),
  };
  await cluster.mergePatch(key, { metadata }, { dryRun: false });
  if (isObject(status)) await cluster.mergePatch(key, { status }, { dryRun: false, subresource: 'status' });
  if (deletionTimestamp !== undefined) await remove(cluster, key);
}

async function putNamespace(cluster: Cluster, name: string): Promise<void> {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  if ((await cluster.get(keyOf(namespace))) === undefined) await cluster.apply(namespace, { dryRun: false });
}

/** Namespaces stay: nobody is there who would empty them. */
async function drop(cluster: Cluster, object: JsonObject): Promise<void> {
  const key = keyOf(object);
  if (key.kind === 'Namespace' || (await cluster.get(key)) === undefined) return;
  await cluster.mergePatch(key, { metadata: { finalizers: null } }, { dryRun: false });
  if ((await cluster.get(key)) !== undefined) await remove(cluster, key);
}

async function remove(cluster: Cluster, key: ReturnType<typeof keyOf>): Promise<void> {
  const live = await cluster.get(key);
  if (live === undefined) return;
  await cluster.remove(key, { uid: uidOf(live), resourceVersion: resourceVersionOf(live) });
}

/** A kubeconfig whose server nobody answers at. */
export function deadKubeconfig(folder: string, name: string): string {
  const path = join(folder, `${name}-is-dead`);
  writeFileSync(
    path,
    dumpYaml({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name, cluster: { server: 'http://127.0.0.1:9' } }],
      users: [{ name: 'nobody', user: { token: 'none' } }],
      contexts: [{ name, context: { cluster: name, user: 'nobody' } }],
    }),
  );
  return path;
}
