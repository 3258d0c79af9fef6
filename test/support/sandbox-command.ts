import { run } from '../../src/cli/program.ts';
import { systemClock } from '../../src/cluster/system-clock.ts';

/** A `ramen-sync sandbox` that has said that it is ready. */
export interface RunningSandbox {
  /** Everything that it has written, stderr first. */
  shown(): string;
  /** As SIGTERM does; its exit status. */
  end(): Promise<number>;
}

export async function startSandboxCommand(
  args: readonly string[],
  { cwd }: { readonly cwd: string },
): Promise<RunningSandbox> {
  const controller = new AbortController();
  const written = { stdout: '', stderr: '' };
  let ready = (): void => {};
  const isReady = new Promise<void>((resolve) => {
    ready = resolve;
  });
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text;
      if (written.stdout.includes('ready')) ready();
    },
    isTTY: false,
    columns: undefined,
  });
  const ended = run(args, {
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    stdin: { isTTY: false, readAll: async () => '', readLine: async () => undefined, async *lines() {} },
    env: {},
    cwd,
    signal: controller.signal,
    clock: systemClock,
  });
  await Promise.race([
    isReady,
    ended.then((status) => {
      throw new Error(`sandbox ended with ${status}: ${written.stderr}`);
    }),
  ]);
  return {
    shown: () => `${written.stderr}${written.stdout}`,
    end: async () => {
      controller.abort('SIGTERM');
      return ended;
    },
  };
}
