import { cpSync, mkdirSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { assetsFolder } from '../support/real-server.ts';
import { lintTable } from './lint-table.ts';
import { hasGnuTime } from './measure.ts';
import { planTables } from './plan-table.ts';

const help = `npm run bench -- [options]
  --runs <n>     runs of each command, of which the median counts (default 5; plan and diff: 3 at most)
  --objects <n>  objects of plan and apply (default 1000)
  --only <what>  lint or plan
`;

/** Prints Markdown tables. `root` is the checkout, built; everything else happens below `folder`. */
export async function runBenchmarks(root: string, folder: string): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '5' },
      objects: { type: 'string', default: '1000' },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return say(help);
  const runs = Number(values.runs);
  mkdirSync(folder, { recursive: true });
  const program = install(root, folder);
  say(machine());
  if (values.only !== 'plan') {
    say(`\n### Lint\n\n${await lintTable(program, runs, folder)}\n`);
  }
  if (values.only !== 'lint') {
    const assets = assetsFolder();
    if (assets === undefined) {
      say(
        '\nNot measured: plan and apply. They need KUBEBUILDER_ASSETS (etcd, kube-apiserver and kubectl).\n',
      );
    } else {
      const tables = await planTables({
        program,
        kubectl: join(assets, 'kubectl'),
        crds: crdFolders(root),
        objects: Number(values.objects),
        runs: Math.min(runs, 3),
        folder,
      });
      say(`\n### Plan of what is applied already\n\n${tables.plan}\n`);
      say(`\n### Apply of new objects, one run\n\n${tables.apply}\n`);
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

function crdFolders(root: string): readonly string[] {
  const named = (process.env.RAMEN_SYNC_CRDS ?? '').split(':').filter((path) => path !== '');
  return named.length > 0 ? named : [join(root, 'schemas', 'crds')];
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
