import { cpSync, mkdirSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { assetsFolder } from '../support/real-server.ts';
import { isolationTables } from './isolation-table.ts';
import { lintTables } from './lint-table.ts';
import { livesTable } from './lives-table.ts';
import { loopTable } from './loop-table.ts';
import { hasGnuTime } from './measure.ts';
import { planTables } from './plan-table.ts';
import { projectTable } from './project-table.ts';
import { sandboxTable } from './sandbox-table.ts';

const help = `npm run bench -- [options]
  --runs <n>     runs of each command, of which the median counts (default 5; plan and diff: 3 at most)
  --objects <n>  objects of plan and apply (default 1000), of the loop (default 10000)
  --only <what>  lint, sandbox, plan, lives (the sandbox's model of Ramen), isolation (a dr2 that hangs), loop (ten minutes; only when asked for), or project: how long npm ci, demo, tests and .ci/run take in a fresh clone
                 (minutes; only when asked for)
`;

/** Prints Markdown tables. `root` is the checkout, built; everything else happens below `folder`. */
export async function runBenchmarks(root: string, folder: string): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '5' },
      objects: { type: 'string' },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return say(help);
  const runs = count('runs', values.runs);
  const objects = count('objects', values.objects ?? '1000');
  if (
    values.only !== undefined &&
    !['lint', 'sandbox', 'plan', 'lives', 'isolation', 'loop', 'project'].includes(values.only)
  ) {
    throw new Error(`--only ${values.only} is none of lint, sandbox, plan, lives, isolation, loop, project`);
  }
  mkdirSync(folder, { recursive: true });
  const program = install(root, folder);
  say(machine());
  const assets = assetsFolder();
  if (values.only === 'project') {
    say(`\n### The project itself\n\n${await projectTable(root, folder, assets !== undefined)}\n`);
    if (assets === undefined) say('\nNot measured: .ci/run, which needs KUBEBUILDER_ASSETS.\n');
  }
  if (values.only === undefined || values.only === 'lint') {
    const tables = await lintTables(root, program, runs, folder);
    say(`\n### Lint\n\n${tables.join('\n\n')}\n`);
  }
  if (values.only === undefined || values.only === 'sandbox') {
    say(`\n### The sandbox\n\n${await sandboxTable(root, program, runs, folder)}\n`);
  }
  if (values.only === undefined || values.only === 'plan') {
    if (assets === undefined) {
      say(
        '\nNot measured: plan and apply. They need KUBEBUILDER_ASSETS (etcd, kube-apiserver and kubectl).\n',
      );
    } else {
      const tables = await planTables({
        program,
        bareClient: join(root, 'test', 'benchmarks', 'bare-client.js'),
        kubectl: join(assets, 'kubectl'),
        crds: crdFolders(root),
        objects,
        runs: Math.min(runs, 3),
        folder,
      });
      say(`\n${tables.join('\n\n')}\n`);
    }
  }
  if (values.only === undefined || values.only === 'isolation') {
    if (assets === undefined) say('\nNot measured: a dr2 that hangs, which needs KUBEBUILDER_ASSETS.\n');
    else {
      const tables = await isolationTables({
        root,
        program,
        crds: crdFolders(root),
        runs: Math.min(runs, 3),
        folder,
      });
      say(`\n### A managed cluster that hangs\n\n${tables.join('\n\n')}\n`);
    }
  }
  if (values.only === undefined || values.only === 'lives') {
    say(`\n### Whole DR lives in the sandbox's model\n\n${livesTable(100)}\n`);
  }
  if (values.only === 'loop') {
    if (assets === undefined) say('\nNot measured: the loop, which needs KUBEBUILDER_ASSETS.\n');
    else {
      const size = count('objects', values.objects ?? '10000');
      const table = await loopTable({ program, crds: crdFolders(root), objects: size, folder });
      say(`\n### The loop\n\n${table}\n`);
    }
  }
  say(`\nLoad average at the end: ${loadText()}.\n`);
}

/** As npm would install it: a checkout looks for changed sources at each start, which no user pays for. */
function install(root: string, folder: string): string {
  const target = join(folder, 'ramen-sync');
  for (const name of ['bin', 'dist', 'package.json'])
    cpSync(join(root, name), join(target, name), { recursive: true });
  return join(target, 'bin', 'ramen-sync.js');
}

export function crdFolders(root: string): readonly string[] {
  const named = (process.env.RAMEN_SYNC_REAL_CRDS ?? '').split(':').filter((path) => path !== '');
  const ours = join(root, 'schemas', 'crds');
  return named.length > 0 ? [...named, join(ours, 'ramen-sync.io_topologysyncs.yaml')] : [ours];
}

function count(name: string, text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new Error(`--${name} ${text} is no number of at least 1`);
}

function machine(): string {
  const processors = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `Node ${process.versions.node}, ${process.platform} ${release()}, ${processors.length} × ${processors[0]?.model.trim() ?? '?'}, ${memory}; load average at the start: ${loadText()}.
Wall, CPU (user and system, all threads) and peak memory are medians; ratio compares wall times with the first row.${hasGnuTime ? '' : '\nWithout GNU time (/usr/bin/time) CPU and memory are left out.'}
`;
}

function loadText(): string {
  return loadavg()
    .map((load) => load.toFixed(1))
    .join(' ');
}

function say(text: string): void {
  process.stdout.write(text);
}
