import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../cluster/system-clock.ts';
import { ClusterError, UserError } from '../model/errors.ts';
import { version } from '../model/version.ts';
import type { CommandAction, CommandContext, CommandDefinition } from './command.ts';
import { commands } from './commands.ts';
import { exitCode } from './exit-codes.ts';
import { run } from './program.ts';
import type { Surroundings } from './streams.ts';

function surroundings(change: Partial<Surroundings> = {}) {
  const written = { out: '', err: '' };
  const around: Surroundings = {
    stdout: {
      write: (text) => {
        written.out += text;
      },
      isTTY: false,
      columns: undefined,
    },
    stderr: {
      write: (text) => {
        written.err += text;
      },
      isTTY: false,
      columns: undefined,
    },
    stdin: {
      isTTY: false,
      readAll: async () => '',
      readLine: async () => undefined,
      lines: async function* () {},
    },
    env: {},
    cwd: '/nowhere',
    signal: new AbortController().signal,
    clock: systemClock,
    ...change,
  };
  return { around, written };
}

function probe(action: CommandAction, more: Partial<CommandDefinition> = {}): CommandDefinition {
  return {
    name: 'probe',
    summary: 'For tests.',
    formats: ['text', 'json', 'sarif'],
    examples: [['ramen-sync probe', 'tries it']],
    define: (command) => void command.argument('[path...]').option('--fix', 'mend it'),
    load: async () => action,
    ...more,
  };
}

async function contextOf(
  args: readonly string[],
  change: Partial<Surroundings> = {},
): Promise<CommandContext> {
  const seen: CommandContext[] = [];
  const { around, written } = surroundings(change);
  await run(args, around, [
    probe(async (context) => {
      seen.push(context);
      return exitCode.done;
    }),
  ]);
  const [context] = seen;
  if (context === undefined) throw new Error(written.err);
  return context;
}

describe('run', () => {
  it('answers with the exit status of the command', async () => {
    const { around } = surroundings();
    expect(await run(['probe'], around, [probe(async () => exitCode.blocked)])).toBe(3);
  });

  it('reads global flags before and behind the command', async () => {
    const context = await contextOf([
      '-C',
      '/repo',
      'probe',
      'a',
      '--strict',
      '--request-timeout',
      '1m30s',
      '-o',
      'json',
    ]);
    expect(context.options).toMatchObject({ repo: '/repo', strict: true, requestTimeoutMs: 90_000 });
    expect(context.options.outputs).toEqual([{ format: 'json' }]);
  });

  it('lets flags win over the environment, and the environment over defaults', async () => {
    const env = { RAMEN_SYNC_STRICT: 'true', RAMEN_SYNC_CONTEXT: 'hub', RAMEN_SYNC_OUTPUT: 'json' };
    const context = await contextOf(['probe', '--context', 'mine'], { env });
    expect(context.options).toMatchObject({ strict: true, context: 'mine', outputs: [{ format: 'json' }] });
  });

  it('writes several formats, one of them to stdout', async () => {
    const context = await contextOf(['probe', '-o', 'sarif=out.sarif', '-o', 'text']);
    expect(context.options.outputs).toEqual([
      { format: 'sarif', file: '/nowhere/out.sarif' },
      { format: 'text' },
    ]);
  });

  it.each([
    [['probe', '-o', 'xml'], 'unknown output format "xml"'],
    [['probe', '-o', 'json', '-o', 'sarif'], 'only one format can go to stdout'],
    [['probe', '--request-timeout', 'soon'], 'must be a duration'],
    [['prob'], '(Did you mean probe?)'],
    [['probe', '--fx'], '(Did you mean --fix?)'],
    [[], 'Usage: ramen-sync'],
  ])('%j exits 1 and says %s', async (args, message) => {
    const { around, written } = surroundings();
    expect(await run(args, around, [probe(async () => exitCode.done)])).toBe(exitCode.failed);
    expect(written.err).toContain(message);
    expect(written.out).toBe('');
  });

  it('names the environment variable whose value makes no sense', async () => {
    const { around, written } = surroundings({ env: { RAMEN_SYNC_REQUEST_TIMEOUT: 'soon' } });
    expect(await run(['probe'], around, [probe(async () => exitCode.done)])).toBe(exitCode.failed);
    expect(written.err).toContain('environment variable RAMEN_SYNC_REQUEST_TIMEOUT is "soon"');
  });

  it('prints help with examples to stdout and exits 0', async () => {
    const { around, written } = surroundings();
    expect(await run(['probe', '--help'], around, [probe(async () => exitCode.done)])).toBe(exitCode.done);
    expect(written.out).toContain('ramen-sync probe  tries it');
    expect(written.out).toContain('--kubeconfig');
  });

  it('prints the version of package.json', async () => {
    const { around, written } = surroundings();
    expect(await run(['--version'], around)).toBe(exitCode.done);
    expect(written.out).toBe(`${version}\n`);
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(version).toBe(manifest.version);
  });
});

