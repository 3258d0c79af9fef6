import { describe, expect, it } from 'vitest';
import { parseFile } from '../yaml/parse-file.ts';
import { maskSecrets } from './mask-secrets.ts';

const head = 'apiVersion: v1\nkind: Secret\nmetadata: { name: s3 }\n';

function mask(body: string): string {
  const text = head + body;
  return maskSecrets(text, parseFile({ path: 's3.yaml', text }).manifests, true).slice(head.length);
}

describe('maskSecrets', () => {
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
    expect(mask(before)).toBe(after);
  });

  it("masks kubectl's copy of the object, and no other annotation", () => {
    const annotations = (copy: string) =>
      `${head.replace('{ name: s3 }', '\n  name: s3')}  annotations:\n    a: b\n    kubectl.kubernetes.io/last-applied-configuration: ${copy}\n`;
    const text = annotations(`'{"data":{"a":"b25l"}}'`);
    expect(maskSecrets(text, parseFile({ path: 's3.yaml', text }).manifests, true)).toBe(
      annotations('********'),
    );
  });

  it('masks more where the text was not read whole', () => {
    const text = `${head}data:\n  name: b25l\n  a: dHdv\n---\na: [\n`;
    const masked = maskSecrets(text, parseFile({ path: 's3.yaml', text }).manifests, false);
    expect(masked).toContain('data:\n  name: ********\n  a: ********\n');
  });

  it('leaves other kinds alone', () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: Secret }\ndata: { a: b }\n';
    expect(maskSecrets(text, parseFile({ path: 'a.yaml', text }).manifests, true)).toBe(text);
  });
});
