import { describe, expect, it } from 'vitest';
import type { FieldPath } from '../model/field-path.ts';
import type { Change } from './change.ts';
import { changeDocument } from './edit.ts';
import { changeText } from './edit-text.ts';
import { applyEdits } from './splice.ts';

function change(text: string, what: Change, document = 0): string {
  return applyEdits(text, changeDocument({ path: 'a.yaml', text }, { document }, what));
}

function inText(text: string, what: Change, field: FieldPath = ['data', 'conf']): string {
  return applyEdits(text, changeText({ path: 'a.yaml', text }, { document: 0 }, field, what));
}

function windows(text: string): string {
  return `\ufeff${text.replaceAll('\n', '\r\n')}`;
}

describe('rename-key', () => {
  it.each([
    ['a plain key', 'labels: # l\n  a.io/ID: x # why\n', ['labels', 'a.io/ID'], 'a.io/id: x'],
    ['a key in double quotes', 'labels:\n  "a.io/ID"  : x\n', ['labels', 'a.io/ID'], '"a.io/id"  : x'],
    ['a key in single quotes', "labels: {'a.io/ID': x}\n", ['labels', 'a.io/ID'], "{'a.io/id': x}"],
    ['a key of JSON', '{"labels":{"a.io/ID":"x"}}', ['labels', 'a.io/ID'], '{"a.io/id":"x"}'],
    ['a key with an anchor', 'labels:\n  &k a.io/ID: x\n', ['labels', 'a.io/ID'], '&k a.io/id: x'],
    ['a key of an item', '- a\n- ID: 1\n', [1, 'ID'], '- a.io/id: 1'],
  ] as const)('keeps the manner of %s', (_, text, path, part) => {
    for (const before of [text, windows(text)]) {
      const after = change(before, { type: 'rename-key', path, to: 'a.io/id' });
      expect(after).toContain(part.replaceAll('\n', '\r\n'));
      expect(after.replace('a.io/id', '')).toBe(before.replace(/a\.io\/ID|ID/, ''));
    }
  });

  it('quotes a name that needs it', () => {
    expect(change('a: 1\n', { type: 'rename-key', path: ['a'], to: 'yes' })).toMatch(/^['"]yes['"]: 1\n$/);
  });

  it.each([
    ['a name that is there', 'a: 1\nb: 2\n'],
    ['a key that an alias shares', 'x: &m { a: 1 }\ny: *m\n'],
    ['a key that is merged in', 'x: &m { z: 1 }\na: { <<: *m }\n'],
  ])('refuses %s', (_, text) => {
    const path = text.startsWith('x') ? (text.includes('<<') ? ['a', 'z'] : ['x', 'a']) : ['a'];
    expect(() => change(text, { type: 'rename-key', path, to: 'b' })).toThrow(/text edit/);
  });
});

const misplaced = `# the hub
kind: RamenConfig
drClusterOperator:
  # on the hub only
  deploymentAutomationEnabled: true # yes
  # the two stores
  # of this site
  s3StoreProfiles:
  - s3ProfileName: a   # first

    s3Bucket: "b"
  catalogSourceName: x
ramenControllerType: dr-hub # z

# the end
`;

describe('move', () => {
  const value = [{ s3ProfileName: 'a', s3Bucket: 'b' }];
  const up: Change = {
    type: 'move',
    path: ['drClusterOperator', 's3StoreProfiles'],
    to: ['s3StoreProfiles'],
    value,
  };
  const moved = `# the hub
kind: RamenConfig
drClusterOperator:
  # on the hub only
  deploymentAutomationEnabled: true # yes
  catalogSourceName: x
ramenControllerType: dr-hub # z
# the two stores
# of this site
s3StoreProfiles:
- s3ProfileName: a   # first

  s3Bucket: "b"

# the end
`;

  it('takes the lines as they are, with the comments above them', () => {
    expect(change(misplaced, up)).toBe(moved);
    expect(change(windows(misplaced), up)).toBe(windows(moved));
  });

  it('goes the other way as well, under another name, into a map that is there or not', () => {
    const down: Change = { type: 'move', path: ['b'], to: ['a', 'c'], value: { d: 1 } };
    expect(change('a:\n    x: 1 # x\nb:\n  d: 1 # d\n', down)).toBe(
      'a:\n    x: 1 # x\n    c:\n      d: 1 # d\n',
    );
    expect(change('b:\n  d: 1\nz: 0\n', down)).toBe('z: 0\na:\n  c:\n    d: 1\n');
    expect(change('{"b":{"d":1},"z":0}', down)).toBe('{"z":0, "a": {"c":{"d":1}}}');
  });

  it('takes the maps along that it was alone in', () => {
    const only: Change = { type: 'move', path: ['a', 'b', 'c'], to: ['c'], value: 1 };
    expect(change('# a\na:\n  # b\n  b:\n    # c\n    c: 1 # d\nz: 0\n', only)).toBe(
      '# a\nz: 0\n# c\nc: 1 # d\n',
    );
  });

  it('does not overwrite', () => {
    const onto: Change = { type: 'move', path: ['a', 'b'], to: ['b'], value: 1 };
    expect(() => change('a:\n  b: 1\nb: 2\n', onto)).toThrow(/text edit/);
  });

  it('works in a document of its own', () => {
    const text = `x: 1\n---\n${misplaced}---\n# last\ny: 2\n`;
    expect(change(text, up, 1)).toBe(`x: 1\n---\n${moved}---\n# last\ny: 2\n`);
  });
});

describe('changeText', () => {
  const lines = (text: string): string =>
    text
      .split('\n')
      .map((line) => (line === '' ? line : `    ${line}`))
      .join('\n');
  const holder = (header: string, inner: string): string =>
    `kind: ConfigMap # c\ndata:\n  other: "x"\n  conf: ${header}\n${lines(inner)}\nz: 1 # end\n`;
  const inner = `kind: RamenConfig\n \nfoo:\n  Bar: 1 # bar\n\n  baz: 2\nlast: 3`;

  it.each(['|', '|-', '|+', '| # text', '|2'])('touches only the lines that change: %s', (header) => {
    const text = holder(header, inner);
    for (const before of [text, windows(text)]) {
      const eol = before.includes('\r') ? '\r\n' : '\n';
      expect(inText(before, { type: 'rename-key', path: ['foo', 'Bar'], to: 'bar' })).toBe(
        before.replace('Bar', 'bar'),
      );
      expect(inText(before, { type: 'set', path: ['foo', 'baz'], value: true })).toBe(
        before.replace('baz: 2', 'baz: true'),
      );
      expect(inText(before, { type: 'remove', path: ['foo', 'Bar'] })).toBe(
        before.replace(`      Bar: 1 # bar${eol}`, ''),
      );
      expect(inText(before, { type: 'set', path: ['foo', 'new'], value: 'x' })).toBe(
        before.replace('baz: 2', `baz: 2${eol}      new: x`),
      );
      expect(inText(before, { type: 'remove', path: ['last'] })).toBe(
        before.replace(`    last: 3${eol}`, ''),
      );
    }
  });

  it('moves within the text', () => {
    const text = holder('|', misplaced.trimEnd());
    const value = [{ s3ProfileName: 'a', s3Bucket: 'b' }];
    const after = inText(text, {
      type: 'move',
      path: ['drClusterOperator', 's3StoreProfiles'],
      to: ['s3StoreProfiles'],
      value,
    });
    expect(after).toContain(
      '\n    # the two stores\n    # of this site\n    s3StoreProfiles:\n    - s3ProfileName: a   # first\n',
    );
    expect(after).toContain('z: 1 # end\n');
  });

  it.each([
    ['double quotes', 'data: {conf: "a: 1\\nb: 2\\n"}\n', 'data: {conf: "a: 1\\nb: 3\\n"}\n'],
    ['a folded block', 'data:\n  conf: >\n    a: 1\n\n    b: 2\nz: 1\n', undefined],
  ])('falls back on the whole text in %s', (_, text, expected) => {
    const after = inText(text, { type: 'set', path: ['b'], value: 3 });
    if (expected !== undefined) expect(after).toBe(expected);
    expect(after).toContain('3');
  });

  it('starts from nothing', () => {
    expect(inText('data: {conf: ""}\n', { type: 'set', path: ['a', 'b'], value: 1 })).toBe(
      'data: {conf: "a:\\n  b: 1\\n"}\n',
    );
  });

  it('leaves a text alone that does not parse', () => {
    const text = 'data:\n  conf: |\n    a: b: c\n';
    expect(() => inText(text, { type: 'set', path: ['a'], value: 1 })).toThrow(/does not parse/);
  });
});
