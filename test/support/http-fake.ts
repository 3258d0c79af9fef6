import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectCluster } from '../../src/cluster/connect.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import type { Leave } from '../../src/ports/leave.ts';

export interface HttpFake {
  readonly url: string;
  readonly cluster: Cluster;
  /** `METHOD /path?query` of each request, in order. */
  readonly requests: string[];
  readonly bodies: string[];
  /** Milliseconds of each pause the client took. */
  readonly pauses: number[];
  readonly verbose: string[];
  stop(): Promise<void>;
}

export type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** One HTTP server that misbehaves as told, and a client of ours on it. Discovery is answered for DRPolicy and Secret. */
export async function startHttpFake(
  handler: Handler,
  options: { readonly timeoutMs?: number; readonly user?: Json; readonly leave?: Leave } = {},
): Promise<HttpFake> {
  const requests: string[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const discovery = discoveryAnswers[request.url ?? ''];
      if (discovery !== undefined) return answer(response, 200, discovery);
      requests.push(`${request.method} ${request.url}`);
      bodies.push(body);
      handler(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-http-'));
  const pauses: number[] = [];
  const verbose: string[] = [];
  const cluster = await connectCluster({
    name: 'hub',
    access: { kubeconfig: writeKubeconfig(folder, url, options.user ?? { token: 'very-secret-token' }) },
    requestTimeoutMs: options.timeoutMs ?? 20_000,
    clock: skippingClock(pauses),
    random: () => 1,
    ...(options.leave === undefined ? {} : { leave: options.leave }),
    verbose: (line) => verbose.push(line),
  });
  return {
    url,
    cluster,
    requests,
    bodies,
    pauses,
    verbose,
    stop: async () => {
      cluster.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}

export function answer(
  response: ServerResponse,
  status: number,
  json: Json,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(json));
}

export function statusOf(code: number, reason: string, message: string, details: Json = {}): Json {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    details,
    code,
  };
}

export function writeKubeconfig(
  folder: string,
  server: string,
  user: Json,
  cluster: JsonObject = {},
): string {
  const path = join(folder, 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server, ...cluster } }],
    users: [{ name: 'ann', user }],
    contexts: [{ name: 'hub', context: { cluster: 'c', user: 'ann' } }],
    'current-context': 'hub',
  };
  writeFileSync(path, JSON.stringify(config));
  return path;
}

/** Real deadlines, but pauses end at once and are only noted: each moves the clock. */
function skippingClock(pauses: number[]): Clock {
  let skipped = 0;
  return {
    now: () => Date.now() + skipped,
    sleep: async (milliseconds) => {
      pauses.push(milliseconds);
      skipped += milliseconds;
    },
  };
}

const discoveryAnswers: Record<string, Json> = {
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/api/v1': { kind: 'APIResourceList', resources: [{ name: 'secrets', kind: 'Secret', namespaced: true }] },
  '/apis': {
    kind: 'APIGroupList',
    groups: [
      {
        name: 'ramendr.openshift.io',
        versions: [{ groupVersion: 'ramendr.openshift.io/v1alpha1', version: 'v1alpha1' }],
        preferredVersion: { groupVersion: 'ramendr.openshift.io/v1alpha1', version: 'v1alpha1' },
      },
    ],
  },
  '/apis/ramendr.openshift.io/v1alpha1': {
    kind: 'APIResourceList',
    resources: [
      { name: 'drpolicies', kind: 'DRPolicy', namespaced: false },
      { name: 'drpolicies/status', kind: 'DRPolicy', namespaced: false },
    ],
  },
};
