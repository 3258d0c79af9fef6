import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { startRealServer } from '../support/real-server.ts';
import { gitIn } from './bench-git.ts';
import { type Command, type Measurement, measure, median } from './measure.ts';
import { type Row, renderTable } from './table.ts';

export interface IsolationInput {
  /** The checkout: its example is what is planned and applied. */
  readonly root: string;
  /** Path of bin/ramen-sync.js. */
  readonly program: string;
  readonly crds: readonly string[];
  readonly runs: number;
  readonly folder: string;
}

/** How dr2 is met. */
const states = ['answers', 'accepts and never answers', 'has a credential helper that hangs'] as const;

/** plan and apply for hub and dr1, beside a dr2 that is well and one that hangs, in turn on the same servers. */
export async function isolationTables(input: IsolationInput): Promise<readonly string[]> {
  const server = await startRealServer({ clusters: ['hub', 'dr1', 'dr2'], crds: input.crds });
  const silent = await listenSilently();
  try {
    const repo = join(input.folder, 'isolation');
    cpSync(join(input.root, 'examples', 'regional'), repo, { recursive: true });
    const git = gitIn(repo);
    git('init', '--quiet', '--initial-branch=main');
    const commit = (round: string): void => {
      for (const file of ['hub/dr-clusters.yaml', 'managed/dr1/storage.yaml']) {
        const text = readFileSync(join(repo, file), 'utf8').replace(/ {2}annotations: \{ round: .*\n/g, '');
        writeFileSync(
          join(repo, file),
          text.replace(/^metadata:\n/gm, `metadata:\n  annotations: { round: r${round} }\n`),
        );
      }
      git('add', '--all');
      git('commit', '--quiet', '--message', `round ${round}`);
    };
    const kubeconfigs = states.map((state, index) => {
      const path = join(input.folder, `isolation-${index}`);
      writeFileSync(path, kubeconfigFor(server.kubeconfig, state, silent.port));
      return path;
    });
    const command = (name: string, kubeconfig: string, ...args: readonly string[]): Command => ({
      name,
      program: process.execPath,
      args: [input.program, '-C', repo, '--kubeconfig', kubeconfig, ...args],
    });
    const applying = ['apply', '--yes', '--no-wait', '-o', 'json'];
    commit('0');
    await measure(command('first apply', kubeconfigs[0] ?? '', ...applying), input.folder);
    const plans: Measurement[][] = states.map(() => []);
    const applies: Measurement[][] = states.map(() => []);
    for (let round = 1; round <= input.runs + 1; round += 1) {
      for (const [index, kubeconfig] of kubeconfigs.entries()) {
        commit(`${round}-${index}`);
        const planned = await measure(command('plan', kubeconfig, 'plan'), input.folder);
        const applied = await measure(command('apply', kubeconfig, ...applying), input.folder);
        if (round === 1) continue;
        plans[index]?.push(planned);
        applies[index]?.push(applied);
      }
    }
    const rows = (name: string, runs: readonly (readonly Measurement[])[]): Row[] =>
      states.map((state, index) => ({
        name: `\`${name}\`, dr2 ${state}`,
        runs: runs[index] ?? [],
        more: [writing(runs[index] ?? [])],
      }));
    return [
      renderTable(rows('plan', plans), ['']),
      renderTable(rows('apply --no-wait', applies), ['hub and dr1 written in']),
    ];
  } finally {
    silent.stop();
    await server.stop();
  }
}

/** From the first object of hub and dr1 that is begun to the last that is done. */
function writing(runs: readonly Measurement[]): string {
  const spans = runs.flatMap(({ stdout }) => {
    const times = stdout
      .split('\n')
      .filter((line) => /^\{"time":.*"event":"(started|healthy|skipped)".*"cluster":"(hub|dr1)"/.test(line))
      .map((line) => Date.parse(JSON.parse(line).time));
    return times.length === 0 ? [] : [Math.max(...times) - Math.min(...times)];
  });
  return spans.length === 0 ? '' : `${median(spans).toFixed(0)} ms`;
}

function kubeconfigFor(path: string, state: (typeof states)[number], port: number): string {
  const config = JSON.parse(readFileSync(path, 'utf8'));
  for (const { name, cluster } of config.clusters) {
    if (name === 'dr2' && state === 'accepts and never answers') cluster.server = `https://127.0.0.1:${port}`;
  }
  config.users.push({ name: 'slow', user: { exec: { command: 'sleep', args: ['3600'] } } });
  for (const { name, context } of config.contexts) {
    if (name === 'dr2' && state === 'has a credential helper that hangs') context.user = 'slow';
  }
  return JSON.stringify(config);
}

async function listenSilently(): Promise<{ readonly port: number; readonly stop: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    stop: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
