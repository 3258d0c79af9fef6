import { describe, expect, it } from 'vitest';
import { expand, parametersIn } from './recipe-use.ts';

describe('parameters of a Recipe, as os.Expand of Go finds them', () => {
  it.each([
    ['$NAME', ['NAME']],
    [`\${NAME}`, ['NAME']],
    ['a $ONE-$TWO_2 b', ['ONE', 'TWO_2']],
    ['$$', ['$']],
    ['exit $?', ['?']],
    ['$12', ['1']],
    ['$(date)', []],
    ['100$', []],
    ['$ {x}', []],
    ['no sign', []],
  ])('%s', (text, names) => {
    expect(parametersIn(text)).toEqual(names);
  });

  it('puts in every value where the whole text is one parameter', () => {
    const parameters = { NS: ['shop', 'db'] };
    expect(expand('$NS', parameters)).toEqual(['shop', 'db']);
    expect(expand(`\${NS}`, parameters)).toEqual(['shop', 'db']);
    expect(expand('shop', parameters)).toEqual(['shop']);
    expect(expand('x-$NS', parameters)).toEqual([]);
    expect(expand('$OTHER', parameters)).toEqual([]);
  });
});
