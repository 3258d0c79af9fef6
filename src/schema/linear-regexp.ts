import { type Node, parseJsPattern } from './regexp-nodes.ts';

export interface Matcher {
  test(text: string): boolean;
  /** ajv tells patterns apart by it. */
  toString(): string;
}

/** Up to here even the worst pattern is done in no time. */
const SHORT = 24;
const LARGEST_PROGRAM = 5000;

/**
 * RE2 takes a time that grows with the text, whatever the pattern; JavaScript tries all ways of matching, and one schedule
 * of a hundred digits can take it a minute. So where a pattern repeats more than once, longer texts are matched by all ways
 * at once. Reads what `toJsPattern` writes.
 */
export function linearRegExp(pattern: string, flags = 'u'): Matcher {
  const quick = new RegExp(pattern, flags);
  let slow: Program | undefined;
  let isSafe: boolean | undefined;
  return {
    test(text) {
      if (text.length <= SHORT || isSafe === true) return quick.test(text);
      if (slow === undefined) {
        const node = parseJsPattern(pattern);
        isSafe = node === undefined || repeats(node) < 2;
        slow = isSafe || node === undefined ? undefined : compile(node);
        isSafe = slow === undefined;
      }
      return slow === undefined ? quick.test(text) : run(slow, text);
    },
    toString: () => String(quick),
  };
}

/** Where validators that are made at build time find it. */
linearRegExp.code = 'require("./linear-regexp.ts").linearRegExp';

/** How often a part may be repeated without a limit, or inside of another repetition. */
function repeats(node: Node): number {
  switch (node.kind) {
    case 'repeat':
      return (node.most > 1 ? 1 : 0) + repeats(node.part);
    case 'sequence':
    case 'choice':
      return node.parts.reduce((sum, part) => sum + repeats(part), 0);
    default:
      return 0;
  }
}

type Step =
  | { readonly kind: 'character'; readonly accepts: (character: string) => boolean }
  | { readonly kind: 'place'; readonly holds: (characters: readonly string[], at: number) => boolean }
  | { readonly kind: 'fork'; readonly to: readonly number[] }
  | { readonly kind: 'end' };

/** Steps by number; one leads to the next but for a fork. */
type Program = readonly Step[];

/** Undefined where it would be too large. */
function compile(node: Node): Program | undefined {
  const steps: Step[] = [];
  if (!add(node, steps)) return undefined;
  return [...steps, { kind: 'end' }];
}

function add(node: Node, steps: Step[]): boolean {
  if (steps.length > LARGEST_PROGRAM) return false;
  switch (node.kind) {
    case 'character':
    case 'place':
      steps.push(node);
      return true;
    case 'sequence':
      return node.parts.every((part) => add(part, steps));
    case 'choice':
      return addChoice(node.parts, steps);
    default:
      return addRepeat(node, steps);
  }
}

function addChoice(parts: readonly Node[], steps: Step[]): boolean {
  const [first, ...others] = parts;
  if (first === undefined) return true;
  if (others.length === 0) return add(first, steps);
  const fork = steps.push({ kind: 'fork', to: [] }) - 1;
  if (!add(first, steps)) return false;
  const jump = steps.push({ kind: 'fork', to: [] }) - 1;
  steps[fork] = { kind: 'fork', to: [fork + 1, steps.length] };
  if (!addChoice(others, steps)) return false;
  steps[jump] = { kind: 'fork', to: [steps.length] };
  return true;
}

function addRepeat({ part, least, most }: Extract<Node, { kind: 'repeat' }>, steps: Step[]): boolean {
  for (let count = 0; count < least; count++) if (!add(part, steps)) return false;
  if (most === Number.POSITIVE_INFINITY) {
    const fork = steps.push({ kind: 'fork', to: [] }) - 1;
    if (!add(part, steps)) return false;
    steps.push({ kind: 'fork', to: [fork] });
    steps[fork] = { kind: 'fork', to: [fork + 1, steps.length] };
    return true;
  }
  const forks: number[] = [];
  for (let count = least; count < most; count++) {
    forks.push(steps.push({ kind: 'fork', to: [] }) - 1);
    if (!add(part, steps)) return false;
  }
  for (const fork of forks) steps[fork] = { kind: 'fork', to: [fork + 1, steps.length] };
  return true;
}

/** All ways at once: the set of steps that can be next, character by character. */
function run(program: Program, text: string): boolean {
  const characters = [...text];
  const seenAt = new Int32Array(program.length).fill(-1);
  let current: number[] = [];
  for (let at = 0; at <= characters.length; at++) {
    const next: number[] = [];
    const waiting: number[] = [];
    // A match may begin anywhere.
    for (const step of [...current, 0]) follow(program, step, characters, at, seenAt, waiting);
    const character = characters[at];
    for (const number of waiting) {
      const step = program[number];
      if (step?.kind === 'end') return true;
      if (step?.kind === 'character' && character !== undefined && step.accepts(character))
        next.push(number + 1);
    }
    current = next;
  }
  return false;
}

/** Steps that take a character, or end the match, from here on without one. */
function follow(
  program: Program,
  start: number,
  characters: readonly string[],
  at: number,
  seenAt: Int32Array,
  waiting: number[],
): void {
  const stack = [start];
  for (let number = stack.pop(); number !== undefined; number = stack.pop()) {
    if (seenAt[number] === at) continue;
    seenAt[number] = at;
    const step = program[number];
    if (step?.kind === 'fork') stack.push(...step.to);
    else if (step?.kind === 'place') {
      if (step.holds(characters, at)) stack.push(number + 1);
    } else waiting.push(number);
  }
}
