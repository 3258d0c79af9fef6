import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LintReport } from '../model/lint-report.ts';
import { renderLintGithub } from './lint-github.ts';
import { renderLintMarkdown } from './lint-markdown.ts';
import { markdownCode } from './markdown.ts';
import { printable } from './printable.ts';
import { renderTable } from './table.ts';

function reportOf(message: string, file = 'a.yaml'): LintReport {
  const location = { file, document: 0, line: 2, column: 3, endLine: 2, endColumn: 7 };
  return {
    summary: {
      files: 1,
      documents: 1,
      objects: 1,
      errors: 1,
      warnings: 0,
      suppressed: 0,
      baselined: 0,
      fixable: 0,
    },
    findings: [{ rule: 'unknown-policy', severity: 'error', message, location }],
    notChecked: [],
  };
}

describe('GitHub workflow commands', () => {
  it('keeps a message and a file name from ending their field', () => {
    expect(renderLintGithub(reportOf('50% of\nit::warning::x', 'a,b:c.yaml'), { prefix: 'dr/' })).toBe(
      '::error file=dr/a%2Cb%3Ac.yaml,line=2,endLine=2,col=3,endColumn=7,title=unknown-policy::50%25 of%0Ait::warning::x\n',
    );
  });

  it('is one line a finding, whatever the message', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (message) => {
        expect(renderLintGithub(reportOf(message), { prefix: '' }).match(/[\r\n]/g)).toHaveLength(1);
      }),
    );
  });
});

describe('Markdown', () => {
  it('takes mark-up, HTML, mentions and bars as text', () => {
    const text = renderLintMarkdown(reportOf('<img src=x> | **b** @team [a](b)'), { prefix: '' });
    expect(text).toContain('&lt;img src=x&gt; \\| \\*\\*b\\*\\* @\u200bteam \\[a\\](b)');
  });

  it('fences code with more backticks than are in it', () => {
    expect(markdownCode('a``b')).toBe('``` a``b ```');
  });
});

describe('printable', () => {
  it('leaves letters of all languages, and shows what acts on a terminal', () => {
    expect(printable('naïve 東京 🚀')).toBe('naïve 東京 🚀');
    expect(printable('a\u001b[2J\u202eb\u0085')).toBe('a\\u001b[2J\\u202eb\\u0085');
  });
});

describe('renderTable', () => {
  it('lines columns up by what is seen, and leaves no blanks at the end', () => {
    const rows = [
      ['東京', 'x', ''],
      [{ text: 'ab', painted: '<ab>' }, 'longer', ''],
    ];
    expect(renderTable(rows)).toBe('東京  x\n<ab>    longer\n');
  });
});
