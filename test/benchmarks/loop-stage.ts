import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { getAt, getString } from '../../src/model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { type RealServer, startRealServer } from '../support/real-server.ts';
import { gitIn } from './bench-git.ts';

export const HOME = 'loop-home';
const SYNC = 'bench';

/** A real API server, a repository, and the loop as a process of its own between them. */
export interface LoopStage {
  readonly server: RealServer;
  /** Asks the hub as somebody else; JSON in, JSON out. */
  ask(method: string, path: string, body?: Json): Promise<JsonObject>;
  /** Calls back for each event until `stop`. */
  watch(path: string, told: (type: string, object: JsonObject) => void): { readonly stop: () => void };
  /** Commits what stands in `work` and pushes it. */
  push(words: string): string;
  readonly work: string;
  startLoop(): LoopRun;
  sync(): Promise<JsonObject>;
  stop(): Promise<void>;
}

export interface LoopRun {
  readonly pid: number;
  /** Requests to each cluster so far, as `hub: GET /…`. */
  readonly requests: readonly string[];
  readonly lines: readonly JsonObject[];
  rssMib(): number;
  peakMib(): number;
  /** What is alive after a full collection. */
  heapMib(): Promise<number>;
  end(signal: NodeJS.Signals): Promise<void>;
}

export async function openLoopStage(input: {
  /** Path of bin/ramen-sync.js. */
  readonly program: string;
  readonly crds: readonly string[];
  readonly folder: string;
  readonly interval: string;
}): Promise<LoopStage> {
  const server = await startRealServer({ crds: input.crds });
  const { hub: url = '' } = server.urls;
  const work = join(input.folder, 'work');
  const remote = join(input.folder, 'remote.git');
  mkdirSync(work, { recursive: true });
  const git = gitIn(work);
  git('init', '--quiet', '--bare', remote);
  git('init', '--quiet', '--initial-branch=main');
  const agent = new Agent({ keepAlive: true, ca: server.certificates.hub });
  const headers = { authorization: `Bearer ${server.token}`, 'user-agent': 'kubectl/v1.35' };
  const ask: LoopStage['ask'] = (method, path, body) =>
    new Promise((resolve, reject) => {
      const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
      const options = { method, agent, headers: { ...headers, 'content-type': type } };
      const sent = request(new URL(path, url), options, (response) => {
        text(response).then((answer) => {
          const json: Json = JSON.parse(answer);
          const status = response.statusCode ?? 0;
          if (status > 299 || !isObject(json)) reject(new Error(`${method} ${path}: ${status} ${answer}`));
          else resolve(json);
        }, reject);
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  const watch: LoopStage['watch'] = (path, told) => {
    const sent = request(new URL(path, url), { agent, headers }, (response) => {
      response.on('error', () => undefined);
      createInterface({ input: response })
        .on('error', () => undefined)
        .on('line', (line) => {
          const event: Json = JSON.parse(line);
          const object = getAt(event, ['object']);
          if (isObject(object)) told(getString(event, ['type']) ?? '', object);
        });
    });
    sent.on('error', () => undefined);
    sent.end();
    return { stop: () => sent.destroy() };
  };
  const kubectl = (object: Json) =>
    server.kubectl(['apply', '--server-side', '-f', '-'], { input: JSON.stringify(object) });
  const hubId = server.kubectl(['get', 'namespace', 'kube-system', '-o', 'jsonpath={.metadata.uid}']);
  kubectl({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: HOME } });
  const path = `/apis/ramen-sync.io/v1alpha1/namespaces/${HOME}/topologysyncs/${SYNC}`;
  let isSynced = false;
  const loops = new Set<ChildProcess>();
  return {
    server,
    ask,
    watch,
    work,
    sync: () => ask('GET', path),
    push: (words) => {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', words);
      git('push', '--quiet', '--force', `file://${remote}`, 'HEAD:main');
      if (!isSynced) {
        isSynced = true;
        kubectl({
          apiVersion: 'ramen-sync.io/v1alpha1',
          kind: 'TopologySync',
          metadata: { name: SYNC, namespace: HOME },
          spec: {
            source: { url: `file://${remote}`, ref: { branch: 'main' } },
            hub: { id: hubId },
            interval: input.interval,
            mode: 'enforce',
          },
        });
      }
      return git('rev-parse', 'HEAD');
    },
    startLoop: () => {
      const args = [
        input.program,
        'run',
        '--kubeconfig',
        server.kubeconfig,
        '--namespace',
        HOME,
        '--verbose',
      ];
      const child = spawn(process.execPath, ['--expose-gc', `--import=${tellHeap}`, ...args], {
        env: { ...process.env, RAMEN_SYNC_DATA: join(input.folder, 'data') },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      loops.add(child);
      return loopRun(child);
    },
    stop: async () => {
      for (const child of loops) child.kill('SIGKILL');
      agent.destroy();
      await server.stop();
    },
  };
}

const HEAP = 'heap after a collection';

/** In the process of the loop, before anything of ours: on SIGUSR2 it collects, and says what is left. */
const tellHeap = `data:text/javascript,${encodeURIComponent(`process.on('SIGUSR2', () => {
  gc();
  const mib = process.memoryUsage().heapUsed / 2 ** 20;
  process.stderr.write(JSON.stringify({ message: '${HEAP}', mib }) + '\\n');
});`)}`;

function loopRun(child: ChildProcess): LoopRun {
  const requests: string[] = [];
  const lines: JsonObject[] = [];
  const heaps: number[] = [];
  if (child.stderr !== null) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      const json: unknown = line.startsWith('{') ? JSON.parse(line) : { message: line };
      if (!isObject(json)) return;
      if (json.message === 'request') requests.push(String(json.request));
      else if (json.message === HEAP) heaps.push(Number(json.mib));
      else lines.push(json);
    });
  }
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  const status = (key: string): number => {
    const found = new RegExp(`${key}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
    return Number(found?.[1] ?? 0) / 1024;
  };
  return {
    pid: child.pid ?? 0,
    requests,
    lines,
    rssMib: () => status('VmRSS'),
    peakMib: () => status('VmHWM'),
    heapMib: async () => {
      const told = heaps.length;
      child.kill('SIGUSR2');
      await eventually(
        () => heaps.length > told,
        30,
        () => `the loop does not tell its heap: ${JSON.stringify(lines.slice(-15))}`,
      );
      return heaps.at(-1) ?? 0;
    },
    end: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
}

export function conditionOf(
  sync: JsonObject,
  type: string,
): { readonly status: string; readonly message: string } {
  const conditions = getAt(sync, ['status', 'conditions']);
  const found = isArray(conditions)
    ? conditions.find((each) => getString(each, ['type']) === type)
    : undefined;
  return { status: getString(found, ['status']) ?? '', message: getString(found, ['message']) ?? '' };
}

export async function eventually(
  isSo: () => boolean | Promise<boolean>,
  seconds: number,
  what: () => string,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`after ${seconds}s: ${what()}`);
    await new Promise((done) => setTimeout(done, 200));
  }
}
