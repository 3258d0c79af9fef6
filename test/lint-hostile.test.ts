import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printable } from '../src/report/printable.ts';
import { readXml } from './support/read-xml.ts';
import { runCli } from './support/run-cli.ts';
import { sarifChecker } from './support/sarif-schema.ts';

/** Names that mean something to a terminal, a runner, Markdown, a URI, XML or JSON. */
const files = [
  'a\nb',
  '::error::c',
  'd|e',
  '<script>alert(1)<!--',
  '\u001b[31mred\u001b]0;title\u0007',
  'ü 空',
  '%0A%25',
  '`f`',
  '[g](https:evil.example)',
  '"h" & \'i\'',
  '{0} {{ j }}',
  '\u202ek',
  ']]>l',
  '@team #1 *m* ~n~ <!-- o',
  'a:b,c=d',
  '..p',
  '\r\n::warning file=q::r',
  's<>&"t',
].map((name) => `${name}.yaml`);

let folder = '';

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ramen-sync-hostile-')));
  for (const [index, name] of files.entries()) {
    const value = JSON.stringify(`n${name}`);
    writeFileSync(
      join(folder, name),
      `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p${index}, namespace: ${value} }
spec: { schedulingInterval: ${value}, drClusters: [${value}, dr2], ${value}: 1 }
---
kind: [${value}
`,
    );
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function lintAs(format: string, extra: readonly string[] = []): Promise<string> {
  const { status, stdout } = await runCli(['lint', '-o', format, ...extra], { cwd: folder });
  expect(status).toBe(2);
  return stdout;
}

describe('hostile names and values', () => {
  it.each(['text', 'concise', 'markdown'])('move nothing on a terminal: %s', async (format) => {
    const text = await lintAs(format);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  });

  it('forge no line: concise', async () => {
    const lines = (await lintAs('concise')).trimEnd().split('\n');
    for (const line of lines) expect(line).toMatch(/^.+:\d+:\d+: (?:error|warning)\[[a-z0-9-]+\]: /);
  });

  it('command no runner: github', async () => {
    const lines = (await lintAs('github')).trimEnd().split('\n');
    for (const line of lines) {
      expect(line).toMatch(
        /^::(?:error|warning) file=[^,:]+,line=\d+,endLine=\d+(?:,col=\d+,endColumn=\d+)?,title=[a-z0-9-]+::/,
      );
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    }
    const decoded = lines.map((line) => decodeProperty(/file=([^,]+),/.exec(line)?.[1] ?? ''));
    expect(new Set(decoded)).toEqual(new Set(files.map(printable)));
  });

  it('are text in a table: markdown', async () => {
    const text = await lintAs('markdown');
    const rows = text
      .split('\n')
      .filter((line) => line.startsWith('| error') || line.startsWith('| warning'));
    for (const row of rows) {
      const bare = row.replace(/(?<fence>`+) ?.*?[^`]\k<fence>(?!`)/g, 'code');
      expect(bare.match(/(?<!\\)\|/g)).toHaveLength(5);
      expect(bare.replaceAll('<br>', '')).not.toMatch(/<|(?<!\\)[`*[\]]|@\w/);
    }
  });

  it('are escaped, and come back: json', async () => {
    const { findings } = JSON.parse(await lintAs('json'));
    const found = findings.map(({ location }: { location: { file: string } }) => location.file);
    expect(new Set(found)).toEqual(new Set(files));
  });

  it('are relative, encoded URIs: sarif', async () => {
    const log = JSON.parse(await lintAs('sarif'));
    expect(sarifChecker()(log)).toEqual([]);
    const uris: string[] = log.runs[0].results.map(
      (result: { locations: readonly { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
        result.locations[0]?.physicalLocation.artifactLocation.uri,
    );
    for (const uri of uris) {
      expect(uri).toMatch(/^[A-Za-z0-9\-_.!~*'()%/]+$/);
      const base = 'https://host.example/root/';
      expect(new URL(uri, base).href.startsWith(base)).toBe(true);
    }
    expect(new Set(uris.map(decodeURIComponent))).toEqual(new Set(files));
    const messages = JSON.stringify(log.runs[0].results.map(({ message }: { message: unknown }) => message));
    expect(messages).not.toContain('](');
  });

  it('are one JSON document with a fingerprint each: gitlab', async () => {
    const issues = JSON.parse(await lintAs('gitlab'));
    const prints = issues.map(({ fingerprint }: { fingerprint: string }) => fingerprint);
    expect(new Set(prints).size).toBe(issues.length);
    for (const issue of issues) {
      expect(issue.fingerprint).toMatch(/^[0-9a-f]{64}$/);
      expect(files).toContain(issue.location.path);
    }
  });

  it('are well-formed XML: junit', async () => {
    const root = readXml(await lintAs('junit'));
    expect(root.name).toBe('testsuites');
    const suites = root.children.map(({ attributes }) => attributes.name);
    expect(suites).toHaveLength(files.length);
    expect(suites).toContain('<script>alert(1)<!--.yaml');
    expect(suites).toContain('a\\u000ab.yaml');
  });

  it('show as they are named in a diff', async () => {
    const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'ramen-sync-hostile-')));
    for (const [index, name] of files.entries()) {
      const policy = `kind: DRPolicy\nmetadata: { name: p${index}, namespace: x } # \u202e\u0085\n`;
      writeFileSync(
        join(cwd, name),
        `apiVersion: ramendr.openshift.io/v1alpha1\n${policy}spec: { schedulingInterval: 5m, drClusters: [a, b] }\n`,
      );
    }
    const { stderr } = await runCli(['lint', '--fix-dry-run', '-o', 'concise'], { cwd });
    rmSync(cwd, { recursive: true });
    expect(stderr).toContain('+++ "b/a\\nb.yaml"\n');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it('are what a JSON reader outside of Node takes as well', async () => {
    for (const format of ['json', 'sarif', 'gitlab']) {
      const read = spawnSync('python3', ['-c', 'import json,sys; json.load(sys.stdin)'], {
        input: await lintAs(format),
      });
      if (read.error === undefined) expect(String(read.stderr)).toBe('');
    }
  });
});

function decodeProperty(text: string): string {
  return text
    .replaceAll('%2C', ',')
    .replaceAll('%3A', ':')
    .replaceAll('%0A', '\n')
    .replaceAll('%0D', '\r')
    .replaceAll('%25', '%');
}
