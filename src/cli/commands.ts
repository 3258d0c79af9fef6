import type { CommandDefinition } from './command.ts';
import { explainCommand } from './explain-command.ts';
import { lintCommand } from './lint-command.ts';

/** In the order of `--help`. */
export const commands: readonly CommandDefinition[] = [lintCommand, explainCommand];
