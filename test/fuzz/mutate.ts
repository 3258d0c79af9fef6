import fc from 'fast-check';
import { isArray, isObject, type Json } from '../../src/model/json.ts';
import type { SourceFile } from '../../src/model/source.ts';
import { isBroken, readDocuments } from '../../src/yaml/documents.ts';

/** Repositories that somebody, or something, has damaged: one or a few files of a real one. */
export function damagedRepositories(
  corpus: readonly (readonly SourceFile[])[],
): fc.Arbitrary<readonly SourceFile[]> {
  const lines = corpus.flat().flatMap(({ text }) => text.split('\n'));
  return fc
    .record({
      repository: fc.constantFrom(...corpus),
      damages: fc.array(fc.tuple(fc.nat(), damage(lines)), { minLength: 1, maxLength: 4 }),
    })
    .map(({ repository, damages }) => {
      const files = repository.map(({ path, text }) => ({ path, text }));
      for (const [which, change] of damages) {
        const file = files[which % files.length];
        if (file !== undefined) file.text = change(file.text);
      }
      return files;
    });
}

type Damage = (text: string) => string;

function damage(lines: readonly string[]): fc.Arbitrary<Damage> {
  return fc.oneof(
    { weight: 6, arbitrary: valueDamage() },
    { weight: 3, arbitrary: tokenDamage() },
    { weight: 2, arbitrary: lineDamage(lines) },
    {
      weight: 1,
      arbitrary: fc.string({ unit: 'binary', maxLength: 400 }).map(
        (text): Damage =>
          () =>
            text,
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom(...eol) },
  );
}

const eol: readonly Damage[] = [
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replaceAll('\n', '\r'),
  (text) => `\uFEFF${text}`,
  (text) => text.trimEnd(),
  (text) => text + text,
  (text) => `${text}\n---\n${text}`,
];

/** One value of one document becomes another: what rules have to bear. The document becomes JSON by it. */
function valueDamage(): fc.Arbitrary<Damage> {
  return fc
    .tuple(fc.nat(), fc.nat(), fc.array(fc.tuple(fc.nat(), oddValue()), { minLength: 1, maxLength: 3 }))
    .map(
      ([which, how, changes]): Damage =>
        (text) => {
          const values = readDocuments(text).flatMap((document) =>
            isBroken(document) || document.value === undefined ? [] : [document.value],
          );
          if (values.length === 0) return text;
          const target = which % values.length;
          return values
            .map((value, index) => {
              if (index !== target) return JSON.stringify(value);
              const changed = changes.reduce<Json>(
                (all, [place, odd]) => replaceAt(all, place, odd, how),
                value,
              );
              return JSON.stringify(changed, undefined, how % 3);
            })
            .join('\n---\n');
        },
    );
}

/** The `place`-th node from the root, counted through and through; `how` says what becomes of it. */
function replaceAt(root: Json, place: number, odd: Json, how: number): Json {
  const wanted = place % countNodes(root);
  let seen = -1;
  const walk = (node: Json): Json => {
    seen += 1;
    if (seen === wanted) return how % 4 === 0 ? wrapped(node, how) : odd;
    if (isArray(node)) return node.map(walk);
    if (!isObject(node)) return node;
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, walk(child)]));
  };
  return walk(root);
}

function wrapped(node: Json, how: number): Json {
  if (how % 3 === 0) return [node, node];
  return how % 3 === 1 ? { [String(how)]: node } : { items: [node], kind: 'List', apiVersion: 'v1' };
}

function countNodes(node: Json): number {
  if (isArray(node)) return node.reduce<number>((sum, child) => sum + countNodes(child), 1);
  return isObject(node) ? Object.values(node).reduce<number>((sum, child) => sum + countNodes(child), 1) : 1;
}

