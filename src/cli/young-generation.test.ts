import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';

describe('the young generation', () => {
  it('does not follow what survives', () => {
    const { outputFiles } = buildSync({
      stdin: {
        contents: `import { growYoungGenerationOnce } from ${JSON.stringify(resolve(import.meta.dirname, 'young-generation.ts'))};
import { getHeapSpaceStatistics } from 'node:v8';
growYoungGenerationOnce();
const alive = [];
let largest = 0;
for (let index = 0; index < 3e6; index += 1) {
  alive.push({ index });
  if (index % 10_000 !== 0) continue;
  const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  largest = Math.max(largest, space.space_size / 2 ** 20);
}
console.log(largest, alive.length);`,
        resolveDir: import.meta.dirname,
      },
      bundle: true,
      platform: 'node',
      write: false,
    });
    const { stdout } = spawnSync(process.execPath, ['-'], {
      input: outputFiles[0]?.text,
      encoding: 'utf8',
    });
    // Two halves of 8, and more for moments; without it 32 MiB on Node 20 and 22, 128 on 24.
    expect(Number(stdout.split(' ')[0])).toBeLessThan(28);
    expect(Number(stdout.split(' ')[1])).toBe(3e6);
  });
});
