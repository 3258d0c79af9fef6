/** What a pattern is made of, in the few forms that `toJsPattern` writes. */
export type Node =
  | { readonly kind: 'character'; readonly accepts: (character: string) => boolean }
  | { readonly kind: 'place'; readonly holds: (characters: readonly string[], at: number) => boolean }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly least: number; readonly most: number };

/** Undefined for what `toJsPattern` did not write. */
export function parseJsPattern(pattern: string): Node | undefined {
  const state = { text: pattern, at: 0 };
  const node = readChoice(state);
  return state.at === pattern.length ? node : undefined;
}

interface State {
  readonly text: string;
  at: number;
}

function readChoice(state: State): Node | undefined {
  const branches: Node[] = [];
  let parts: Node[] = [];
  while (state.at < state.text.length && state.text[state.at] !== ')') {
    if (state.text[state.at] === '|') {
      state.at++;
      branches.push({ kind: 'sequence', parts });
      parts = [];
      continue;
    }
    const part = readAtom(state);
    if (part === undefined) return undefined;
    parts.push(readRepeat(state, part));
  }
  const last: Node = { kind: 'sequence', parts };
  return branches.length === 0 ? last : { kind: 'choice', parts: [...branches, last] };
}

function readRepeat(state: State, part: Node): Node {
  const [operator, exact, comma, most] =
    /^(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})/.exec(state.text.slice(state.at, state.at + 16)) ?? [];
  if (operator === undefined) return part;
  state.at += operator.length;
  if (exact === undefined) {
    const limits = { '*': [0, Number.POSITIVE_INFINITY], '+': [1, Number.POSITIVE_INFINITY] }[operator];
    const [least = 0, largest = 1] = limits ?? [];
    return { kind: 'repeat', part, least, most: largest };
  }
  const least = Number(exact);
  const largest = comma === undefined ? least : most === '' ? Number.POSITIVE_INFINITY : Number(most);
  return { kind: 'repeat', part, least, most: largest };
}

const isWord = (character: string | undefined): boolean => character !== undefined && /^\w$/.test(character);

/** Places in the text, as they are written; the longer ones first. */
const places: readonly (readonly [string, (characters: readonly string[], at: number) => boolean])[] = [
  ['(?<=\\n)', (characters, at) => characters[at - 1] === '\n'],
  ['(?=\\n)', (characters, at) => characters[at] === '\n'],
  ['\\b', (characters, at) => isWord(characters[at - 1]) !== isWord(characters[at])],
  ['\\B', (characters, at) => isWord(characters[at - 1]) === isWord(characters[at])],
  ['^', (_, at) => at === 0],
  ['$', (characters, at) => at === characters.length],
];

function readAtom(state: State): Node | undefined {
  const place = places.find(([word]) => state.text.startsWith(word, state.at));
  if (place !== undefined) {
    state.at += place[0].length;
    return { kind: 'place', holds: place[1] };
  }
  if (state.text.startsWith('(?:', state.at)) {
    state.at += 3;
    const body = readChoice(state);
    if (body === undefined || state.text[state.at] !== ')') return undefined;
    state.at++;
    return body;
  }
  const found = /^(?:\[(?:\\[\s\S]|[^\\\]])*\]|\\[pP]\{[^}]*\}|\\u\{[0-9a-f]+\}|[A-Za-z0-9])/.exec(
    state.text.slice(state.at),
  );
  if (found === null) return undefined;
  state.at += found[0].length;
  return { kind: 'character', accepts: characterTest(found[0]) };
}

function characterTest(source: string): (character: string) => boolean {
  if (source.length === 1) return (character) => character === source;
  const expression = new RegExp(`^${source}$`, 'u');
  return (character) => expression.test(character);
}
