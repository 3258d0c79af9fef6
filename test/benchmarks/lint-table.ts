import { join } from 'node:path';
import { writeDrRepository } from './dr-repository.ts';
import { findKubeconform, kubeconformCommand, writeKubeconformSchemas } from './kubeconform.ts';
import { type Command, inTurn, type Measurement } from './measure.ts';
import { renderTable } from './table.ts';

const sizes = [1, 1_000, 10_000];

/**
 * `lint` of repositories of several sizes, each beside kubeconform on the same files where that is installed, and one
 * file beside the start of Node alone, below which no program on Node can go.
 */
export async function lintTables(
  root: string,
  program: string,
  runs: number,
  folder: string,
): Promise<readonly string[]> {
  const kubeconform = findKubeconform();
  const schemas = join(folder, 'kubeconform-schemas');
  if (kubeconform !== undefined) writeKubeconformSchemas(root, schemas);
  const tables: string[] = [];
  for (const documents of sizes) {
    const repository = join(folder, `lint-${documents}`);
    const objects = writeDrRepository(repository, documents);
    const commands: Command[] = [
      ...(kubeconform === undefined ? [] : [kubeconformCommand(kubeconform, schemas, objects)]),
      ...(documents === 1 ? [{ name: '`node -e 0`', program: process.execPath, args: ['-e', '0'] }] : []),
      { name: '`ramen-sync lint`', program: process.execPath, args: [program, 'lint', '-C', repository] },
    ];
    const results = await inTurn(commands, documents === 1 ? runs * 4 : runs, folder);
    for (const [index, command] of commands.entries())
      refuseTrouble(command, results[index] ?? [], documents);
    const head =
      documents === 1 ? '1 document' : `${documents.toLocaleString('en')} documents, as many files`;
    const rows = commands.map(({ name }, index) => ({ name, runs: results[index] ?? [] }));
    tables.push(`${head}:\n\n${renderTable(rows)}`);
  }
  tables.push(await growthTable(program, Math.min(runs, 3), folder));
  if (kubeconform === undefined) {
    tables.push('Not compared with kubeconform: it is not installed (KUBECONFORM may name it).');
  }
  return tables;
}

/** Eight times the work: a fourth of it are DRPlacementControls, all of them on one policy. */
async function growthTable(program: string, runs: number, folder: string): Promise<string> {
  const grown = [10_000, 80_000].map((documents) => {
    const repository = join(folder, `lint-${documents}`);
    writeDrRepository(repository, documents);
    const name = `${documents.toLocaleString('en')} documents`;
    return { documents, name, program: process.execPath, args: [program, 'lint', '-C', repository] };
  });
  const results = await inTurn(grown, runs, folder);
  const rows = grown.map(({ name }, index) => ({ name, runs: results[index] ?? [] }));
  return `Growth, ${(20_000).toLocaleString('en')} DRPlacementControls on one policy in the second row:\n\n${renderTable(rows)}`;
}

/** A program that judged nothing, or found something, was not measured at this work. */
function refuseTrouble({ name }: Command, runs: readonly Measurement[], documents: number): void {
  const told = runs[0]?.stdout ?? '';
  const isFine = name.includes('ramen-sync')
    ? told.startsWith('no problems') && told.includes(`${documents} document`)
    : !name.includes('kubeconform') ||
      told.includes(`Valid: ${documents}, Invalid: 0, Errors: 0, Skipped: 0`);
  if (!isFine) throw new Error(`${name} of ${documents} documents does not find them clean:\n${told}`);
}
