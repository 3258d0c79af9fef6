import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBroken, splitDocuments } from './documents.ts';
import { quickRootRange } from './places.ts';
import { buildTree } from './tree.ts';

/** The root's place by both ways, of each document. */
function bothWays(text: string) {
  return splitDocuments(text).flatMap((document) => {
    if (isBroken(document)) return [];
    const { start, end } = buildTree(document.text, document.events);
    return [{ quick: quickRootRange(document.text, document.events), tree: { start, end } }];
  });
}

describe('the quick place of a root', () => {
  it.each([
    'a: 1\n',
    '# why\na: 1\nb:\n  - x\n  - "y"\n',
    "a: 'it''s'\n---\nb: 2\n\n\n---\nc: {d: e}\n",
    '\uFEFFa: b',
    'a: b\r\nc: d\r\n',
    'a: two\n  lines\n',
    'a: [b, {c: d}]\n',
    'a: {b: [c, ], }',
  ])('is that of its tree: %j', (text) => {
    const found = bothWays(text);
    expect(found.some(({ quick }) => quick !== undefined)).toBe(true);
    for (const { quick, tree } of found) if (quick !== undefined) expect(quick).toEqual(tree);
  });

  it.each([
    '{a: b}\n',
    'a: {b: c # d\n  }\n',
    'a: |\n  text\n',
    'a:\n',
    'a: &x 1\nb: *x\n',
    '[]\n',
    'a: b # c\n',
  ])('is left to the tree where events do not tell: %j', (text) => {
    expect(bothWays(text).map(({ quick }) => quick)).toEqual([undefined]);
  });

  it('is never another one', () => {
    const piece = fc.constantFrom(
      'a: ',
      'b:\n',
      '  ',
      '- ',
      '{',
      '}',
      '[',
      ']',
      ', ',
      '"x"',
      "'y'",
      'z',
      '# c',
      '\n',
      '---\n',
      '&n ',
      '*n',
      '!t ',
      '|',
      '> ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        for (const { quick, tree } of bothWays(pieces.join('')))
          if (quick !== undefined) expect(quick).toEqual(tree);
      }),
      { numRuns: 3000 },
    );
  });
});
