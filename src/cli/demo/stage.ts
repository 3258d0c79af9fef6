import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gitProcess } from '../../git/git-process.ts';
import { UserError } from '../../model/errors.ts';
import { fold } from '../../report/fold.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import type { CommandContext } from '../command.ts';
import { paintFor, widthOf } from '../paint.ts';
import type { OutputStream } from '../streams.ts';

/** A step of the story did not end as told. */
export class StoryBroke extends Error {}

export interface Outcome {
  readonly status: number;
  /** Everything that was shown, without colour. */
  readonly shown: string;
}

/** What a story is told with: a repository, a sandbox, the public commands, and an operator. */
export interface Stage {
  /** A heading. */
  scene(title: string): void;
  /** Words of the narrator, folded. */
  tell(text: string): void;
  /** Runs a public command and shows it. Breaks the story where the exit status is another. */
  command(args: readonly string[], expected: number): Promise<Outcome>;
  /** The same without showing it. */
  silent(args: readonly string[]): Promise<Outcome>;
  /** Replaces text in a file of the repository. */
  edit(file: string, from: string, to: string): void;
  commit(message: string): Promise<void>;
  /** What an operator's kubectl sends: a merge patch of the hub's object at `path`. */
  kubectlPatch(shown: string, path: string, patch: unknown): Promise<void>;
  /** Waits until it holds, else breaks the story. */
  until(what: string, isSo: () => Promise<boolean>): Promise<void>;
  readonly sandbox: Sandbox;
  close(): Promise<void>;
}

/** Ramen's pace in the story: seconds become tenths of seconds, minutes of replication stay visible. */
const SPEED = 4;
const PATIENCE_MS = 20_000;

export async function openStage(context: CommandContext): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-demo-'));
  const repo = join(folder, 'dr');
  cpSync(fileURLToPath(new URL('../examples/regional', import.meta.url)), repo, { recursive: true });
  const sandbox = await startSandbox({ speed: SPEED });
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, sandbox.kubeconfig, { mode: 0o600 });
  const git = gitProcess({ dir: repo });
  try {
    await git(['init', '--quiet', '--initial-branch=main']);
  } catch (error) {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
    throw new UserError('the demo keeps its repository in Git, and git does not run here', {
      hint: 'install git',
      cause: error,
    });
  }
  const paint = paintFor(context.options.color.stdout);
  const columns = Math.min(widthOf(context.stdout.columns), 80);
  const out = context.stdout;
  const commit = async (message: string): Promise<void> => {
    await git(['add', '--all']);
    const author = [
      '-c',
      'user.name=demo',
      '-c',
      'user.email=demo@example.com',
      '-c',
      'commit.gpgsign=false',
    ];
    await git([...author, 'commit', '--quiet', '--message', message]);
  };
  await commit('the topology');
  const start = (args: readonly string[], to: OutputStream) =>
    context.run([...args, '--color', context.options.color.stdout ? 'always' : 'never'], {
      ...context,
      stdout: to,
      stderr: to,
      cwd: repo,
      env: { ...withoutOwnVariables(context.env), RAMEN_SYNC_KUBECONFIG: kubeconfig },
    });

  return {
    scene: (title) => out.write(`\n${paint('strong', `# ${title}`)}\n`),
    tell: (text) =>
      out.write(
        `${fold(text, columns, '')
          .map((line) => line.trimStart())
          .join('\n')}\n`,
      ),
    command: async (args, expected) => {
      out.write(`\n${paint('note', `$ ramen-sync ${args.join(' ')}`)}\n`);
      const shown = recorder(out, columns);
      const status = await start(args, shown.stream);
      if (status !== expected) {
        throw new StoryBroke(
          `ramen-sync ${args.join(' ')} ended with exit status ${status} instead of ${expected}`,
        );
      }
      return { status, shown: shown.text() };
    },
    silent: async (args) => {
      const shown = recorder(undefined, columns);
      const status = await start(args, shown.stream);
      return { status, shown: shown.text() };
    },
    edit: (file, from, to) => {
      const path = join(repo, file);
      const text = readFileSync(path, 'utf8');
      if (!text.includes(from)) throw new StoryBroke(`${file} does not contain ${JSON.stringify(from)}`);
      writeFileSync(path, text.replace(from, to));
    },
    commit,
    kubectlPatch: async (shown, path, patch) => {
      out.write(`\n${paint('note', `$ ${shown}`)}\n`);
      await sendPatch(sandbox, path, patch);
    },
    until: (what, isSo) => waitUntil(what, isSo, context.signal),
    sandbox,
    close: async () => {
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The story is the same whatever this machine's owner has set for their own hub. */
function withoutOwnVariables(env: CommandContext['env']): CommandContext['env'] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('RAMEN_SYNC_')));
}

async function sendPatch(sandbox: Sandbox, path: string, patch: unknown): Promise<void> {
  const token = /token: (\S+)/.exec(sandbox.kubeconfig)?.[1] ?? '';
  const response = await fetch(`${sandbox.urls.get('hub') ?? ''}${path}?fieldManager=kubectl-patch`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/merge-patch+json', authorization: `Bearer ${token}` },
    body: JSON.stringify(patch),
  });
  if (!response.ok) throw new StoryBroke(`the operator's patch was answered with ${response.status}`);
}

function recorder(
  out: OutputStream | undefined,
  columns: number,
): { readonly stream: OutputStream; readonly text: () => string } {
  let seen = '';
  return {
    stream: {
      write: (text) => {
        seen += text;
        out?.write(text);
      },
      isTTY: false,
      columns,
    },
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colour is an escape sequence
    text: () => seen.replace(/\u001b\[[0-9;]*m/g, ''),
  };
}

async function waitUntil(what: string, isSo: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (signal.aborted) throw new StoryBroke('interrupted');
    if (performance.now() > deadline) throw new StoryBroke(`${what} did not happen`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
