import { setFlagsFromString } from 'node:v8';

/** Sets a flag of V8 until the process ends: it refuses bytecode that was kept under other flags than it starts with. */
export function setFlagForThisRun(flag: string, initially: string): void {
  setFlagsFromString(flag);
  // First of all who wait for the end: one of them keeps the bytecode.
  process.prependOnceListener('exit', () => setFlagsFromString(initially));
}
