import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const entry = resolve(import.meta.dirname, '../../bin/action.js');

export interface ActionResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The lines that the runner obeys: those outside of stopped commands. */
  readonly commands: readonly string[];
  /** Text of the file that an output names. */
  read(output: string): string;
}

/** Starts what action.yml starts, as the runner does: inputs and event in the environment, answers in files. */
export async function runAction(options: {
  readonly workspace: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Payload of the event; a push without one. */
  readonly event?: unknown;
  /** Another `bin/action.js` than this checkout's. */
  readonly entry?: string;
  /** More of the runner's environment. */
  readonly env?: Readonly<Record<string, string>>;
}): Promise<ActionResult> {
  const temp = mkdtempSync(join(tmpdir(), 'ramen-sync-runner-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(temp, name), text);
    return join(temp, name);
  };
  try {
    const output = file('output', '');
    const summary = file('summary', '');
    const inputs = Object.entries(options.inputs ?? {}).map(([name, value]) => [
      `INPUT_${name.toUpperCase()}`,
      value,
    ]);
    const env = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: options.workspace,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_EVENT_NAME: options.event === undefined ? 'push' : 'pull_request',
      GITHUB_EVENT_PATH: file('event.json', JSON.stringify(options.event ?? { ref: 'refs/heads/main' })),
      RUNNER_TEMP: temp,
      ...Object.fromEntries(inputs),
      ...options.env,
    };
    const ended = await start(options.entry ?? entry, env, options.workspace);
    const outputs = readOutputs(readFileSync(output, 'utf8'));
    const texts = new Map(
      Object.values(outputs)
        .filter((value) => value.startsWith('/'))
        .map((path) => [path, readFileSync(path, 'utf8')]),
    );
    return {
      ...ended,
      outputs,
      summary: readFileSync(summary, 'utf8'),
      commands: readCommands(ended.stdout),
      read: (name) => texts.get(outputs[name] ?? '') ?? '',
    };
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

function start(
  file: string,
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<Pick<ActionResult, 'status' | 'stdout' | 'stderr'>> {
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, [file], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const written = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        written[name] += text;
      });
    }
    child.on('error', reject);
    child.on('close', (status) => done({ status, ...written }));
  });
}

/** As the runner reads them: `name<<delimiter`, lines, `delimiter`. */
function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  while (lines.length > 1) {
    const [name, delimiter] = (lines.shift() ?? '').split('<<');
    const end = lines.indexOf(delimiter ?? '');
    if (name === undefined || end < 0) throw new Error(`the runner would refuse this output: ${text}`);
    outputs[name] = lines
      .splice(0, end + 1)
      .slice(0, -1)
      .join('\n');
  }
  return outputs;
}

/** As the runner reads its log: a command at the start of a line, whatever ends that line; nothing while stopped. */
function readCommands(text: string): readonly string[] {
  const found: string[] = [];
  let resume: string | undefined;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const stop = /^\s*::stop-commands::(.+)$/.exec(line)?.[1];
    if (resume !== undefined) {
      if (line.trim() === `::${resume}::`) resume = undefined;
    } else if (stop !== undefined) resume = stop;
    else if (line.trimStart().startsWith('::') || line.includes('##[')) found.push(line);
  }
  return found;
}
