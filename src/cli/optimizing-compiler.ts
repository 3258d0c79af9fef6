import { setFlagForThisRun } from './v8-flags.ts';

/**
 * Leaves V8's last compiler out of a run that ends soon: what it makes faster does not pay for its work within a second.
 * Only where another compiler, Maglev, stands before it: without one the hottest functions would stay as they start.
 */
export function leaveOutTurboFan(): void {
  if (hasMaglev()) setFlagForThisRun('--no-turbofan', '--turbofan');
}

/** On by default since V8 13 (Node 24), on the processors that it was written for first. */
function hasMaglev(): boolean {
  return Number.parseInt(process.versions.v8, 10) >= 13 && ['x64', 'arm64'].includes(process.arch);
}
