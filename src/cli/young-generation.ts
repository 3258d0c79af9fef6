import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { setFlagForThisRun } from './v8-flags.ts';

/**
 * Grows V8's young generation at once, to `mebibytes` for each of its two halves, and leaves it at that; it starts with one.
 * By itself it grows as long as what is allocated survives, up to 128 MiB and more on recent versions of Node: ten thousand
 * objects would cost a third more memory, and no less time.
 */
export function growYoungGenerationOnce(mebibytes: number): void {
  setFlagsFromString(`--semi-space-growth-factor=${mebibytes}`);
  // It grows when a collection finds that more survived than it holds.
  const survivors: object[] = [];
  for (let round = 0; round < 16 && youngGeneration() < mebibytes * 2 ** 20; round += 1) {
    for (let index = 0; index < 128; index += 1) survivors.push(new Array(1000).fill(index));
  }
  setFlagForThisRun('--semi-space-growth-factor=1', '--semi-space-growth-factor=2');
}

function youngGeneration(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
}
