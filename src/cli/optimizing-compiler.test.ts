import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';

const hasMaglev = Number.parseInt(process.versions.v8, 10) >= 13 && ['x64', 'arm64'].includes(process.arch);

describe('the optimizing compiler', () => {
  it(`is ${hasMaglev ? 'left to Maglev' : 'left alone where there is no Maglev'}`, () => {
    expect(hotFunctionIsTurboFans('leaveOutTurboFan();')).toBe(String(!hasMaglev));
  });
  it('would be TurboFan by itself', () => {
    expect(hotFunctionIsTurboFans('void leaveOutTurboFan;')).toBe('true');
  });
});

function hotFunctionIsTurboFans(call: string): string {
  const { outputFiles } = buildSync({
    stdin: {
      contents: `import { leaveOutTurboFan } from ${JSON.stringify(resolve(import.meta.dirname, 'optimizing-compiler.ts'))};
export default leaveOutTurboFan;`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: 'iife',
    globalName: 'compiler',
    platform: 'node',
    write: false,
  });
  const input = `${outputFiles[0]?.text}
const { default: leaveOutTurboFan } = compiler;
function hot(value) { let sum = 0; for (let index = 0; index < 50; index += 1) sum += (value * index) % 7; return sum; }
function run() { let sum = 0; for (let round = 0; round < 1e6; round += 1) sum += hot(round); return sum; }
${call}
run();
console.log(%ActiveTierIsTurbofan(hot));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--allow-natives-syntax', '-'], {
    input,
    encoding: 'utf8',
  });
  return stderr === '' ? stdout.trim() : stderr;
}
