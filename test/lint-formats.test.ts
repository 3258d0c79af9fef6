import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { runCli } from './support/run-cli.ts';

const project = resolve(import.meta.dirname, '..');
const repositories = [
  ...['regional', 'metro', 'openshift'].map((name) => join('examples', name)),
  ...readdirSync(join(project, 'examples/mistakes'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join('examples/mistakes', entry.name)),
];

async function lintAs(format: string, repository: string): Promise<string> {
  return (await runCli(['lint', repository, '-o', format], { cwd: project })).stdout;
}

describe('lint -o json', () => {
  const schema = JSON.parse(readFileSync(join(project, 'schemas/reports/lint-report.schema.json'), 'utf8'));
  const validate = new Ajv({ strict: false }).compile(schema);

  it.each(repositories)('is what the schema says: %s', async (repository) => {
    validate(JSON.parse(await lintAs('json', repository)));
    expect(validate.errors).toBeNull();
  });

  it('has the keys of a finding in the order that is promised', async () => {
    const report = await lintAs('json', 'examples/mistakes/placement-not-disabled');
    const { findings } = JSON.parse(report);
    expect(Object.keys(findings[0])).toEqual([
      'rule',
      'severity',
      'message',
      'object',
      'path',
      'location',
      'related',
      'ramen',
      'help',
      'fix',
    ]);
  });

  it('gives edits that make the file right', async () => {
    const folder = join(project, 'examples/mistakes/namespace-on-cluster-scoped');
    const [{ fix }] = JSON.parse(await lintAs('json', folder)).findings;
    const [edit] = fix.edits;
    const text = readFileSync(join(folder, edit.file), 'utf8');
    expect(text.slice(0, edit.start) + edit.text + text.slice(edit.end)).toBe(
      text.replace(/ {2}namespace: .*\n/, ''),
    );
  });
});

describe('every format', () => {
  it.each(['text', 'concise', 'json', 'sarif', 'github', 'markdown'])(
    '%s is the same on every run',
    async (format) => {
      const repository = 'examples/mistakes/unknown-s3-profile';
      expect(await lintAs(format, repository)).toBe(await lintAs(format, repository));
    },
  );
});

describe('lint -o sarif', () => {
  it('names each rule once, and points into the list', async () => {
    const { runs } = JSON.parse(await lintAs('sarif', 'examples/mistakes/label-key-case'));
    const [{ tool, results, columnKind }] = runs;
    expect(columnKind).toBe('utf16CodeUnits');
    expect(tool.driver.rules[results[0].ruleIndex].id).toBe(results[0].ruleId);
    const ids = tool.driver.rules.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(results[0].locations[0].physicalLocation.region).toEqual({
      startLine: 9,
      startColumn: 5,
      endLine: 9,
      endColumn: 39,
    });
    expect(results[0].fixes[0].artifactChanges[0].replacements[0].insertedContent.text).toBe(
      'ramendr.openshift.io/replicationid',
    );
  });
});