describe('trouble', () => {
  const fails = async (error: unknown, args: readonly string[] = []) => {
    const { around, written } = surroundings();
    const code = await run(['probe', ...args], around, [
      probe(async () => {
        throw error;
      }),
    ]);
    return { code, err: written.err };
  };

  it('of the user: message and hint, no stack, even with -v', async () => {
    const { code, err } = await fails(new UserError('no such file apps/', { hint: 'name another' }), ['-v']);
    expect(code).toBe(exitCode.failed);
    expect(err).toBe('error: no such file apps/\n  help: name another\n');
  });

  it('of a cluster: says what to look at', async () => {
    const { err } = await fails(
      new ClusterError('hub: 401 Unauthorized', { reason: 'unauthorized', status: 401 }),
    );
    expect(err).toMatch(/^error: hub: 401 Unauthorized\n {2}help: the credentials/);
  });

  it('of ours: asks for a report, with the stack only on -v', async () => {
    const quiet = await fails(new TypeError('x is not a function'));
    expect(quiet.err).toContain('this is a bug in ramen-sync: x is not a function');
    expect(quiet.err).not.toContain('    at ');
    expect((await fails(new TypeError('x'), ['-v'])).err).toContain('    at ');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('%s ends with %i, except where it is the ordinary end', async (name, code) => {
    const stop = new AbortController();
    const { around } = surroundings({ signal: stop.signal });
    const action: CommandAction = async () => {
      stop.abort(name);
      return exitCode.done;
    };
    expect(await run(['probe'], around, [probe(action)])).toBe(code);
    expect(await run(['probe'], around, [probe(action, { endsOnSignal: true })])).toBe(exitCode.done);
  });
});

describe('colour', () => {
  const onTerminal = { write: () => undefined, isTTY: true, columns: 80 };
  it.each([
    [['probe'], {}, false, false],
    [['probe'], {}, true, true],
    [['probe'], { NO_COLOR: '1' }, true, false],
    [['probe'], { FORCE_COLOR: '1' }, false, true],
    [['probe'], { FORCE_COLOR: '0' }, true, false],
    [['probe'], { TERM: 'dumb' }, true, false],
    [['probe', '--color', 'always'], { NO_COLOR: '1' }, false, true],
    [['probe', '--color', 'never'], { FORCE_COLOR: '1' }, true, false],
  ])('%j with %j on a terminal: %s gives %s', async (args, env, isTerminal, expected) => {
    const context = await contextOf(args, { env, ...(isTerminal ? { stdout: onTerminal } : {}) });
    expect(context.options.color.stdout).toBe(expected);
  });
});

describe('the list of commands', () => {
  it('has one name each, and an example for every one', () => {
    expect(new Set(commands.map((command) => command.name)).size).toBe(commands.length);
    for (const command of commands) expect(command.examples.length, command.name).toBeGreaterThan(0);
  });
});
