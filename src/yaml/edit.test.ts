import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldPath } from '../model/field-path.ts';
import type { Json } from '../model/json.ts';
import { dumpYaml } from './dump-yaml.ts';
import { setValue } from './edit.ts';
import { parseFile } from './parse-file.ts';
import { parseText } from './parse-text.ts';
import { applyEdits } from './splice.ts';
import { withValue } from './with-value.ts';

function set(text: string, path: FieldPath, value: Json | undefined, target = { document: 0 }): string {
  return applyEdits(text, setValue({ path: 'a.yaml', text }, target, path, value));
}

const drpc = `# the shop
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata:
  name: cart
  annotations: # notes
    a: b
spec:
  action: 'Relocate' # back home

  preferredCluster: "dr1"   # home
  pvcSelector:
    matchLabels: {app: cart, tier: 'db'}
  drPolicyRef:
    name: p5m
  list:
  - one # first
  - name: two
    value: 2
  # the end

---
kind: Other
`;

describe('setValue', () => {
  it.each<[string, FieldPath, Json | undefined, string, string]>([
    ['keeps single quotes', ['spec', 'action'], 'Failover', "'Relocate'", "'Failover'"],
    ['keeps double quotes', ['spec', 'preferredCluster'], 'dr2', '"dr1"', '"dr2"'],
    ['keeps plain', ['spec', 'drPolicyRef', 'name'], 'p1m', 'p5m', 'p1m'],
    ['quotes what would be read as something else', ['spec', 'drPolicyRef', 'name'], 'no', 'p5m', "'no'"],
    ['writes numbers', ['spec', 'preferredCluster'], 5, '"dr1"', '5'],
    [
      'adds a key beside its siblings',
      ['spec', 'failoverCluster'],
      'dr2',
      '    value: 2\n',
      '    value: 2\n  failoverCluster: dr2\n',
    ],
    [
      'adds maps on the way',
      ['metadata', 'labels', 'x'],
      'y',
      '    a: b\n',
      "    a: b\n  labels:\n    x: 'y'\n",
    ],
    ['adds to a flow map', ['spec', 'pvcSelector', 'matchLabels', 'x'], 'a, b', "'db'}", "'db', x: 'a, b'}"],
    ['removes with its line', ['spec', 'action'], undefined, "  action: 'Relocate' # back home\n", ''],
    ['removes a map', ['spec', 'drPolicyRef'], undefined, '  drPolicyRef:\n    name: p5m\n', ''],
    [
      'removes the first of a flow map',
      ['spec', 'pvcSelector', 'matchLabels', 'app'],
      undefined,
      'app: cart, ',
      '',
    ],
    [
      'removes the last of a flow map',
      ['spec', 'pvcSelector', 'matchLabels', 'tier'],
      undefined,
      ", tier: 'db'",
      '',
    ],
    [
      'leaves an empty map',
      ['metadata', 'annotations', 'a'],
      undefined,
      'annotations: # notes\n    a: b',
      'annotations: {} # notes',
    ],
    ['removes an item', ['spec', 'list', 0], undefined, '  - one # first\n', ''],
    [
      'removes the first key of an item',
      ['spec', 'list', 1, 'name'],
      undefined,
      '- name: two\n    value',
      '- value',
    ],
    [
      'adds an item',
      ['spec', 'list', 2],
      { a: 1, b: ['c'] },
      'value: 2\n',
      'value: 2\n  - a: 1\n    b:\n    - c\n',
    ],
    [
      'turns a word into a map',
      ['spec', 'list', 0],
      { a: 1, b: 2 },
      '- one # first',
      '- a: 1 # first\n    b: 2',
    ],
    [
      'turns a word into a map under a key',
      ['spec', 'action', 'x'],
      1,
      "action: 'Relocate' # back home",
      'action: # back home\n    x: 1',
    ],
    [
      'turns a map into a word',
      ['metadata', 'annotations'],
      'x',
      'annotations: # notes\n    a: b',
      'annotations: x # notes',
    ],
    [
      'writes many lines',
      ['spec', 'action'],
      'a\nb\n',
      "action: 'Relocate' # back home",
      'action: | # back home\n    a\n    b',
    ],
    ['replaces a list', ['spec', 'list'], ['x'], '- one # first\n  - name: two\n    value: 2', '- x'],
  ])('%s', (_, path, value, from, to) => {
    const expected = drpc.replace(from, to);
    expect(expected).not.toBe(drpc);
    expect(set(drpc, path, value)).toBe(expected);
    const crlf = drpc.replaceAll('\n', '\r\n');
    expect(set(crlf, path, value)).toBe(expected.replaceAll('\n', '\r\n'));
  });

  it('does nothing where it is so already', () => {
    expect(setValue({ path: 'a', text: drpc }, { document: 0 }, ['spec', 'action'], 'Relocate')).toEqual([]);
    expect(setValue({ path: 'a', text: drpc }, { document: 0 }, ['spec', 'gone'], undefined)).toEqual([]);
  });

  it.each<[string, FieldPath, Json | undefined, string]>([
    ['a:\n', ['a'], 'x', 'a: x\n'],
    ['a: # c\n', ['a', 'b'], 'x', 'a: # c\n  b: x\n'],
    ['a: {}\n', ['a', 'b'], 'x', 'a: {b: x}\n'],
    ['a: {b}\n', ['a', 'b'], 1, 'a: {b: 1}\n'],
    ['a: {b: }\n', ['a', 'b'], 1, 'a: {b: 1 }\n'],
    ['a: []', ['a', 0], 'x', 'a: [x]'],
    ['a: 1', ['b'], 2, 'a: 1\nb: 2'],
    [
      'a:\n    b:\n        - c\n',
      ['a', 'd'],
      { e: { f: [1] } },
      'a:\n    b:\n        - c\n    d:\n        e:\n            f:\n                - 1\n',
    ],
    ['a: |\n  x\n  y\nb: 1\n', ['a'], 'x\nz\n', 'a: |\n  x\n  z\nb: 1\n'],
    ['a: |+ # k\n  x\n\nb: 1\n', ['a'], 'x', 'a: |- # k\n  x\nb: 1\n'],
    ['a: |\n  x\n\n\nb: 1\n', ['c'], 2, 'a: |\n  x\n\n\nb: 1\nc: 2\n'],
    ['a: >\n  x\n  y\nb: 1\n', ['a'], 'z', 'a: z\nb: 1\n'],
    ['b: 1\na: |+\n  x\n\n', ['c'], 2, 'b: 1\na: |+\n  x\n\nc: 2\n'],
    ['- a\n-\n- b\n', [1], { x: 1 }, '- a\n- x: 1\n- b\n'],
    ['- - a\n  - b\n', [0, 0], undefined, '- - b\n'],
    ['- a: 1\n', [0, 'a'], undefined, '- {}\n'],
    [
      '{\n  "a": 1,\n  "b": {"c": "d"}\n}\n',
      ['b', 'e'],
      'no',
      '{\n  "a": 1,\n  "b": {"c": "d", "e": "no"}\n}\n',
    ],
    ['{\n  "a": 1\n}\n', ['b'], { c: [1] }, '{\n  "a": 1,\n  "b": {"c":[1]}\n}\n'],
    ['{\n  "a": 1,\n  "b": 2\n}\n', ['b'], undefined, '{\n  "a": 1\n}\n'],
    ['\uFEFFa: 1\n', ['b'], 2, '\uFEFFa: 1\nb: 2\n'],
    ['x: &x {a: 1}\nz: *x\n', ['z', 'b'], 2, 'x: &x {a: 1}\nz:\n  a: 1\n  b: 2\n'],
    ['x: &x {a: 1}\nz:\n  <<: *x\n', ['z', 'a'], 2, 'x: &x {a: 1}\nz:\n  <<: *x\n  a: 2\n'],
    ['a: !!str 5\n', ['a'], 6, 'a: 6\n'],
    ['a: b # c', ['a'], [1], 'a: # c\n- 1'],
  ])('%j with %j', (text, path, value, expected) => {
    expect(set(text, path, value)).toBe(expected);
  });

  it('edits an item of a List, in any document', () => {
    const text = 'a: 1\n---\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: a}\n';
    const [manifest] = parseFile({ path: 'a.yaml', text }).manifests;
    const edits = setValue({ path: 'a.yaml', text }, manifest ?? { document: 9 }, ['metadata', 'name'], 'b');
    expect(edits).toEqual([
      { file: 'a.yaml', start: text.indexOf('a}'), end: text.indexOf('a}') + 1, text: 'b' },
    ]);
  });

  it('edits beside a document that does not parse', () => {
    expect(set('a: b: c\n---\nx: 1\n', ['x'], 2, { document: 1 })).toBe('a: b: c\n---\nx: 2\n');
  });

  it('refuses what an anchor shares, and what does not parse', () => {
    expect(() => set('x: &x {a: 1}\ny: *x\n', ['x', 'a'], 2)).toThrow(/anchor/);
    expect(() => set('a: b: c\n', ['a'], 2)).toThrow(/does not parse/);
  });
});

