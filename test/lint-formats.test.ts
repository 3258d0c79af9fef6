import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { LintReport } from '../src/model/lint-report.ts';
import { renderLintMarkdown } from '../src/report/lint-markdown.ts';
import { renderLintSarif } from '../src/report/lint-sarif.ts';
import { ruleDocs } from '../src/rules/registry.ts';
import { readXml } from './support/read-xml.ts';
import { runCli } from './support/run-cli.ts';
import { sarifChecker } from './support/sarif-schema.ts';

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
  it.each(['text', 'concise', 'json', 'sarif', 'github', 'gitlab', 'junit', 'markdown'])(
    '%s is the same on every run',
    async (format) => {
      const repository = 'examples/mistakes/unknown-s3-profile';
      expect(await lintAs(format, repository)).toBe(await lintAs(format, repository));
    },
  );

  it('comes with others in one run, the same as alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-formats-'));
    const repository = 'examples/mistakes/placement-not-disabled';
    const formats = ['sarif', 'gitlab', 'junit', 'json'];
    const files = formats.flatMap((format) => ['-o', `${format}=${join(folder, format)}`]);
    const { stdout, status } = await runCli(['lint', repository, ...files, '-o', 'concise'], {
      cwd: project,
    });
    expect(status).toBe(2);
    expect(stdout).toBe(await lintAs('concise', repository));
    for (const format of formats) {
      expect(readFileSync(join(folder, format), 'utf8')).toBe(await lintAs(format, repository));
    }
    rmSync(folder, { recursive: true });
  });
});

/** As many findings as it takes to reach a limit. */
function reportOf(count: number): LintReport {
  const findings = Array.from({ length: count }, (_, index) => ({
    rule: 'unknown-cluster',
    severity: index % 2 === 0 ? ('warning' as const) : ('error' as const),
    message: `cluster ${index}`,
    location: { file: 'a.yaml', document: 0, line: 1, column: 1, endLine: 1, endColumn: 2 },
    related: Array.from({ length: index === 1 ? 2000 : 0 }, () => ({
      message: 'here',
      location: { file: 'b.yaml', document: 0, line: 1, column: 1, endLine: 1, endColumn: 2 },
    })),
  }));
  return {
    summary: {
      files: 1,
      documents: 1,
      objects: 1,
      errors: Math.floor(count / 2),
      warnings: Math.ceil(count / 2),
      suppressed: 0,
      baselined: 0,
      fixable: 0,
    },
    findings,
    notChecked: [{ reason: 'no-schema', what: 'example.com/v1 Widget', count: 3 }],
  };
}

describe('lint -o sarif', () => {
  const sarifProblems = sarifChecker();

  it.each(repositories)('is what the schema of SARIF says: %s', async (repository) => {
    expect(sarifProblems(JSON.parse(await lintAs('sarif', repository)))).toEqual([]);
  });

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

  /** docs.github.com, "SARIF support for code scanning". */
  it("keeps to GitHub's limits, says what does not fit, and what was not checked", () => {
    const rules = ruleDocs;
    const options = { version: '1.0.0', rules, prefix: '', texts: new Map([['a.yaml', 'a\n']]) };
    const text = renderLintSarif(reportOf(30_000), options);
    const log = JSON.parse(text);
    const [{ results, tool, invocations }] = log.runs;
    expect(results).toHaveLength(25_000);
    expect(results.filter(({ level }: { level: string }) => level === 'error')).toHaveLength(15_000);
    expect(results[1].relatedLocations.length).toBeLessThanOrEqual(1000);
    expect(gzipSync(text).length).toBeLessThan(10 * 1024 * 1024);
    expect(
      invocations[0].toolExecutionNotifications.map(({ message }: { message: unknown }) => message),
    ).toEqual([
      { text: '5000 more findings do not fit into a SARIF run' },
      { text: 'not checked: example.com/v1 Widget (no-schema, 3)' },
    ]);
    for (const rule of tool.driver.rules) {
      expect(rule.name).toMatch(/^[A-Z][A-Za-z0-9]{0,254}$/);
      expect(rule.shortDescription.text.length).toBeLessThanOrEqual(1024);
      expect(rule.fullDescription.text.length).toBeLessThanOrEqual(1024);
      expect(rule.help.text).not.toBe('');
      expect(rule.help.markdown).not.toBe('');
      expect(rule.helpUri).toBe(`https://github.com/RamenDR/ramen-sync/blob/main/docs/rules/${rule.id}.md`);
      expect(rule.properties.tags.length).toBeLessThanOrEqual(20);
      expect(['error', 'warning']).toContain(rule.defaultConfiguration.level);
    }
    expect(sarifProblems(log)).toEqual([]);
  });

  it('keeps its fingerprints when lines move, and has each only once', async () => {
    const read = async (repository: string) =>
      JSON.parse(await lintAs('sarif', repository)).runs[0].results.map(
        ({ partialFingerprints }: { partialFingerprints: unknown }) => partialFingerprints,
      );
    const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-moved-'));
    cpSync(join(project, 'examples/mistakes/label-key-case'), folder, { recursive: true });
    const before = await read(folder);
    expect(before.length).toBeGreaterThan(0);
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, name);
      if (path.endsWith('.yaml')) writeFileSync(path, `# moved\n\n${readFileSync(path, 'utf8')}`);
    }
    expect(await read(folder)).toEqual(before);
    expect(new Set(before.map((each: unknown) => JSON.stringify(each))).size).toBe(before.length);
    rmSync(folder, { recursive: true });
  });

  it('gives fixes by line and column that do what the edits do', async () => {
    const folder = join(project, 'examples/mistakes/namespace-on-cluster-scoped');
    const [result] = JSON.parse(await lintAs('sarif', folder)).runs[0].results;
    const [{ deletedRegion, insertedContent }] = result.fixes[0].artifactChanges[0].replacements;
    const [{ fix, location }] = JSON.parse(await lintAs('json', folder)).findings;
    const text = readFileSync(join(folder, location.file), 'utf8');
    const offset = (line: number, column: number): number =>
      text
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length +
      (line > 1 ? 1 : 0) +
      column -
      1;
    expect(offset(deletedRegion.startLine, deletedRegion.startColumn)).toBe(fix.edits[0].start);
    expect(offset(deletedRegion.endLine, deletedRegion.endColumn)).toBe(fix.edits[0].end);
    expect(insertedContent.text).toBe(fix.edits[0].text);
  });
});

