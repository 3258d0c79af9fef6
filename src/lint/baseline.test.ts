import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../model/finding.ts';
import { baselineOf, parseBaseline, renderBaseline, sizeOf, withoutKnown } from './baseline.ts';

function finding(rule: string, file: string, line: number, path?: string, name = 'p5m'): Finding {
  return {
    rule,
    severity: 'error',
    message: `${rule} on line ${line}`,
    object: { apiVersion: 'ramendr.openshift.io/v1alpha1', kind: 'DRPolicy', name },
    ...(path === undefined ? {} : { path }),
    location: { file, document: 0, line, column: 1, endLine: line, endColumn: 2 },
  };
}

const findings = fc.array(
  fc
    .tuple(
      fc.constantFrom('unknown-cluster', 'unknown-field', 'yaml-syntax'),
      fc.constantFrom('a.yaml', 'b.yaml'),
      fc.nat(99),
      fc.option(fc.constantFrom('spec.x', 'spec.drClusters[1]'), { nil: undefined }),
      fc.constantFrom('p5m', 'p1h'),
    )
    .map((values) => finding(...values)),
  { maxLength: 12 },
);

describe('a baseline', () => {
  it('knows all that it was written of but syntax errors, wherever the lines are now', () => {
    fc.assert(
      fc.property(findings, fc.nat(50), (found, by) => {
        const moved = found.map(({ location, ...rest }) => ({
          ...rest,
          location: { ...location, line: location.line + by },
        }));
        const result = withoutKnown(moved, baselineOf(found, []));
        expect(result.findings).toEqual(moved.filter(({ rule }) => rule === 'yaml-syntax'));
        expect(result.stale).toEqual([]);
        expect(result.count + result.findings.length).toBe(found.length);
      }),
    );
  });

  it('is the same whatever the order, is read back, and is what its schema says', () => {
    const path = `${import.meta.dirname}/../../schemas/lint-baseline.schema.json`;
    const validate = new Ajv({ strict: false }).compile(JSON.parse(readFileSync(path, 'utf8')));
    fc.assert(
      fc.property(findings, (found) => {
        const text = renderBaseline(baselineOf(found, []));
        expect(renderBaseline(baselineOf([...found].reverse(), []))).toBe(text);
        expect(renderBaseline(parseBaseline(text, 'b.json'))).toBe(text);
        validate(JSON.parse(text));
        expect(validate.errors).toBeNull();
      }),
    );
  });

  it('reports one more of the same, and says what is not there any more', () => {
    const two = [finding('unknown-cluster', 'a.yaml', 3, 'x'), finding('unknown-cluster', 'a.yaml', 5, 'x')];
    const third = finding('unknown-cluster', 'a.yaml', 9, 'x');
    const known = baselineOf(two, []);
    expect(known).toMatchObject([{ file: 'a.yaml', object: 'DRPolicy/p5m', path: 'x', count: 2 }]);
    expect(withoutKnown([...two, third], known).findings).toEqual([third]);
    expect(sizeOf(withoutKnown([third], known).stale)).toBe(1);
    expect(sizeOf(withoutKnown([], known).stale)).toBe(2);
  });

  it('keeps entries that were not judged this time', () => {
    const other = { file: 'z.yaml', rule: 'unknown-field', count: 3 };
    const next = baselineOf([finding('unknown-cluster', 'a.yaml', 3)], [other]);
    expect(next.map(({ file }) => file)).toEqual(['a.yaml', 'z.yaml']);
  });

  it.each([
    ['{', /is no baseline: /],
    ['[]', /must have apiVersion/],
    ['{"apiVersion":"ramen-sync.io/v1alpha1","kind":"LintReport","findings":[]}', /must have apiVersion/],
    ['{"apiVersion":"ramen-sync.io/v1alpha1","kind":"LintBaseline"}', /findings must be a list/],
    [
      '{"apiVersion":"ramen-sync.io/v1alpha1","kind":"LintBaseline","findings":[{"file":"a"}]}',
      /findings\[0\]/,
    ],
    [
      '{"apiVersion":"ramen-sync.io/v1alpha1","kind":"LintBaseline","findings":[{"file":"a","rule":"b","count":0}]}',
      /count of 1 or more/,
    ],
  ])('refuses %s', (text, message) => {
    expect(() => parseBaseline(text, 'b.json')).toThrow(message);
  });
});