describe('for any object', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'a',
      'b',
      'no',
      '1',
      'x y',
      '',
      '#',
      'a: b',
      '- a',
      '{',
      '"',
      "'",
      '\u2028',
      '😀',
      'a\nb',
      '\n',
      ' a\n',
      'a\n\n',
      '\t',
    ),
    fc.string({ maxLength: 5 }),
  );
  const key = fc.constantFrom('a', 'b', 'c', 'd e', 'yes', '1', 'k.io/x');
  const { value } = fc.letrec<{ value: Json; leaf: Json }>((tie) => ({
    leaf: fc.oneof(word, fc.boolean(), fc.integer(), fc.constant(null)),
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      tie('leaf'),
      fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
      fc.array(tie('value'), { maxLength: 3 }),
    ),
  }));
  const object = fc.dictionary(key, value, { minKeys: 1, maxKeys: 3, noNullPrototype: true });
  const writers = fc.constantFrom<(all: Json) => string>(
    (all) => dumpYaml(all),
    (all) => JSON.stringify(all, null, 2),
    (all) => JSON.stringify(all),
    (all) =>
      dumpYaml(all)
        .replace(/^([^\n"'|>]*: \w+)$/gm, '$1 # note')
        .replaceAll('\n', '\r\n'),
  );

  function somePath(all: Json, picks: readonly number[]): (string | number)[] {
    const path: (string | number)[] = [];
    let here: Json | undefined = all;
    for (const pick of picks) {
      const steps: readonly (string | number)[] = Array.isArray(here)
        ? [...here.keys(), here.length]
        : typeof here === 'object' && here !== null
          ? [...Object.keys(here), 'new']
          : [];
      const step: string | number | undefined = steps[pick % Math.max(1, steps.length)];
      if (step === undefined) break;
      path.push(step);
      here = Array.isArray(here) ? here[Number(step)] : (here as Record<string, Json>)[String(step)];
    }
    return path.length === 0 ? ['new'] : path;
  }

  it('what was set is read back, and other lines stay as they are', () => {
    fc.assert(
      fc.property(
        object,
        writers,
        fc.array(fc.nat(5), { minLength: 1, maxLength: 4 }),
        fc.option(value, { nil: undefined }),
        (all, write, picks, next) => {
          const text = write(all);
          const before = parseText(text).value ?? null;
          const path = somePath(before, picks);
          const after = set(text, path, next);
          expect(parseText(after).value ?? null).toEqual(withValue(before, path, next));
          // Lines outside of the top key that was touched are the same bytes.
          const touched = parseText(text).range([path[0] ?? ''], 'key');
          const start = text.lastIndexOf('\n', touched.start) + 1;
          if (write !== undefined && !text.startsWith('{'))
            expect(after.slice(0, start)).toBe(text.slice(0, start));
        },
      ),
      { numRuns: 800 },
    );
  });
});

describe('the text of a block', () => {
  it('touches only the changed line of a block in its ConfigMap', () => {
    const text = 'data:\n  conf: |\n    a: 1\n    b: 2 # two\n    c: 3\nz: 1\n';
    const edits = setValue(
      { path: 'a', text },
      { document: 0 },
      ['data', 'conf'],
      'a: 1\nb: 9 # two\nc: 3\n',
    );
    expect(edits).toEqual([{ file: 'a', start: 25, end: 39, text: '    b: 9 # two' }]);
  });
});

describe('applyEdits', () => {
  it('refuses edits that overlap', () => {
    const edit = { file: 'a', start: 0, end: 2, text: '' };
    expect(() => applyEdits('abc', [edit, { ...edit, start: 1 }])).toThrow(/overlap/);
  });
});
