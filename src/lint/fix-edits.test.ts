import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Config } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import type { SourceFile } from '../model/source.ts';
import { ruleDocs } from '../rules/registry.ts';
import { buildTopology } from '../topology/build-topology.ts';
import { parseFile } from '../yaml/parse-file.ts';
import { applyEdits } from '../yaml/splice.ts';
import { runLint } from './run-lint.ts';

const config: Config = {
  hub: {},
  managedClusters: [],
  sources: [],
  ramen: {
    flavour: 'kubernetes',
    operatorNamespace: 'ramen-system',
    clusterOperatorNamespace: 'ramen-system',
    opsNamespace: 'ramen-ops',
    mode: 'hub',
  },
  rules: {},
  gates: { removals: { max: 1 } },
  takeOver: [],
};

function lintText(text: string): readonly Finding[] {
  const files: readonly SourceFile[] = [{ path: 'a.yaml', text }];
  const parsed = files.map(parseFile);
  const topology = buildTopology(
    parsed.flatMap(({ manifests }) => manifests),
    config,
  );
  const levels = { levels: {}, only: [], off: [] };
  return runLint({ files, parsed, topology, levels, reportOn: () => true, notChecked: [], now: 0 }).findings;
}

/** One whole fix after the other, as `--fix` would come to it. */
function fixAll(text: string): { readonly text: string; readonly passes: number } {
  let latest = text;
  for (let passes = 0; passes < 50; passes++) {
    const fix = lintText(latest).find((finding) => finding.fix?.safe === true)?.fix;
    if (fix === undefined) return { text: latest, passes };
    latest = applyEdits(latest, fix.edits);
  }
  throw new Error(`still something to fix in:\n${latest}`);
}

const fixable = ruleDocs.flatMap((rule) =>
  rule.page().invalid.flatMap((example) => {
    // The marks of the examples are comments; here they must not count as text that changes.
    const text = example.yaml.replaceAll(' # finding', '');
    return lintText(text).some(({ fix }) => fix !== undefined)
      ? [{ name: `${rule.id}: ${example.title}`, text }]
      : [];
  }),
);

const manners: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'CRLF and a byte order mark': (text) => `\ufeff${text.replaceAll('\n', '\r\n')}`,
  'a comment above every line outside of texts': (text) => `# top\n${text}# end\n`,
  'another document before and after': (text) => `x: &a 1 # one\ny: *a\n---\n${text}\n---\n# last\nz: 2\n`,
  'without an end of the last line': (text) => text.trimEnd(),
  'an item of a List': (text) => (/^---/m.test(text) ? text : asList(text)),
};

function asList(text: string): string {
  const lines = text.trimEnd().split('\n');
  const inner = lines.map((line, index) => `${index === 0 ? '- ' : line === '' ? '' : '  '}${line}`);
  return text.startsWith('#') ? text : `apiVersion: v1\nkind: List\nitems: # all\n${inner.join('\n')}\n`;
}

describe('a fix', () => {
  it('is offered by the rules that promise it', () => {
    for (const rule of ruleDocs.filter((each) => each.fixable === true)) {
      expect(fixable.some(({ name }) => name.startsWith(`${rule.id}:`))).toBe(true);
    }
  });

  describe.each(Object.entries(manners))('in a text with %s', (_, manner) => {
    it.each(fixable)('ends what it is for, and starts nothing: $name', ({ text: example }) => {
      const text = manner(example);
      const before = lintText(text);
      const fixed = fixAll(text);
      const after = lintText(fixed.text);
      const left = before.filter(({ fix }) => fix === undefined);
      expect(after.map(({ rule, message }) => ({ rule, message }))).toEqual(
        left.map(({ rule, message }) => ({ rule, message })),
      );
      expect(after.some(({ fix }) => fix !== undefined)).toBe(false);
      expect(fixAll(fixed.text)).toEqual({ text: fixed.text, passes: 0 });
      expect(lineEnds(fixed.text)).toEqual(lineEnds(text));
    });
  });

  it.each(fixable)('keeps every comment and every line that it does not change: $name', ({ text }) => {
    const { text: fixed } = fixAll(text);
    const now = new Set(fixed.split('\n').map((line) => line.trim()));
    const gone = text.split('\n').filter((line) => !now.has(line.trim()));
    const edits = lintText(text).flatMap(({ fix }) => fix?.edits ?? []);
    // Every line that is not there any more was touched by an edit of the first pass.
    for (const line of gone) {
      const start = text.indexOf(line);
      expect(edits.some((edit) => edit.start <= start + line.length && start <= edit.end)).toBe(true);
    }
    expect(commentsOf(fixed).length).toBeGreaterThanOrEqual(commentsOf(text).length);
  });

  it.each(fixable)('is not offered beside a document that does not parse: $name', ({ text }) => {
    const findings = lintText(`${text.trimEnd()}\n---\na: b: c\n`);
    expect(findings.some(({ rule }) => rule === 'yaml-syntax')).toBe(true);
    expect(findings.filter(({ fix }) => fix !== undefined)).toEqual([]);
  });

  it('works on any of them in one file, in any order', () => {
    const documents = fc.uniqueArray(fc.constantFrom(...fixable), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(documents, fc.boolean(), (some, isWindows) => {
        const joined = some.map(({ text }) => text.trimEnd()).join('\n---\n');
        const text = isWindows ? `${joined}\n`.replaceAll('\n', '\r\n') : `${joined}\n`;
        const fixed = fixAll(text);
        expect(lintText(fixed.text).filter(({ fix }) => fix !== undefined)).toEqual([]);
        expect(lineEnds(fixed.text)).toEqual(lineEnds(text));
      }),
      { numRuns: 25 },
    );
  });
});

function lineEnds(text: string): readonly string[] {
  return [...new Set(text.match(/\r\n|\n|\r/g) ?? [])].sort();
}

function commentsOf(text: string): readonly string[] {
  return text.match(/(?:^|\s)#.*/g) ?? [];
}
