import type { ExitCode } from './exit-codes.ts';
import type { LintSession } from './lint-pass.ts';
export async function watchLint(_: LintSession): Promise<ExitCode> {
  throw new Error('not yet');
}
