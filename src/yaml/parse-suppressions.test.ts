import { describe, expect, it } from 'vitest';
import { parseSuppressions } from './parse-suppressions.ts';

function read(text: string) {
  return parseSuppressions({ path: 'a.yaml', text });
}

function ranges(text: string): readonly string[] {
  return read(text).map(
    ({ ruleIds, appliesTo }) => `${ruleIds.join('+')} ${appliesTo.startLine}-${appliesTo.endLine}`,
  );
}

describe('parseSuppressions', () => {
  it('reads ids, reason and end', () => {
    expect(read('a:\n  # ramen-sync-ignore one, two: planned, ticket 5 until 2027-01-31\n  b: 1\n')).toEqual([
      {
        ruleIds: ['one', 'two'],
        reason: 'planned, ticket 5',
        until: '2027-01-31',
        location: { file: 'a.yaml', document: 0, line: 2, column: 3, endLine: 2, endColumn: 67 },
        appliesTo: { startLine: 3, endLine: 3 },
      },
    ]);
  });

  it.each([
    ['# ramen-sync-ignore', 'write it as: # ramen-sync-ignore <rule>: why'],
    ['# ramen-sync-ignore all of it', 'write it as: # ramen-sync-ignore <rule>: why'],
    ['# ramen-sync-ignore one:', 'it gives no reason; write it as: # ramen-sync-ignore <rule>: why'],
    [
      '# ramen-sync-ignore one: until 2027-01-31',
      'it gives no reason; write it as: # ramen-sync-ignore <rule>: why',
    ],
    ['# ramen-sync-ignore one: x until 2027-02-31', '"2027-02-31" is no day such as 2027-01-31'],
    ['# ramen-sync-ignore one: x until summer', '"summer" is no day such as 2027-01-31'],
    ['# ramen-sync-ignore one: wait until it is over', undefined],
    ['#ramen-sync-ignore one: why (until 2027-01-31)', undefined],
  ])('%s', (comment, problem) => {
    expect(read(`${comment}\na: 1\n`)[0]?.problem).toBe(problem);
  });

  const text = `# ramen-sync-ignore whole: why
---
# ramen-sync-ignore top: why

kind: A
spec: # ramen-sync-ignore line: why
  # ramen-sync-ignore first: why
  # and more words
  action: 1
  # ramen-sync-ignore map: why
  deep:
    a: 1
    b: 2
  list:
  # ramen-sync-ignore item: why
  - name: x
    value: y
  - z # ramen-sync-ignore z: why
  no: "x # ramen-sync-ignore quoted: why"
  nor: plain
    # ramen-sync-ignore after: why
  text: | # ramen-sync-ignore header: why
    # ramen-sync-ignore inner: why
    a: 1
---
b: 1 # ramen-sync-ignore second: why
# ramen-sync-ignore nothing: why
`;

  const expected = [
    'whole 5-24',
    'top 5-24',
    'line 6-6',
    'first 9-9',
    'map 11-13',
    'item 16-17',
    'z 18-18',
    'after 22-24',
    'header 22-22',
    'inner 24-24',
    'second 26-26',
    'nothing 27-27',
  ];

  it('covers what follows, or its own line', () => {
    expect(ranges(text)).toEqual(expected);
    expect(ranges(text.replaceAll('\n', '\r\n'))).toEqual(expected);
    expect(read(text).at(-1)?.location.document).toBe(1);
  });

  it('covers nodes of the YAML within a block', () => {
    const config = `data:
  conf: |
    # ramen-sync-ignore whole: why

    kind: RamenConfig
    # ramen-sync-ignore list: why
    profiles:
    - name: a
      # ramen-sync-ignore bucket: why
      bucket: b
    # ramen-sync-ignore item: why
    - name: c
      bucket: d # ramen-sync-ignore line: why
  broken: |
    # ramen-sync-ignore broken: why
    a: b: c
    d: 1
  folded: >
    # ramen-sync-ignore folded: why
    a:
      b: 1
`;
    const covered = [
      'whole 5-13',
      'list 7-13',
      'bucket 10-10',
      'item 12-13',
      'line 13-13',
      'broken 16-16',
      'folded 20-20',
    ];
    expect(ranges(config)).toEqual(covered);
    expect(ranges(config.replaceAll('\n', '\r\n'))).toEqual(covered);
  });

  it('covers what stands in braces, by entry and by line', () => {
    const flow = `a: {
  # ramen-sync-ignore entry: why
  b: [
    1, 2
  ],
  c: 3, # ramen-sync-ignore line: why
  # ramen-sync-ignore item: why
  d: [ { e: 1,
    f: 2 } ] }
`;
    expect(ranges(flow)).toEqual(['entry 3-5', 'line 6-6', 'item 8-9']);
  });

  it('reads the documents beside one that does not parse', () => {
    expect(ranges('a: b: c\n---\n# ramen-sync-ignore x: why\nb: 1\n')).toEqual(['x 4-4']);
  });
});
