import type { Sandbox } from '../start.ts';

/** One thing that a hand can do in a rehearsal: at the prompt, from a second terminal, in a story. */
export interface HandCommand {
  readonly name: string;
  /** As it is typed: `lose <cluster> [stale]`. */
  readonly usage: string;
  readonly summary: string;
  /** Does it, and says what was done. Throws UserError where it makes no sense. */
  readonly run: (sandbox: Sandbox, args: readonly string[]) => string;
}
