/**
 * The API server's patterns are Go's RE2. Rewrites what JavaScript spells otherwise; undefined where it cannot say the
 * same (a flag in the middle, `\C`), and then the value has to be reported as not checked.
 */
export function toJsPattern(pattern: string): string | undefined {
  const rewritten = pattern
    .replaceAll('(?P<', '(?<')
    .replaceAll('\\A', '^')
    .replaceAll('\\z', '$')
    .replace(/\\p([A-Z])/g, '\\p{$1}')
    .replace(/\[:(\w+):\]/g, (whole, name: string) => posixClasses[name] ?? whole)
    // An escape that means the character itself is an error in JavaScript's Unicode mode.
    .replace(/\\([-_@#%&=:;,<>!"'`~ ])/g, (_, character: string) => (character === '-' ? '\\-' : character));
  return isPattern(rewritten) ? rewritten : undefined;
}

const posixClasses: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: '\\s',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
};

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
