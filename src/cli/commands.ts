import { adoptCommand } from './adopt-command.ts';
import { applyCommand } from './apply-command.ts';
import type { CommandDefinition } from './command.ts';
import { completeCommand, completionCommand } from './completion-command.ts';
import { demoCommand } from './demo-command.ts';
import { explainCommand } from './explain-command.ts';
import { initCommand } from './init-command.ts';
import { lintCommand } from './lint-command.ts';
import { planCommand } from './plan-command.ts';
import { runCommand } from './run-command.ts';
import { sandboxCommand } from './sandbox-command.ts';
import { snapshotCommand } from './snapshot-command.ts';
import { statusCommand } from './status-command.ts';

/** In the order of `--help`. */
export const commands: readonly CommandDefinition[] = [
  initCommand,
  lintCommand,
  planCommand,
  snapshotCommand,
  applyCommand,
  adoptCommand,
  statusCommand,
  runCommand,
  demoCommand,
  sandboxCommand,
  explainCommand,
  completionCommand,
  completeCommand(() => commands),
];
