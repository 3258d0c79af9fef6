/** The character that an escape at `at` stands for. */
export function readCodePoint(
  characters: readonly string[],
  at: number,
): { readonly character: string; readonly end: number } | undefined {
  const text = characters.slice(at + 1, at + 12).join('');
  const code = /^(?:x\{([0-9A-Fa-f]+)\}|x([0-9A-Fa-f]{2})|(0[0-7]{0,2}|[1-7][0-7]{1,2}))/.exec(text);
  if (code !== null) {
    const [whole, long, short, octal] = code;
    const value = octal === undefined ? Number.parseInt(long ?? short ?? '', 16) : Number.parseInt(octal, 8);
    return value > 0x10ffff
      ? undefined
      : { character: String.fromCodePoint(value), end: at + 1 + whole.length };
  }
  const [character = ''] = text;
  const control = { a: '\u0007', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }[character];
  const isMark = /^[!-/:-@[-`{-~]$/.test(character);
  return control === undefined && !isMark ? undefined : { character: control ?? character, end: at + 2 };
}

export function escaped(character: string): string {
  return /^[A-Za-z0-9]$/.test(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Kelvin and the long s fold to letters of ASCII. */
const folds: Readonly<Record<string, string>> = { k: '\u212a', s: '\u017f', å: '\u212b' };

export function caseVariants(character: string): readonly string[] {
  const lower = character.toLowerCase();
  const base = Object.entries(folds).find(([, odd]) => odd === character)?.[0] ?? lower;
  const all = [character, base, base.toUpperCase(), folds[base] ?? character];
  return [...new Set(all)].filter((each) => [...each].length === 1);
}
