import { describe, expect, it } from 'vitest';
import { parseFile } from '../yaml/parse-file.ts';
import { maskSecrets } from './mask-secrets.ts';

function mask(text: string, isComplete = true): string {
  return maskSecrets(text, parseFile({ path: 'a.yaml', text }).manifests, isComplete);
}

const head = 'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\n';

describe('maskSecrets', () => {
  it.each([
    ['plain', 'data:\n  key: aGVsbG8=\n'],
    ['quoted', 'stringData:\n  "key": "hun\\"ter2 # no comment"\n'],
    ['a block', 'stringData:\n  key: |\n    hunter2\n    hunter3\n  other: x\n'],
    ['a folded block', 'stringData:\n  key: >-\n    hunter2\n\n    hunter3\n'],
    ['a flow map', 'stringData: { key: hunter2, other: hunter3 }\n'],
    ['an anchor', 'stringData:\n  key: &k hunter2\n  other: *k\n'],
    ['behind a byte order mark', 'stringData: { key: hunter2 }\n'],
  ])('%s', (name, body) => {
    const text = `${name.includes('mark') ? '\ufeff' : ''}${head}${body}`;
    const masked = mask(text);
    expect(masked).not.toMatch(/hunter|aGVsbG8/);
    expect(masked.split('\n').slice(0, 3)).toEqual(text.split('\n').slice(0, 3));
    expect(masked.split('\n')).toHaveLength(text.split('\n').length);
  });

  it.each([
    ['CR', '\r'],
    ['CRLF', '\r\n'],
  ])('where lines end with %s', (_, eol) => {
    const text = `${head}stringData:\n  key: hunter2\n  block: |\n    hunter3\n    hunter4\n`.replaceAll(
      '\n',
      eol,
    );
    expect(mask(text)).not.toContain('hunter');
    expect(mask(text, false)).not.toContain('hunter');
    expect(mask(text).split(eol)).toHaveLength(text.split(eol).length);
  });

  it('JSON on one line', () => {
    const masked = mask(
      '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"},"data":{"a":"hunter2","b":"hunter3"}}',
    );
    expect(masked).not.toContain('hunter');
    expect(masked).toContain('"name":"a"');
  });

  it('in a List', () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: { name: a }\n  stringData:\n    key: hunter2\n`;
    expect(mask(list)).not.toContain('hunter');
  });

  it('everything that might be a value where the document does not parse', () => {
    const broken = `${head}stringData:\n  key: hunter2: [\n  block: |\n    hunter3\n  - hunter4\n`;
    expect(mask(broken, false)).not.toContain('hunter');
  });

  it('leaves other kinds alone', () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { key: value }\n';
    expect(mask(text)).toBe(text);
  });
});

describe('what maskSecrets leaves to be read', () => {
  it.each<[string, string, string]>([
    ['a value', 'data:\n  a: b25l\n', 'data:\n  a: ********\n'],
    [
      'several values in a line',
      'stringData: { a: hunter2-one, b: x, c: "hunter2" }\n',
      'stringData: { a: ********, b: ********, c: ******** }\n',
    ],
    ['values under a misspelt section', 'stringdata:\n  a: hunter2\n', 'stringdata:\n  a: ********\n'],
    ['lists', 'data:\n  a: [hunter2, hunter3]\n', 'data:\n  a: [********, ********]\n'],
    [
      'block text',
      'data:\n  a: |\n    one\n    two\ntype: Opaque\n',
      'data:\n  a: ********\n    ********\n    ********\ntype: Opaque\n',
    ],
  ])('masks %s', (_, before, after) => {
    expect(mask(head + before)).toBe(head + after);
  });

  it("masks kubectl's copy of the object, and no other annotation", () => {
    const annotations = (copy: string) =>
      `${head.replace('{ name: a }', '\n  name: a')}  annotations:\n    a: b\n    kubectl.kubernetes.io/last-applied-configuration: ${copy}\n`;
    const text = annotations(`'{"data":{"a":"b25l"}}'`);
    expect(mask(text)).toBe(annotations('********'));
  });

  it('masks more where the text was not read whole', () => {
    const text = `${head}data:\n  name: b25l\n  a: dHdv\n---\na: [\n`;
    const masked = mask(text, false);
    expect(masked).toContain('data:\n  name: ********\n  a: ********\n');
  });
});
