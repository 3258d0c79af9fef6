import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldPath } from '../model/field-path.ts';
import { dumpYaml } from './dump-yaml.ts';
import { parseFile } from './parse-file.ts';

const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';

function parse(text: string) {
  return parseFile({ path: 'a.yaml', text });
}

function only(text: string) {
  const { manifests, findings } = parse(text);
  expect(findings).toEqual([]);
  expect(manifests).toHaveLength(1);
  const [manifest] = manifests;
  if (manifest === undefined) throw new Error('no manifest');
  return manifest;
}

/** The text that a location covers. */
function cover(text: string, path: FieldPath, part: 'value' | 'key' = 'value', index = 0): string {
  const manifest = parse(text).manifests[index];
  if (manifest === undefined) throw new Error('no manifest');
  return slice(text, manifest.locate(path, part));
}

function slice(
  text: string,
  at: { line: number; column: number; endLine: number; endColumn: number },
): string {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n/);
  const picked = lines.slice(at.line - 1, at.endLine);
  const last = picked.length - 1;
  return picked
    .map((line, index) =>
      line.slice(index === 0 ? at.column - 1 : 0, index === last ? at.endColumn - 1 : undefined),
    )
    .join('\n');
}

describe('scalars as the API server reads them', () => {
  it.each([
    ['yes', true],
    ['NO', false],
    ['on', true],
    ['Off', false],
    ['y', true],
    ['N', false],
    ['True', true],
    ['tRUE', 'tRUE'],
    ['~', null],
    ['Null', null],
    ['', null],
    ['0777', 511],
    ['0o14', 12],
    ['0b101', 5],
    ['0x1F', 31],
    ['-0', 0],
    ['09', 9],
    ['1_000', 1000],
    ['1e3', 1000],
    ['1.50', 1.5],
    ['.5', 0.5],
    ['+7', 7],
    ['1:30', '1:30'],
    ['2024-01-01', '2024-01-01'],
    ['2024-01-01T10:00:00Z', '2024-01-01T10:00:00Z'],
    ['!custom 5', '5'],
    ['!!str 5', '5'],
    ['!!int "3"', 3],
    ['!!binary aGVsbG8=', 'hello'],
    ["'no'", 'no'],
    ['5m', '5m'],
    ['_1', '_1'],
    ['1.2.3', '1.2.3'],
    ['!mine {a: 1}', { a: 1 }],
    ['!!set {a}', { a: null }],
  ])('%s', (written, value) => {
    expect(only(`${head}x: ${written}\n`).object.x).toEqual(value);
  });

  it('keys too', () => {
    const { object } = only(`${head}x: {y: 1, off: 2, 010: 3, "no": 4, 1.0: 5, null: 6, tRue: 7}\n`);
    expect(object.x).toEqual({ true: 1, false: 2, '8': 3, no: 4, '1': 5, null: 6, tRue: 7 });
  });

  it('refuses what JSON cannot carry, at its place', () => {
    const { findings } = parse(`${head}x: .inf\n`);
    expect(findings).toMatchObject([{ rule: 'yaml-syntax', location: { line: 5, column: 4 } }]);
  });
});

