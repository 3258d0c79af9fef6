import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runInFreshProcess } from '../../test/support/fresh-process.ts';

/** As this Node tells it. */
const hasMaglev = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' }).stdout.includes(
  'default: --maglev\n',
);

describe('the optimizing compiler', () => {
  it(`is ${hasMaglev ? 'left to Maglev' : 'left alone where there is no Maglev'}`, () => {
    expect(hotFunctionIsTurboFans('subject.leaveOutTurboFan();')).toBe(String(!hasMaglev));
  });
  it('would be TurboFan by itself', () => {
    expect(hotFunctionIsTurboFans('')).toBe('true');
  });
});

function hotFunctionIsTurboFans(call: string): string {
  const script = `
function hot(value) { let sum = 0; for (let index = 0; index < 50; index += 1) sum += (value * index) % 7; return sum; }
const values = Array.from({ length: 1e6 }, (_, index) => index);
${call}
// By forEach, into which nothing is inlined; several times, for it compiles beside what runs.
for (let round = 0; round < 10 && !%ActiveTierIsTurbofan(hot); round += 1) values.forEach(hot);
console.log(%ActiveTierIsTurbofan(hot));`;
  return runInFreshProcess(resolve(import.meta.dirname, 'optimizing-compiler.ts'), script, [
    '--allow-natives-syntax',
  ]);
}
