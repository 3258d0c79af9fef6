import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RealServer, startRealServer } from '../support/real-server.ts';
import { commitFolder } from './bench-git.ts';
import { writeDrRepository } from './dr-repository.ts';
import { type Command, inTurn, type Measurement, measure } from './measure.ts';
import { type Row, renderTable } from './table.ts';

export interface PlanTableInput {
  /** Path of bin/ramen-sync.js. */
  readonly program: string;
  /** Path of bare-client.js. */
  readonly bareClient: string;
  readonly kubectl: string;
  readonly crds: readonly string[];
  readonly objects: number;
  readonly runs: number;
  readonly folder: string;
}

/** How many requests at a time the bare client makes: which of them is best depends on the machine. */
const bareParallel = [4, 8, 16, 32];
const CHANGED = 10;

/** ramen-sync against kubectl and a bare client, on real kube-apiservers; a table each, with its title. */
export async function planTables(input: PlanTableInput): Promise<readonly string[]> {
  const server = await startRealServer({ clusters: ['hub', 'other', 'bare'], crds: input.crds });
  try {
    const stage = new Stage(input, server);
    const count = input.objects.toLocaleString('en');
    const created = await stage.createTable();
    return [
      `### Plan of ${count} objects, nothing to do\n\n${await stage.planTable()}`,
      `### Apply of ${count} objects, nothing to do\n\n${await stage.againTable()}`,
      `### Plan of ${count} objects, ${CHANGED} of them changed\n\n${await stage.changedTable()}`,
      `### Apply of ${count} new objects\n\n${created}`,
    ];
  } finally {
    await server.stop();
  }
}

interface Repository {
  readonly root: string;
  /** The folder that holds nothing but the objects. */
  readonly objects: string;
}

class Stage {
  readonly #input: PlanTableInput;
  readonly #server: RealServer;
  /** The last one that was applied: what the tables of nothing to do are taken from. */
  #applied: Repository = { root: '', objects: '' };

  constructor(input: PlanTableInput, server: RealServer) {
    this.#input = input;
    this.#server = server;
  }

  /** Each run with names of its own; each program on a control plane of its own. */
  async createTable(): Promise<string> {
    const { objects, runs, folder } = this.#input;
    const results = new Map<string, Measurement[]>();
    for (let run = 0; run < runs; run += 1) {
      const root = join(folder, `plan-${run}`);
      const repository = { root, objects: writeDrRepository(root, objects, `r${run}`) };
      // What is applied from a checkout carries its commit; a plan from a plain folder would ask for more.
      commitFolder(root);
      const commands = [
        this.#ramenSync('apply --yes --no-wait', repository),
        this.#kubectl('apply --server-side', 'other', repository),
        ...bareParallel.map((parallel) => {
          const own = join(folder, `bare-${run}-${parallel}`);
          return this.#bare(parallel, writeDrRepository(own, objects, `r${run}-${parallel}`));
        }),
      ];
      for (const command of commands) {
        const measured = await measure(command, folder);
        results.set(command.name, [...(results.get(command.name) ?? []), measured]);
      }
      this.#applied = repository;
    }
    return renderTable([...results].map(([name, measured]): Row => ({ name, runs: measured })));
  }

  async planTable(): Promise<string> {
    const plan = this.#ramenSync('plan', this.#applied);
    const diff = this.#kubectl('diff --server-side', 'hub', this.#applied);
    return this.#inTurn([plan, diff], (told) => {
      if (!told.includes(`${this.#input.objects} unchanged`))
        throw new Error(`the plan finds changes:\n${told}`);
    });
  }

  async againTable(): Promise<string> {
    const apply = this.#ramenSync('apply --yes --no-wait', this.#applied);
    return this.#inTurn([apply, this.#kubectl('apply --server-side', 'other', this.#applied)]);
  }

  async changedTable(): Promise<string> {
    const apps = join(this.#applied.objects, 'apps');
    for (const name of readdirSync(apps).sort().slice(0, CHANGED)) {
      const file = join(apps, name, 'placement.yaml');
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace('  labels:\n', '  labels:\n    changed: "yes"\n'),
      );
    }
    commitFolder(this.#applied.root);
    const plan = this.#ramenSync('plan', this.#applied);
    return this.#inTurn([plan], (told) => {
      if (!told.includes(`${CHANGED} to update`)) throw new Error(`not ${CHANGED} changes:\n${told}`);
    });
  }

  async #inTurn(commands: readonly Command[], check: (told: string) => void = () => {}): Promise<string> {
    const { runs, folder } = this.#input;
    const results = await inTurn(commands, runs, folder);
    check(results[0]?.[0]?.stdout ?? '');
    const rows: Row[] = [];
    for (const [index, command] of commands.entries()) {
      rows.push({
        name: command.name,
        runs: results[index] ?? [],
        more: await countRequests(command, folder),
      });
    }
    return renderTable(rows, ['requests', 'dry runs']);
  }

  #ramenSync(words: string, { root }: Repository): Command {
    return {
      name: `\`ramen-sync ${words}\``,
      program: process.execPath,
      args: [this.#input.program, ...words.split(' '), '-C', root, '--kubeconfig', this.#server.kubeconfig],
    };
  }

  #kubectl(words: string, context: string, { objects }: Repository): Command {
    return {
      name: `\`kubectl ${words}\``,
      program: this.#input.kubectl,
      args: [
        ...['--kubeconfig', this.#server.kubeconfig, '--context', context],
        ...[...words.split(' '), '-R', '-f', objects],
        ...(words.startsWith('apply') ? ['--force-conflicts'] : []),
      ],
      env: { ...process.env, HOME: this.#input.folder },
    };
  }

  #bare(parallel: number, objects: string): Command {
    const certificate = join(this.#input.folder, 'bare.crt');
    writeFileSync(certificate, this.#server.certificates.bare ?? '');
    return {
      name: `bare client, ${parallel} at a time`,
      program: process.execPath,
      args: [
        ...[this.#input.bareClient, objects, this.#server.urls.bare ?? ''],
        ...[this.#server.token, certificate, String(parallel)],
      ],
    };
  }
}

/** Requests, and dry runs among them, in one more run that tells. */
async function countRequests(command: Command, folder: string): Promise<readonly string[]> {
  const isOurs = command.name.includes('ramen-sync');
  const told = await measure({ ...command, args: [...command.args, isOurs ? '-v' : '-v=6'] }, folder);
  const lines = `${told.stdout}\n${told.stderr}`
    .split('\n')
    .filter((line) => (isOurs ? /^hub: [A-Z]+ / : /"Response" verb=/).test(line));
  return [`${lines.length}`, `${lines.filter((line) => line.includes('dryRun=All')).length}`];
}