describe('documents', () => {
  it('counts from 0 with the empty ones, and skips those', () => {
    const file = parse(`# only a comment\n---\n${head}---\n# nothing\n---\n${head.replace('a\n', 'b\n')}`);
    expect(file.manifests.map((each) => [each.key.name, each.document])).toEqual([
      ['a', 0],
      ['b', 2],
    ]);
    expect(file.documents).toBe(2);
  });

  it('reads the others when one does not parse', () => {
    const text = `${head}---\na: b: c\n---\n%TAG ! x\n${head}\n---\n${head.replace('a\n', 'b\n')}`;
    const file = parse(text);
    expect(file.manifests.map((each) => [each.key.name, each.document])).toEqual([
      ['a', 0],
      ['b', 3],
    ]);
    expect(file.findings.map((each) => [each.rule, each.location.line, each.location.column])).toEqual([
      ['yaml-syntax', 6, 5],
      ['yaml-syntax', 8, 1],
    ]);
    expect(slice(text, file.manifests[1]?.locate(['metadata', 'name']) ?? fail())).toBe('b');
    expect(file.manifests[1]?.locate(['metadata', 'name']).line).toBe(18);
    expect(file.opaque.map((each) => each.why)).toEqual(['unreadable', 'unreadable']);
  });

  it('gives each item of a List its own manifest', () => {
    const text =
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: s}\n- 5\n';
    const file = parse(text);
    expect(file.manifests).toMatchObject([{ key: { kind: 'Secret', name: 's' }, document: 0, item: 0 }]);
    expect(cover(text, ['metadata', 'name'])).toBe('s');
    expect(cover(text, ['data'], 'key')).toBe('apiVersion');
    expect(file.opaque).toEqual([{ document: 0, why: 'not-kubernetes' }]);
  });

  it('lets the items of a typed list inherit their kind', () => {
    const text = 'apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: s}\n';
    expect(only(text).key).toEqual({ apiVersion: 'v1', kind: 'ConfigMap', name: 's' });
  });

  it('reads JSON', () => {
    const text = '{\n\t"apiVersion": "v1",\n\t"kind": "Secret",\n\t"metadata": {"name": "\\u0073\\/x"}\n}\n';
    expect(only(text).key.name).toBe('s/x');
    expect(cover(text, ['metadata', 'name'])).toBe('"\\u0073\\/x"');
    expect(cover(text, ['metadata'])).toBe('{"name": "\\u0073\\/x"}');
  });

  it('reads a byte order mark and CRLF', () => {
    const text = `\uFEFF${head.replaceAll('\n', '\r\n')}`;
    expect(only(text).locate(['apiVersion'], 'key')).toMatchObject({ line: 1, column: 1, endColumn: 11 });
    expect(cover(text, ['metadata', 'name'])).toBe('a');
  });

  it.each([
    ['a kustomization', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a]\n'],
    ['Helm values', 'replicas: 3\nspec: {a: 1}\n'],
    ['a kubeconfig', 'apiVersion: v1\nkind: Config\nclusters: []\n'],
    ['a list', '- a\n- b\n'],
    ['a word', 'hello\n'],
    ['a chart', 'apiVersion: v2\nname: chart\n'],
  ])('passes over %s', (_, text) => {
    expect(parse(text)).toMatchObject({
      manifests: [],
      findings: [],
      documents: 1,
      opaque: [{ why: 'not-kubernetes' }],
    });
  });

  it.each([
    ['apiVersion: v1\nkind: Secret\nmetadata:\n  namespace: x\n', 'metadata.name is missing', 'metadata'],
    ['kind: Secret\nmetadata: {name: x}\n', 'apiVersion is missing', 'kind'],
    ['apiVersion: v1\nmetadata: {name: x}\n', 'kind is missing', 'apiVersion'],
    ['metadata: {name: x}\nspec: {}\n', 'apiVersion is missing', 'metadata'],
    ['apiVersion: v1\nkind: Secret\nspec: {}\n', 'metadata.name is missing', 'apiVersion'],
    [
      'apiVersion: v1\nkind: Secret\nmetadata: {name: 007}\n',
      'metadata.name must be text, Kubernetes reads the number 7',
      '007',
    ],
  ])('says what an object lacks: %j', (text, message, place) => {
    const { findings } = parse(text);
    expect(findings).toMatchObject([{ rule: 'not-an-object', severity: 'error', message }]);
    expect(slice(text, findings[0]?.location ?? fail())).toBe(place);
  });

  it('accepts generateName, and a RamenConfig without a name', () => {
    expect(only('apiVersion: v1\nkind: Secret\nmetadata: {generateName: x-}\n').key.name).toBe('');
    expect(only('apiVersion: ramendr.openshift.io/v1alpha1\nkind: RamenConfig\n').key.kind).toBe(
      'RamenConfig',
    );
  });

  it('names both places of a key that is there twice, and keeps the last', () => {
    const text = `${head}data:\n  a: "1"\n  b: "2"\n  "a": "3"\n  a: "4"\n`;
    const file = parse(text);
    expect(file.manifests[0]?.object.data).toEqual({ a: '4', b: '2' });
    expect(file.findings).toMatchObject([
      {
        rule: 'duplicate-key',
        path: 'data.a',
        location: { line: 8, column: 3 },
        related: [{ location: { line: 6 } }],
      },
      {
        rule: 'duplicate-key',
        path: 'data.a',
        location: { line: 9, column: 3 },
        related: [{ location: { line: 6 } }],
      },
    ]);
    expect(cover(text, ['data', 'a'])).toBe('"4"');
  });
});

