import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { parseScenario, renderScenario, type Scenario, splitCommand, textOf } from '../support/scenario.ts';

const project = resolve(import.meta.dirname, '../..');
const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.scenario'))
  .sort();

/** `UPDATE=1 npx vitest run test/scenarios` writes what comes out into the files; read the diff before you keep it. */
describe('scenarios', () => {
  it.each(files)('%s', async (name) => {
    const path = join(import.meta.dirname, name);
    const source = readFileSync(path, 'utf8');
    const scenario = parseScenario(source);
    const actual = renderScenario(await play(scenario));
    if (process.env.UPDATE === '1' && actual !== source) writeFileSync(path, actual);
    else expect(actual).toBe(source);
  });
});

const outcomes = new Set(['status', 'stdout', 'stderr', 'file after']);

async function play(scenario: Scenario): Promise<Scenario> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ramen-sync-scenario-')));
  try {
    prepare(scenario, folder);
    const [program, ...args] = splitCommand(textOf(scenario, 'command') ?? '');
    expect(program).toBe('ramen-sync');
    const result = await runCli(args, { cwd: folder, stdin: textOf(scenario, 'stdin') ?? '' });
    const clean = (text: string): string => text.replaceAll(folder, '<folder>');
    const output = (title: 'stdout' | 'stderr') =>
      result[title] === '' ? [] : [{ name: title, argument: '', text: clean(result[title]) }];
    return {
      ...scenario,
      sections: [
        ...scenario.sections.filter((section) => !outcomes.has(section.name)),
        { name: 'status', argument: '', text: `${result.status}\n` },
        ...output('stdout'),
        ...output('stderr'),
        ...scenario.sections
          .filter((section) => section.name === 'file after')
          .map((section) => ({ ...section, text: readFileSync(join(folder, section.argument), 'utf8') })),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function prepare(scenario: Scenario, folder: string): void {
  for (const { name, argument, text } of scenario.sections) {
    const path = join(folder, argument);
    if (name === 'copy') cpSync(join(project, argument), folder, { recursive: true });
    if (name === 'commit') commitAll(folder, argument);
    if (name !== 'file' && name !== 'append') continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: name === 'file' ? 'w' : 'a' });
  }
}

/** Always with the same id for the same files: reports show it. */
function commitAll(folder: string, message: string): void {
  const date = '2026-01-01T00:00:00Z';
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
  };
  const git = (...args: readonly string[]): void => {
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
    execFileSync('git', [...identity, ...args], { cwd: folder, env, stdio: 'pipe' });
  };
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', message);
}
