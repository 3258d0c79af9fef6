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