describe('lint -o markdown', () => {
  it('fits into a comment of GitHub, and says what does not', () => {
    const text = renderLintMarkdown(reportOf(5000), { prefix: '' });
    expect(text.length).toBeLessThan(60_000);
    const rows = text.split('\n').filter((line) => /^\| (?:error|warning) /.test(line));
    expect(text).toContain(`\n${5000 - rows.length} more findings do not fit here.\n`);
    expect(text).toContain('\nNot checked:\n');
  });
});

describe('lint -o gitlab', () => {
  /** docs.gitlab.com, "Code Quality": what a report must have. */
  const schema = {
    type: 'array',
    items: {
      type: 'object',
      required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
      properties: {
        description: { type: 'string', minLength: 1 },
        check_name: { type: 'string', minLength: 1 },
        fingerprint: { type: 'string', pattern: '^[0-9a-f]{64}$' },
        severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
        location: {
          type: 'object',
          required: ['path', 'positions'],
          properties: {
            path: { type: 'string', pattern: '^[^./]' },
            positions: {
              type: 'object',
              required: ['begin'],
              properties: {
                begin: {
                  type: 'object',
                  required: ['line'],
                  properties: { line: { type: 'integer', minimum: 1 } },
                },
              },
            },
          },
        },
      },
    },
  };

  it.each(repositories)('is what GitLab documents: %s', async (repository) => {
    const validate = new Ajv({ strict: false }).compile(schema);
    const issues = JSON.parse(await lintAs('gitlab', repository));
    validate(issues);
    expect(validate.errors).toBeNull();
    const prints = issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint);
    expect(new Set(prints).size).toBe(prints.length);
    expect(issues).toHaveLength(JSON.parse(await lintAs('json', repository)).findings.length);
  });
});

describe('lint -o junit', () => {
  it.each(repositories)('counts what is in it: %s', async (repository) => {
    const root = readXml(await lintAs('junit', repository));
    const { errors, warnings } = JSON.parse(await lintAs('json', repository)).summary;
    const tests = root.children.flatMap(({ children }) => children);
    const outcomes = tests.flatMap(({ children }) => children.map(({ name }) => name));
    expect(outcomes.filter((name) => name === 'failure')).toHaveLength(errors);
    expect(outcomes.filter((name) => name === 'skipped')).toHaveLength(warnings);
    expect(root.attributes).toMatchObject({
      tests: String(tests.length),
      failures: String(errors),
      errors: '0',
      skipped: String(warnings),
    });
    for (const suite of root.children) {
      expect(suite.name).toBe('testsuite');
      expect(suite.attributes.tests).toBe(String(suite.children.length));
      for (const test of suite.children) expect(test.attributes).toHaveProperty('classname');
    }
    expect(tests.length).toBeGreaterThan(0);
  });
});
