import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { runOnce } from './measure.ts';
import { type Row, renderTable } from './table.ts';

/** What a contributor waits for, once each, in a fresh clone of the last commit. */
export async function projectTable(root: string, folder: string, withServer: boolean): Promise<string> {
  const clone = join(folder, 'clone');
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, clone], { stdio: 'pipe' });
  const steps: readonly (readonly [string, ...string[]])[] = [
    ['npm', 'ci'],
    ['npm', 'run', 'demo'],
    ['npm', 'test'],
    ...(withServer ? [['.ci/run'] as const] : []),
  ];
  const rows: Row[] = [];
  for (const [program, ...args] of steps) {
    const name = `\`${[program, ...args].join(' ')}\``;
    const run = await runOnce({ name, program, args, cwd: clone }, folder);
    if (run.status !== 0) process.stderr.write(`${run.stdout}${run.stderr}`);
    const verdict = run.status === 0 ? '' : `, which ended with ${run.status}`;
    rows.push({ name: `${name}${verdict}`, runs: [run] });
  }
  return renderTable(rows);
}
