import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import type { SourceFile } from '../../src/model/source.ts';
import { readCorpus } from './corpus.ts';
import { complaints } from './judge.ts';
import { damagedRepositories } from './mutate.ts';

/**
 * Works through cases until it is stopped: `worker <project> <file of the case> <first seed> <step>`, or through one
 * file of a case with `worker <project> --replay <file>`. The case that is being worked on is always in its file, so that
 * whoever watches has it after a crash or a hang. Says `ok` for each, and ends with status 1 at the first bad one.
 */
async function main(project: string, file: string, seed: number, step: number): Promise<void> {
  const arbitrary = damagedRepositories(readCorpus(project));
  for (let at = seed; ; at += step) {
    // The first of a sample are the simple ones.
    const files = fc.sample(arbitrary, { seed: at, numRuns: 1 + (at % 16) }).at(-1) ?? [];
    writeFileSync(file, JSON.stringify({ seed: at, files }));
    await work(project, files);
    process.stdout.write('ok\n');
    if (process.ppid === 1) break;
  }
  rmSync(file);
}

async function work(project: string, files: readonly SourceFile[]): Promise<void> {
  const found = await complaints(files, jsonCheck(project));
  if (found.length === 0) return;
  process.stderr.write(`${[...new Set(found)].slice(0, 5).join('\n')}\n`);
  process.exit(1);
}

let check: ((report: unknown) => readonly string[]) | undefined;

function jsonCheck(project: string): (report: unknown) => readonly string[] {
  if (check !== undefined) return check;
  const schema = JSON.parse(readFileSync(join(project, 'schemas/reports/lint-report.schema.json'), 'utf8'));
  const validate = new Ajv({ strict: false }).compile(schema);
  check = (report) => (validate(report) ? [] : [`JSON: ${JSON.stringify(validate.errors)}`]);
  return check;
}

const [project = '.', file = '', third = '', fourth = ''] = process.argv.slice(2);
if (file === '--replay') await work(project, JSON.parse(readFileSync(third, 'utf8')).files);
else await main(project, file, Number(third), Number(fourth));