describe('places', () => {
  const text = [
    head.trimEnd(),
    'shared: &s',
    '  one: 1   # comment: with {colons}',
    '  two: [x, "y z", {k: v}]',
    'spec:',
    '  <<: *s',
    '  three: *s',
    '  four:',
    '  - - deep',
    '    - !!str 5',
    '  - name: "😀" # emoji',
    '    after: 😀x',
    '  five: | # header',
    '    line one',
    '',
    '    line 😀 two',
    '',
    '  six:',
    '  ? seven',
    '  : eight',
    '',
  ].join('\n');

  it.each([
    [['spec', 'one'], '1', 'one'],
    [['spec', 'two', 1], '"y z"', '"y z"'],
    [['spec', 'two', 2, 'k'], 'v', 'k'],
    [['spec', 'two'], '[x, "y z", {k: v}]', 'two'],
    [['spec', 'three'], '*s', 'three'],
    [['spec', 'three', 'one'], '1', 'one'],
    [['spec', 'four', 0, 0], 'deep', 'deep'],
    [['spec', 'four', 0, 1], '5', '5'],
    [['spec', 'four', 1, 'name'], '"😀"', 'name'],
    [['spec', 'four', 1, 'after'], '😀x', 'after'],
    [['spec', 'four', 1, 'missing'], 'name', 'name'],
    [['spec', 'five'], '| # header\n    line one\n\n    line 😀 two', 'five'],
    [['spec', 'six'], 'six', 'six'],
    [['spec', 'seven'], 'eight', 'seven'],
    [['spec', 'nothing', 'below'], 'spec', 'spec'],
    [['nothing'], 'apiVersion', 'apiVersion'],
  ] as const)('%j', (path, value, key) => {
    expect(cover(text, path)).toBe(path.includes('nothing' as never) ? key : value);
    expect(cover(text, path, 'key')).toBe(key);
  });

  it('finds text inside a block scalar', () => {
    const manifest = only(text);
    const inner = manifest.object.spec as { five: string };
    expect(inner.five).toBe('line one\n\nline 😀 two\n');
    for (const word of ['line one', '😀', 'two']) {
      const offset = inner.five.indexOf(word);
      expect(slice(text, manifest.locateWithin(['spec', 'five'], offset, offset + word.length))).toBe(word);
    }
  });

  it.each([
    ['literal, indented by hand', 'x: |2\n    deep\n  word\n'],
    ['literal, kept', 'x: |+\n\n  word\n\n\n'],
    ['folded', 'x: >-\n  some long\n  line\n\n  and word here\n'],
    ['double', 'x: "a\\tb \\u0041 word\\n c"\n'],
    ['single', "x: 'it''s a word'\n"],
    ['plain', 'x: a word here\n'],
    ['plain over lines', 'x: a\n  b\n  word c\n'],
    ['JSON', '"x": "a: 1\\nword: {}\\n"\n'],
  ])('finds a word within a scalar: %s', (_, written) => {
    for (const eol of ['\n', '\r\n']) {
      const whole = (head + written).replaceAll('\n', eol);
      const manifest = only(whole);
      const value = String(manifest.object.x);
      const offset = value.indexOf('word');
      expect(slice(whole, manifest.locateWithin(['x'], offset, offset + 4))).toBe('word');
    }
  });

  it('falls back to the key', () => {
    expect(slice(text, only(text).locateWithin(['spec', 'four'], 1, 2))).toBe('four');
  });
});

