import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';

/** Without the call it grows up to 32 MiB on Node 20 and 22 and to 128 on 24; from 26 on V8 may leave it below ours. */
const growsByItself = Number(process.versions.node.split('.')[0]) < 26;

describe('the young generation', () => {
  it('does not follow what survives', () => {
    expect(grown('growYoungGenerationOnce(8);')).toBeLessThanOrEqual(16);
  });
  it.skipIf(!growsByItself)('would follow it by itself (skipped from Node 26 on: not always)', () => {
    expect(grown('void growYoungGenerationOnce;')).toBeGreaterThan(16);
  });
});

/** MiB of it, with three million objects alive. */
function grown(call: string): number {
  const { outputFiles } = buildSync({
    stdin: {
      contents: `import { growYoungGenerationOnce } from ${JSON.stringify(resolve(import.meta.dirname, 'young-generation.ts'))};
import { getHeapSpaceStatistics } from 'node:v8';
${call}
const alive = [];
for (let index = 0; index < 3e6; index += 1) alive.push({ index });
const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
console.log(space.space_size / 2 ** 20, alive.length);`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    platform: 'node',
    write: false,
  });
  const { stdout } = spawnSync(process.execPath, ['-'], { input: outputFiles[0]?.text, encoding: 'utf8' });
  return Number(stdout.split(' ')[0]);
}
