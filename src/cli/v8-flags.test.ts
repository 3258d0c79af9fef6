import { expect, it } from 'vitest';
import { setFlagForThisRun } from './v8-flags.ts';

it('a flag that many commands of one process set waits once for its end', () => {
  const before = process.listenerCount('exit');
  for (let command = 0; command < 20; command += 1)
    setFlagForThisRun('--semi-space-growth-factor=2', '--semi-space-growth-factor=2');
  expect(process.listenerCount('exit')).toBeLessThanOrEqual(before + 1);
});
