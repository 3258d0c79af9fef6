import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCorpus } from './corpus.ts';
import { complaints } from './judge.ts';
import { damagedRepositories } from './mutate.ts';

const project = resolve(import.meta.dirname, '../..');
const RUNS = Number(process.env.FUZZ_RUNS ?? 200);
const SEED = Number(process.env.FUZZ_SEED ?? 42);

/** A short run of what `npm run fuzz` does for as long as you like. */
describe('lint of damaged repositories', () => {
  const schema = JSON.parse(readFileSync(join(project, 'schemas/reports/lint-report.schema.json'), 'utf8'));
  const validate = new Ajv({ strict: false }).compile(schema);
  const checkJson = (report: unknown): readonly string[] =>
    validate(report)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);

  it('never crashes, points into the files, and says the same twice', async () => {
    const corpus = readCorpus(project);
    await fc.assert(
      fc.asyncProperty(damagedRepositories(corpus), async (files) => {
        expect(await complaints(files, checkJson)).toEqual([]);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});
