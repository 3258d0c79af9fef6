/**
 * What GitHub tells two alerts apart by, `primaryLocationLineHash`: its upload action computes the same from the file
 * where a log has none, and warns where a log has another. Source: github/codeql-action, src/fingerprints.ts.
 */
export function lineHashes(text: string): (line: number) => string | undefined {
  const { squeezed, starts } = squeeze(text);
  const counts = new Map<string, number>();
  const ordinals = starts.map((start) => {
    const block = squeezed.slice(start, start + BLOCK);
    const count = (counts.get(block) ?? 0) + 1;
    counts.set(block, count);
    return count;
  });
  return (line) => {
    const start = starts[line - 1];
    const ordinal = ordinals[line - 1];
    return start === undefined || ordinal === undefined
      ? undefined
      : `${hashOf(squeezed.slice(start, start + BLOCK)).toString(16)}:${ordinal}`;
  };
}

/** Characters that a line's hash looks at, its own and those that follow. */
const BLOCK = 100;

const END = '\uffff';

/** Without blanks and tabs, every line end a line feed, and a sign at the end of the file. */
function squeeze(text: string): { readonly squeezed: string; readonly starts: readonly number[] } {
  const squeezed = text.replace(/\r\n?/g, '\n').replace(/[ \t]+/g, '') + END;
  const starts = [0];
  for (let at = squeezed.indexOf('\n'); at >= 0; at = squeezed.indexOf('\n', at + 1)) starts.push(at + 1);
  return { squeezed, starts };
}

/** A polynomial in 37 over the UTF-16 units, modulo 2^64; a shorter block counts as if zeros followed. */
function hashOf(block: string): bigint {
  let hash = 0n;
  for (let index = 0; index < BLOCK; index++) {
    const unit = index < block.length ? block.charCodeAt(index) : 0;
    hash = BigInt.asUintN(64, hash * 37n + BigInt(unit));
  }
  return hash;
}
