import { compareText } from '../model/finding.ts';

/**
 * The candidate that was most likely meant, or undefined where none is near enough: at most a third of the letters may
 * differ (a swap counts once), or case alone, or the order of the parts between dashes.
 */
export function similarName(name: string, candidates: Iterable<string>): string | undefined {
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const candidate of [...new Set(candidates)].sort(compareText)) {
    const distance = difference(name, candidate);
    if (distance >= 1 && differsInNumbersOnly(name, candidate)) continue;
    if (distance > Math.max(1, Math.floor(Math.max(name.length, candidate.length) / 3))) continue;
    if (best === undefined || distance < best.distance) best = { name: candidate, distance };
  }
  return best?.name;
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
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
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
