import fc from 'fast-check';
import { gitSteps } from './git-steps.ts';
import { passSteps } from './pass-steps.ts';
import { worldSteps } from './people-steps.ts';
import type { World } from './world.ts';

/** Drawn sequences of everybody's steps. `replayPath`: of a failure, as fast-check said it. */
export function stepsOf(options: { readonly maxSteps: number; readonly replayPath?: string }) {
  return fc.commands<World, World, false>([...gitSteps, ...passSteps, ...worldSteps], {
    size: 'max',
    maxCommands: options.maxSteps,
    ...(options.replayPath === undefined ? {} : { replayPath: options.replayPath }),
  });
}
