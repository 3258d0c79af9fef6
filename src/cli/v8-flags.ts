import { setFlagsFromString } from 'node:v8';

/** What is set when the process ends; one process may run many commands. */
const atExit = new Set<string>();

/** Sets a flag of V8 until the process ends: it refuses bytecode that was kept under other flags than it starts with. */
export function setFlagForThisRun(flag: string, initially: string): void {
  setFlagsFromString(flag);
  // First of all who wait for the end: one of them keeps the bytecode.
  if (atExit.size === 0)
    process.prependOnceListener('exit', () => {
      for (const each of atExit) setFlagsFromString(each);
    });
  atExit.add(initially);
}
