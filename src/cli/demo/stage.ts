import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fold } from '../../report/fold.ts';
import { withoutColour } from '../../report/without-colour.ts';
import { obey } from '../../sandbox/rehearsal/obey.ts';
import type { Sandbox } from '../../sandbox/start.ts';
import type { CommandContext } from '../command.ts';
import { type DemoRepository, openDemoRepository } from './demo-repository.ts';
import { passUntil, passUntilTime, startDemoSandbox } from './demo-sandbox.ts';
import type { Screen } from './screen.ts';
import { StoryBroke } from './story-broke.ts';
import { createStoryClock } from './story-clock.ts';

export interface Outcome {
  readonly status: number;
  /** Everything that was shown, without colour. */
  readonly shown: string;
}

/** What a story is told with: a repository, a sandbox whose time is the story's, the public commands, and an operator. */
export interface Stage {
  readonly repository: DemoRepository;
  readonly sandbox: Sandbox;
  readonly screen: Screen;
  /** A heading. The story's picture is one scene. */
  scene(title: string, kind?: 'picture'): void;
  /** Words of the narrator, folded. */
  tell(text: string): void;
  /** Runs a public command and shows it. Breaks the story where the exit status is another. */
  command(args: readonly string[], expected: number): Promise<Outcome>;
  /** The same without showing it. */
  silent(args: readonly string[], expected: number): Promise<Outcome>;
  commit(message: string): Promise<void>;
  /** An operator acts by hand, as `failover shop/cart` of a rehearsal; shown is the kubectl that they typed. */
  operator(line: string): void;
  /** A disaster, as `lose dr1` of a rehearsal; shown in its words. */
  happens(line: string): void;
  /** Lets time pass until it is this time of the day, as `03:10`. */
  at(time: string): void;
  /** Lets time pass until it holds; breaks the story where it does not within ten minutes. */
  until(what: string, isSo: () => boolean): void;
  close(): Promise<void>;
}

export async function openStage(
  context: CommandContext,
  screen: Screen,
  example: 'regional' | 'metro' = 'regional',
): Promise<Stage> {
  const repository = await openDemoRepository(example);
  const sandbox = await startDemoSandbox();
  const clock = createStoryClock(sandbox);
  const kubeconfig = join(repository.folder, 'kubeconfig');
  writeFileSync(kubeconfig, sandbox.kubeconfig, { mode: 0o600 });
  const { now } = sandbox.world;
  await repository.commit('the topology', now());
  const { isColored, paint } = screen;

  const run = async (
    args: readonly string[],
    expected: number,
    show: (text: string) => void,
  ): Promise<Outcome> => {
    let seen = '';
    const stream = {
      write: (text: string) => {
        seen += text;
        show(text);
      },
      isTTY: false,
      columns: screen.columns,
    };
    const status = await context.run([...args, '--color', isColored ? 'always' : 'never'], {
      ...context,
      stdout: stream,
      stderr: stream,
      cwd: repository.path,
      env: { ...withoutOwnVariables(context.env), RAMEN_SYNC_KUBECONFIG: kubeconfig },
      clock,
    });
    if (context.signal.aborted) throw new StoryBroke('interrupted');
    if (status !== expected) {
      throw new StoryBroke(
        `ramen-sync ${args.join(' ')} ended with exit status ${status} instead of ${expected}`,
      );
    }
    return { status, shown: withoutColour(seen) };
  };
  const typed = (line: string): void => {
    const lines = foldCommand(`$ ${line}`, screen.columns);
    screen.show('command', `\n${paint('note', lines)}\n`);
  };

  return {
    repository,
    sandbox,
    screen,
    scene: (title, kind) => {
      screen.picture(kind === 'picture');
      screen.show('scene', `\n${paint('strong', `# ${title}`)}\n`);
    },
    tell: (text) => {
      const lines = fold(text, screen.columns, '').map((line) => line.trimStart());
      const gap = screen.beats().length === 0 ? '' : '\n';
      screen.show('words', `${gap}${lines.join('\n')}\n`);
    },
    command: (args, expected) => {
      typed(`ramen-sync ${args.join(' ')}`);
      return run(args, expected, (text) => screen.show('output', text));
    },
    silent: (args, expected) => run(args, expected, () => {}),
    commit: (message) => repository.commit(message, now()),
    operator: (line) => typed(obey(sandbox, line)),
    happens: (line) => screen.show('words', `\n${paint('error', obey(sandbox, line))}\n`),
    at: (time) => passUntilTime(sandbox, time),
    until: (what, isSo) => passUntil(sandbox, what, isSo),
    close: async () => {
      clock.stop();
      await sandbox.close();
      repository.remove();
    },
  };
}

/** Breaks a command line before its flags, as people do. */
function foldCommand(line: string, columns: number): string {
  const lines: string[] = [''];
  for (const piece of line.split(/ (?=-)/)) {
    const last = lines.at(-1) ?? '';
    const next = last === '' ? piece : `${last} ${piece}`;
    if (last === '' || next.length + 2 <= columns) lines[lines.length - 1] = next;
    else lines.push(`    ${piece}`);
  }
  return lines.join(' \\\n');
}

/** The story is the same whatever this machine's owner has set for their own hub. */
function withoutOwnVariables(env: CommandContext['env']): CommandContext['env'] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('RAMEN_SYNC_')));
}