describe('hostile input', () => {
  it('refuses an alias bomb at once', () => {
    const levels = Array.from(
      { length: 30 },
      (_, n) => `a${n + 1}: &a${n + 1} [*a${n},*a${n},*a${n},*a${n}]`,
    );
    const file = parse(`a0: &a0 [lol]\n${levels.join('\n')}\n---\n${head}`);
    expect(file.findings).toMatchObject([{ rule: 'yaml-syntax', location: { document: 0, line: 1 } }]);
    expect(file.manifests).toHaveLength(1);
  });

  it.each([
    ['an endless alias', 'a: &a\n  b: *a\n'],
    ['too many aliases', `a: &a 1\nb: [${'*a,'.repeat(1001)}]\n`],
    ['too deep', '['.repeat(5000)],
    ['an unknown alias', 'a: *b\n'],
    ['a NUL', 'a: \0\n'],
    ['a tab', 'a:\n\tb: 1\n'],
    ['an open quote', 'a: "b\n'],
    ['a template', 'a: {{ .Values.x }}\n'],
    ['a key that is a list', '? [a]\n: b\n'],
    ['a lone surrogate', 'a: \ud800\n'],
  ])('makes one finding of %s', (_, text) => {
    expect(parse(text).findings).toHaveLength(1);
  });

  it('never throws, whatever comes', () => {
    const piece = fc.constantFrom(
      'a',
      ': ',
      '- ',
      '\n',
      '  ',
      '&x ',
      '*x',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '|',
      '>',
      '---',
      '#',
      '?',
      '!t ',
      '<<',
      ',',
      '\t',
      '\r',
      '\uFEFF',
      'kind',
      '0',
      '%',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 40 }).map((all) => all.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          const file = parse(text);
          for (const finding of file.findings) expect(finding.location.line).toBeGreaterThan(0);
          const objects = parse(`${head}x:\n  ${text.replaceAll('\n', '\n  ')}`).manifests;
          for (const each of objects) {
            each.locate(['x', 'a', 0]);
            each.locateWithin(['x'], 3, 5);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('keeps own keys named like prototypes', () => {
    expect(Object.keys(only(`${head}x: {__proto__: 1, constructor: 2}\n`).object.x as object)).toEqual([
      '__proto__',
      'constructor',
    ]);
  });
});

describe('dumpYaml', () => {
  it('is read back as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const clean = JSON.parse(JSON.stringify(value));
        const { manifests } = parse(`${head}${dumpYaml({ x: clean })}`);
        expect(manifests[0]?.object.x).toEqual(clean);
      }),
      { numRuns: 300 },
    );
  });
});

function fail(): never {
  throw new Error('not found');
}

describe('a file that nobody wrote by hand', () => {
  it('is read up to the document that is one too many, and says so', () => {
    const file = parseFile({ path: 'a.yaml', text: '---\na: 1\n'.repeat(20_005) });
    expect(file.documents).toBe(20_001);
    expect(file.findings).toMatchObject([
      {
        rule: 'yaml-syntax',
        message: 'the rest of this file is not read: it has more than 20000 documents',
        location: { document: 20_000, line: 40_001 },
      },
    ]);
  });

  it('is given up where a thousand of its documents do not parse', () => {
    const file = parseFile({ path: 'a.yaml', text: '---\na: [\n'.repeat(3000) });
    expect(file.findings).toHaveLength(1001);
    expect(file.findings.at(-1)).toMatchObject({
      message: 'the rest of this file is not read: 1000 of its documents do not parse',
      location: { line: 2001 },
    });
  });
});
