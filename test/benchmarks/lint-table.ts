import { join } from 'node:path';
import { writeDrRepository } from './dr-repository.ts';
import { type Command, inTurn } from './measure.ts';
import { renderTable } from './table.ts';

const sizes = [1, 1_000, 10_000];

/** `lint` of repositories of several sizes against the start of Node alone. */
export async function lintTable(program: string, runs: number, folder: string): Promise<string> {
  const commands: Command[] = [
    { name: '`node -e 0`', program: process.execPath, args: ['-e', '0'] },
    ...sizes.map((documents) => {
      const repository = join(folder, `lint-${documents}`);
      writeDrRepository(repository, documents);
      const name =
        documents === 1 ? '`lint`, 1 document' : `\`lint\`, ${documents.toLocaleString('en')} documents`;
      return { name, program: process.execPath, args: [program, 'lint', '-C', repository] };
    }),
  ];
  const results = await inTurn(commands, runs, folder);
  for (const [index, documents] of sizes.entries()) {
    const told = results[index + 1]?.[0]?.stdout ?? '';
    if (!told.startsWith('no problems') || !told.includes(`${documents} document`)) {
      throw new Error(`lint of ${documents} documents does not find them clean:\n${told}`);
    }
  }
  return renderTable(commands.map(({ name }, index) => ({ name, runs: results[index] ?? [] })));
}