const oddNames = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '',
  ' ',
  '.',
  '..',
  '/',
  'a/b',
];
const oddTexts = [
  ...oddNames,
  'dr1',
  'p5m',
  'shop',
  'A'.repeat(300),
  'a\u0000b',
  '\u001b[2J',
  '::error::x',
  '|<b>`',
  '\u202e',
  '\ud800',
  'é😀',
  'yes',
  '1e3',
  '5m',
  '-1h',
  '99999999999999999999h',
  'https://[::1',
  'http://a b',
  '10.0.0.0/99',
  '2026-02-30',
  'a: [',
  's3StoreProfiles: [null, 1, {}]',
  '&a [*a]',
  '{{ .Values.x }}',
  'ENC[AES256_GCM,data:x]',
];
const oddNumbers = [0, -0, -1, 1.5, 2 ** 31, 2 ** 53, 1e300, -1e-300];

function oddValue(): fc.Arbitrary<Json> {
  const leaf = fc.oneof(
    fc.constantFrom(...oddTexts),
    fc.constantFrom(...oddNumbers),
    fc.constantFrom(null, true, false),
    fc.constantFrom<Json>([], {}, [[]], [null], [{}], ['dr1', 'dr1'], { '': null }, { a: { b: { c: [] } } }),
  );
  return fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 1, arbitrary: fc.array(leaf, { maxLength: 3 }) },
    {
      weight: 1,
      arbitrary: fc
        .array(fc.tuple(fc.constantFrom(...oddNames, 'name', 'metadata', 'spec', 'kind'), leaf), {
          maxLength: 3,
        })
        .map((entries): Json => Object.fromEntries(entries)),
    },
  );
}

const tokens = [
  ...[
    '\t',
    '\u0000',
    '\uFEFF',
    '&a ',
    '*a',
    '<<: *a\n',
    '? ',
    ': ',
    '- ',
    '\n---\n',
    '\n...\n',
    '%YAML 1.1\n',
  ],
  ...[
    '!!binary ',
    '!!set ',
    '!x ',
    '|',
    '>-',
    '|2\n',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '#',
    '\r',
    '\r\n',
    '\u2028',
  ],
  ...[
    '\ud800',
    '😀',
    '\u001b',
    '::error::',
    '%0A',
    '1e999',
    '.inf',
    '0x',
    '9223372036854775808',
    'null',
    '~',
    'yes',
  ],
  ...[
    '__proto__: 1\n',
    'constructor: {}\n',
    'apiVersion: v1\n',
    'kind: List\n',
    'items:\n',
    'metadata: \n',
    '---',
  ],
  ...[
    '# ramen-sync-ignore unknown-policy: why\n',
    '# ramen-sync-ignore a,b: x until 2020-01-01\n',
    '\n\n',
    '  ',
  ],
  ...['[', '{a: ', '- ', '\n ', ' '].map((token) => token.repeat(250)),
  'a'.repeat(5000),
];

function tokenDamage(): fc.Arbitrary<Damage> {
  return fc.tuple(fc.nat(), fc.constantFrom(...tokens), fc.nat({ max: 40 })).map(
    ([place, token, gone]): Damage =>
      (text) => {
        const start = place % (text.length + 1);
        return text.slice(0, start) + token + text.slice(start + (gone > 20 ? gone : 0));
      },
  );
}

function lineDamage(others: readonly string[]): fc.Arbitrary<Damage> {
  return fc
    .tuple(fc.nat(), fc.nat(), fc.constantFrom('drop', 'double', 'indent', 'outdent', 'foreign', 'move'))
    .map(
      ([from, to, how]): Damage =>
        (text) => {
          const lines = text.split('\n');
          const index = from % lines.length;
          const line = lines[index] ?? '';
          if (how === 'drop') lines.splice(index, 1);
          else if (how === 'double') lines.splice(index, 0, line);
          else if (how === 'indent') lines[index] = `  ${line}`;
          else if (how === 'outdent') lines[index] = line.replace(/^ {1,2}/, '');
          else if (how === 'foreign') lines.splice(index, 0, others[to % others.length] ?? '');
          else lines.splice(to % lines.length, 0, ...lines.splice(index, 1 + (to % 5)));
          return lines.join('\n');
        },
    );
}
