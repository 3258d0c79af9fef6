import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { commitFolder } from './bench-git.ts';
import { type Command, inTurn } from './measure.ts';
import { renderTable } from './table.ts';

/** From the start until it was ready and was told to end: a hub and two managed clusters, empty and standing for an example. */
export async function sandboxTable(
  root: string,
  program: string,
  runs: number,
  folder: string,
): Promise<string> {
  const repo = join(folder, 'sandbox');
  cpSync(join(root, 'examples', 'regional'), repo, { recursive: true });
  commitFolder(repo);
  const command = (name: string, ...args: readonly string[]): Command => ({
    name: `\`ramen-sync ${name}\``,
    program: 'sh',
    args: ['-c', 'echo quit | "$0" "$@"', process.execPath, program, ...args],
  });
  const commands = [
    command('sandbox', 'sandbox', '--write-kubeconfig', join(folder, 'sandbox.kubeconfig')),
    command('sandbox --from examples/regional', 'sandbox', '--from', repo, '--quiet'),
  ];
  const results = await inTurn(commands, runs, folder);
  return renderTable(commands.map(({ name }, index) => ({ name, runs: results[index] ?? [] })));
}
