import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { startRealServer } from '../support/real-server.ts';
import { writeDrRepository } from './dr-repository.ts';
import { type Command, inTurn, measure } from './measure.ts';
import { type Row, renderTable } from './table.ts';

export interface PlanTableInput {
  /** Path of bin/ramen-sync.js. */
  readonly program: string;
  readonly kubectl: string;
  readonly crds: readonly string[];
  readonly objects: number;
  readonly runs: number;
  readonly folder: string;
}

export interface PlanTables {
  /** All objects new, once; each program on a control plane of its own. */
  readonly apply: string;
  /** Nothing to change, both against what ramen-sync applied. */
  readonly plan: string;
}

/** ramen-sync against kubectl, on real kube-apiservers. */
export async function planTables(input: PlanTableInput): Promise<PlanTables> {
  const server = await startRealServer({ clusters: ['hub', 'other'], crds: input.crds });
  try {
    const root = join(input.folder, 'plan');
    const objects = writeDrRepository(root, input.objects);
    commit(root);
    const count = input.objects.toLocaleString('en');
    const ramenSync = (name: string, ...args: readonly string[]): Command => ({
      name: `\`ramen-sync ${name}\`, ${count} objects`,
      program: process.execPath,
      args: [input.program, '-C', root, '--kubeconfig', server.kubeconfig, ...args],
    });
    const kubectl = (name: string, context: string, ...args: readonly string[]): Command => ({
      name: `\`kubectl ${name}\`, ${count} objects`,
      program: input.kubectl,
      args: ['--kubeconfig', server.kubeconfig, '--context', context, ...args],
      env: { ...process.env, HOME: input.folder },
    });
    const files = ['--server-side', '-R', '-f', objects];
    const apply = await inTurnOnce(
      [
        ramenSync('apply --no-wait', 'apply', '--yes', '--no-wait'),
        kubectl('apply --server-side', 'other', 'apply', ...files),
      ],
      input.folder,
    );
    const commands = [
      ramenSync('plan', 'plan'),
      kubectl('diff --server-side', 'hub', 'diff', ...files),
    ] as const;
    const results = await inTurn(commands, input.runs, input.folder);
    const told = results[0]?.[0]?.stdout ?? '';
    if (!told.includes(`${input.objects} unchanged`)) throw new Error(`the plan finds changes:\n${told}`);
    const requests = [
      await countLines({ ...commands[0], args: [...commands[0].args, '-v'] }, /^hub: [A-Z]+ /, input.folder),
      await countLines(
        { ...commands[1], args: [...commands[1].args, '-v=6'] },
        /"Response" verb=/,
        input.folder,
      ),
    ];
    const plan = commands.map(({ name }, index) => ({
      name,
      runs: results[index] ?? [],
      more: [`${requests[index]}`],
    }));
    return { apply: renderTable(apply), plan: renderTable(plan, ['requests']) };
  } finally {
    await server.stop();
  }
}

async function inTurnOnce(commands: readonly Command[], folder: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const command of commands) {
    rows.push({ name: command.name, runs: [await measure(command, folder)] });
  }
  return rows;
}

async function countLines(command: Command, pattern: RegExp, folder: string): Promise<number> {
  const { stdout, stderr } = await measure(command, folder);
  return `${stdout}\n${stderr}`.split('\n').filter((line) => pattern.test(line)).length;
}

/** What is applied from a checkout carries its commit; a plan from a plain folder would ask for more. */
function commit(root: string): void {
  const identity = [
    '-c',
    'user.name=bench',
    '-c',
    'user.email=bench@example.com',
    '-c',
    'commit.gpgsign=false',
  ];
  for (const args of [
    ['init', '--quiet', '--initial-branch=main'],
    ['add', '--all'],
    ['commit', '--quiet', '--message=objects'],
  ]) {
    execFileSync('git', [...identity, ...args], { cwd: root, stdio: 'pipe' });
  }
}
