import { caseVariants, escaped, readCodePoint } from './pattern-characters.ts';
import { classItems, namedProperty, perlClass } from './pattern-classes.ts';

/**
 * The API server's patterns are Go's RE2. Spells one in JavaScript's Unicode mode, so that it matches the same texts;
 * undefined where it cannot be said (then the value has to be reported as not checked) or where RE2 does not know it either.
 * Which group matched, and how much, does not matter here. Syntax: Go, regexp/syntax.
 */
export function toJsPattern(pattern: string): string | undefined {
  const characters = [...pattern];
  const state: State = { characters, at: 0, flags: { i: false, s: false, m: false } };
  const text = readAlternatives(state);
  return text === undefined || state.at < characters.length || !isPattern(text) ? undefined : text;
}

interface Flags {
  readonly i: boolean;
  readonly s: boolean;
  readonly m: boolean;
}

interface State {
  readonly characters: readonly string[];
  at: number;
  flags: Flags;
}

/** Up to the end, or a bracket that closes. Flags set inside hold to its end. */
function readAlternatives(state: State): string | undefined {
  const { flags } = state;
  let out = '';
  while (state.at < state.characters.length && peek(state) !== ')') {
    if (peek(state) === '|') {
      state.at++;
      out += '|';
      continue;
    }
    const part = readAtom(state);
    if (part === undefined) return undefined;
    const repeated = part === '' ? '' : repeat(state, part);
    if (repeated === undefined) return undefined;
    out += repeated;
  }
  state.flags = flags;
  return out;
}

function peek({ characters, at }: State, ahead = 0): string {
  return characters[at + ahead] ?? '';
}

function rest({ characters, at }: State, length: number): string {
  return characters.slice(at, at + length).join('');
}

/** One thing that may be repeated; empty where only flags were set. */
function readAtom(state: State): string | undefined {
  const character = peek(state);
  switch (character) {
    case '(':
      return readGroup(state);
    case '[':
      return readClass(state);
    case '\\':
      return readEscape(state);
    case '*':
    case '+':
    case '?':
      return undefined;
    default:
      state.at++;
  }
  if (character === '.') return state.flags.s ? '[^]' : '[^\\n]';
  if (character === '^') return state.flags.m ? '(?:^|(?<=\\n))' : '^';
  if (character === '$') return state.flags.m ? '(?:$|(?=\\n))' : '$';
  return literal(character, state.flags);
}

function readGroup(state: State): string | undefined {
  state.at++;
  if (peek(state) !== '?') return readBody(state, state.flags);
  const name = /^\?P?<\w+>/u.exec(rest(state, 80))?.[0];
  if (name !== undefined) {
    state.at += name.length;
    return readBody(state, state.flags);
  }
  const setting = /^\?([imsU]*)(?:-([imsU]+))?([:)])/.exec(rest(state, 16));
  if (setting === null) return undefined;
  const [whole, on = '', off = '', end] = setting;
  state.at += whole.length;
  const is = (flag: 'i' | 's' | 'm'): boolean =>
    (on.includes(flag) || state.flags[flag]) && !off.includes(flag);
  const flags = { i: is('i'), s: is('s'), m: is('m') };
  if (end === ':') return readBody(state, flags);
  state.flags = flags;
  return '';
}

function readBody(state: State, flags: Flags): string | undefined {
  const before = state.flags;
  state.flags = flags;
  const body = readAlternatives(state);
  state.flags = before;
  if (body === undefined || peek(state) !== ')') return undefined;
  state.at++;
  return `(?:${body})`;
}

const largestRepeat = 1000;

/** Greedy or not: what matches is the same. Twice repeated is an error in RE2. */
function repeat(state: State, part: string): string | undefined {
  const found = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})/.exec(rest(state, 16));
  if (found === null) return part;
  const [operator, least, most] = found;
  const limits = [least, most].filter((text) => text !== undefined && text !== '').map(Number);
  if (limits.some((limit) => limit > largestRepeat) || (limits[1] ?? largestRepeat) < (limits[0] ?? 0))
    return undefined;
  state.at += operator.length;
  if (peek(state) === '?') state.at++;
  if (/^(?:[*+?]|\{\d+(?:,\d*)?\})/.test(rest(state, 16))) return undefined;
  return isPlace(part) ? `(?:${part})${operator}` : `${part}${operator}`;
}

/** JavaScript repeats no place in the text, as `^` is one. */
function isPlace(part: string): boolean {
  return ['^', '$', '\\b', '\\B'].includes(part);
}

function readClass(state: State): string | undefined {
  state.at++;
  const isNegated = peek(state) === '^';
  if (isNegated) state.at++;
  const read = classItems(state.characters, state.at, state.flags.i);
  if (read === undefined) return undefined;
  state.at = read.end;
  return `[${isNegated ? '^' : ''}${read.items}]`;
}

const plainEscapes: Readonly<Record<string, string>> = { A: '^', z: '$', b: '\\b', B: '\\B' };

function readEscape(state: State): string | undefined {
  const character = peek(state, 1);
  if (character === 'Q') return readQuoted(state);
  const plain = plainEscapes[character] ?? perlClass(character);
  if (plain !== undefined) {
    state.at += 2;
    return plain.startsWith('[') || plain.length < 3 ? plain : `[${plain}]`;
  }
  const named = namedProperty(state.characters, state.at);
  if (named !== undefined) {
    state.at = named.end;
    return named.text;
  }
  const read = readCodePoint(state.characters, state.at);
  if (read === undefined) return undefined;
  state.at = read.end;
  return literal(read.character, state.flags);
}

function readQuoted(state: State): string {
  const text = state.characters.slice(state.at + 2).join('');
  const end = text.indexOf('\\E');
  const quoted = [...(end < 0 ? text : text.slice(0, end))];
  state.at += 2 + quoted.length + (end < 0 ? 0 : 2);
  const out = quoted.map((character) => literal(character, state.flags));
  return out.length === 0 ? '(?:)' : out.slice(0, -1).join('') + (out.at(-1) ?? '');
}

/** A character that stands for itself, in both cases where case does not matter. */
function literal(character: string, { i }: Flags): string {
  const variants = i ? caseVariants(character) : [character];
  const [only = ''] = variants;
  return variants.length === 1 ? escaped(only) : `[${variants.map(escaped).join('')}]`;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
