import { compareText } from '../model/finding.ts';

/**
 * The candidate that was most likely meant, or undefined where none is near enough or two are equally near: at most a
 * third of the letters may differ (a swap counts once), or case alone, or the order of the parts between dashes.
 */
export function similarName(name: string, candidates: Iterable<string>): string | undefined {
  const near = [...new Set(candidates)]
    .filter((candidate) => isComparable(name, candidate))
    .slice(0, Math.ceil(MOST_PAIRS / (name.length + 1) ** 2))
    .map((candidate) => ({ candidate, distance: difference(name, candidate) }))
    .filter(({ candidate, distance }) => isNear(name, candidate, distance))
    .sort((a, b) => a.distance - b.distance || compareText(a.candidate, b.candidate));
  const [best, second] = near;
  return best === undefined || best.distance === second?.distance ? undefined : best.candidate;
}

/** The longest name that Kubernetes takes; the time to compare grows with the square. */
const LONGEST_NAME = 253;
/** Pairs of letters that one search compares: each of thousands of findings may make one. */
const MOST_PAIRS = 50_000;

/** So many letters at least differ. */
function isComparable(name: string, candidate: string): boolean {
  const long = Math.max(name.length, candidate.length);
  return long <= LONGEST_NAME && Math.abs(name.length - candidate.length) <= mostDifferent(long);
}

function mostDifferent(length: number): number {
  return Math.max(1, Math.floor(length / 3));
}

function isNear(name: string, candidate: string, distance: number): boolean {
  if (distance >= 1 && differsInNumbersOnly(name, candidate)) return false;
  return distance <= mostDifferent(Math.max(name.length, candidate.length));
}

/** How two names differ, for a help line: only where it is hard to see. */
export function describeDifference(name: string, candidate: string): string {
  return name.toLowerCase() === candidate.toLowerCase() ? ' (upper and lower case matter)' : '';
}

/** `dr3` is no typo of `dr1`: numbers count things. */
function differsInNumbersOnly(name: string, candidate: string): boolean {
  const letters = (text: string): string => text.toLowerCase().replace(/[\d\W_]/g, '');
  const digits = (text: string): string => text.replace(/\D/g, '');
  return letters(name) === letters(candidate) && digits(name) !== digits(candidate);
}

function difference(a: string, b: string): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  if (left === right || partsOf(left) === partsOf(right)) return a === b ? 0 : 0.5;
  return editDistance(left, right);
}

function partsOf(name: string): string {
  return name.split(/[-_.]/).sort().join('-');
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = costOf(a[row - 1] ?? '', b[column - 1] ?? '');
      let cost = Math.min(
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + change,
      );
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (row > 1 && column > 1 && swapped) cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    before = above;
    above = current;
  }
  return above[b.length] ?? 0;
}

/** Signs that are taken for each other count half. */
const lookalikes: readonly string[] = ['1il|', '0o', '5s', '-_.'];

function costOf(a: string, b: string): number {
  if (a === b) return 0;
  return lookalikes.some((group) => group.includes(a) && group.includes(b)) ? 0.5 : 1;
}
