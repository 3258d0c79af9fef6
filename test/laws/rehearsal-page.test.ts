import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkoutExample, type GitCheckout } from '../support/git-checkout.ts';
import { runCli } from '../support/run-cli.ts';
import { type RunningSandbox, startSandboxCommand } from '../support/sandbox-command.ts';

const page = resolve(import.meta.dirname, '../../docs/rehearsal.md');

let repo: GitCheckout;
let sandbox: RunningSandbox | undefined;

beforeAll(() => {
  repo = checkoutExample('regional');
});
afterAll(async () => {
  await sandbox?.end();
  repo.remove();
});

/** `vitest -u` writes the page anew, with what the commands say now. */
it('docs/rehearsal.md: its commands say what stands there', async () => {
  const parts = readFileSync(page, 'utf8').split(/(```console\n[\s\S]*?```)/);
  const told: string[] = [];
  for (const part of parts) told.push(part.startsWith('```console') ? await carryOut(part) : part);
  await expect(told.join('')).toMatchFileSnapshot(page);
});

async function carryOut(block: string): Promise<string> {
  const lines: string[] = [];
  for (const line of block.split('\n').filter((each) => each.startsWith('$ '))) {
    lines.push(line, await sayOf(line.slice(2)));
  }
  return `\`\`\`console\n${lines.filter((line) => line !== '').join('\n')}\n\`\`\``;
}

async function sayOf(command: string): Promise<string> {
  const cwd = repo.path;
  const env = { RAMEN_SYNC_KUBECONFIG: join(cwd, '.git', 'sandbox.kubeconfig') };
  const [, piped, line = command] = /^printf '(.*)' \| (.*)$/.exec(command) ?? [];
  if (line.startsWith('export ')) return '';
  const [program, ...args] = wordsOf(line);
  if (program === 'git') {
    repo.git(...args);
    return '';
  }
  if (piped === undefined && line.includes('--from')) {
    sandbox = await startSandboxCommand(args, { cwd });
    return masked(sandbox.shown());
  }
  const { stdout, stderr, status } = await runCli(args, {
    cwd,
    ...(piped === undefined ? { env } : { stdin: piped.replaceAll('\\n', '\n') }),
  });
  if (status !== 0) throw new Error(`${command} ended with ${status}: ${stderr}`);
  return masked(stdout);
}

function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** Ports and commits are others each time. */
function masked(text: string): string {
  return text
    .replace(/^ramen-sync-checkout-\w+:/m, 'dr:')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:…')
    .replace(/\b(Git|commit) [0-9a-f]{12}\b/g, '$1 3b1f8a0c5d27')
    .trimEnd();
}
