import { caseVariants, escaped, readCodePoint } from './pattern-characters.ts';

/** What stands between brackets in RE2, and between brackets in JavaScript. `end` is the place after the closing one. */
export function classItems(
  characters: readonly string[],
  start: number,
  ignoresCase: boolean,
): { readonly items: string; readonly end: number } | undefined {
  let at = start;
  let items = '';
  // A bracket that closes before anything was opened is a character.
  for (let isFirst = true; characters[at] !== ']' || isFirst; isFirst = false) {
    if (at >= characters.length) return undefined;
    const set = readSet(characters, at);
    if (set !== undefined) {
      if (set.text === undefined) return undefined;
      items += set.text;
      at = set.end;
      continue;
    }
    const from = readOne(characters, at);
    if (from === undefined) return undefined;
    const isRange = characters[from.end] === '-' && characters[from.end + 1] !== ']';
    const to = isRange ? readOne(characters, from.end + 1) : from;
    if (to === undefined || (to.character.codePointAt(0) ?? 0) < (from.character.codePointAt(0) ?? 0))
      return undefined;
    items += rangeOf(from.character, to.character, ignoresCase);
    at = to.end;
  }
  return { items, end: at + 1 };
}

function readOne(
  characters: readonly string[],
  at: number,
): { readonly character: string; readonly end: number } | undefined {
  const character = characters[at];
  if (character === undefined) return undefined;
  return character === '\\' ? readCodePoint(characters, at) : { character, end: at + 1 };
}

/** A class inside a class; its text is undefined where there is no such class. */
function readSet(
  characters: readonly string[],
  at: number,
): { readonly text: string | undefined; readonly end: number } | undefined {
  const posix = /^\[:(\^?)(\w+):\]/.exec(characters.slice(at, at + 14).join(''));
  if (posix !== null) {
    const [whole, negation, name = ''] = posix;
    const set = posixClasses[name];
    const text = negation === '' ? set : set === undefined ? undefined : complement(set);
    return { text, end: at + whole.length };
  }
  if (characters[at] !== '\\') return undefined;
  const perl = perlClass(characters[at + 1] ?? '');
  if (perl !== undefined) return { text: perl, end: at + 2 };
  return namedProperty(characters, at);
}

/** Ranges of letters in both cases; of others it is the ends that fold. */
function rangeOf(from: string, to: string, ignoresCase: boolean): string {
  const plain = from === to ? escaped(from) : `${escaped(from)}-${escaped(to)}`;
  if (!ignoresCase) return plain;
  const [low, high] = [from.codePointAt(0) ?? 0, to.codePointAt(0) ?? 0];
  if (high - low > 0x300) return plain;
  const others = Array.from({ length: high - low + 1 }, (_, index) => String.fromCodePoint(low + index))
    .flatMap(caseVariants)
    .map(escaped);
  return plain + [...new Set(others)].join('');
}

const space = '\\t\\n\\f\\r ';

const perlClasses: Readonly<Record<string, string>> = {
  d: '0-9',
  w: '0-9A-Za-z_',
  s: space,
};

/** The inside of a class: `\d`, and what is not `\d`. */
export function perlClass(character: string): string | undefined {
  const set = perlClasses[character];
  if (set !== undefined) return set;
  const opposite = perlClasses[character.toLowerCase()];
  return opposite === undefined || character === character.toLowerCase() ? undefined : complement(opposite);
}

const posixClasses: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

/** All of these lie in ASCII: what is not in one is the rest of it, and everything beyond. */
function complement(set: string): string {
  const inside = new RegExp(`[${set}]`, 'u');
  const rest = Array.from({ length: 128 }, (_, code) => String.fromCodePoint(code)).filter(
    (each) => !inside.test(each),
  );
  return `${rest.map(escaped).join('')}\\u{80}-\\u{10ffff}`;
}

const categories = new Set(
  'C Cc Cf Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs'.split(
    ' ',
  ),
);

/** `\pL`, `\p{Greek}`, `\P{^Lu}`: a category or a script. */
export function namedProperty(
  characters: readonly string[],
  at: number,
): { readonly text: string; readonly end: number } | undefined {
  const found = /^\\([pP])(?:\{(\^?)(\w+)\}|([A-Z]))/.exec(characters.slice(at, at + 48).join(''));
  if (found === null) return undefined;
  const [whole, sign, caret = '', long, short] = found;
  const name = long ?? short ?? '';
  const isNegated = (sign === 'P') !== (caret === '^');
  const word = name === 'Any' || categories.has(name) ? name : `Script=${name}`;
  return { text: `\\${isNegated ? 'P' : 'p'}{${word}}`, end: at + whole.length };
}
