import { createAgenda } from '../../agenda.ts';
import type { SandboxWorld } from '../../world.ts';
import { createMemoryCluster } from './memory-cluster.ts';

export interface MemoryWorld extends SandboxWorld {
  /** Lets the time pass: everything due is done, in order, and nothing waits for a real clock. */
  pass(milliseconds: number): void;
  /** Lets it pass until the question is answered with true, at most `milliseconds`. False where it never was. */
  until(question: () => boolean, milliseconds?: number): boolean;
}

export function createMemoryWorld(managed: readonly string[] = ['dr1', 'dr2']): MemoryWorld {
  let now = Date.UTC(2026, 0, 1);
  const agenda = createAgenda();

  /** Does the next task due by `end`; false where there is none. */
  function step(end: number): boolean {
    const next = agenda.take(end);
    if (next === undefined) return false;
    now = Math.max(now, next.due);
    next.run();
    return true;
  }

  return {
    hub: createMemoryCluster('hub'),
    managed: new Map(managed.map((name) => [name, createMemoryCluster(name)])),
    now: () => now,
    after: (milliseconds, run, routine) => {
      const task = {
        due: now + milliseconds,
        run,
        ...(routine === undefined ? {} : { every: milliseconds }),
      };
      agenda.add(task);
      return () => agenda.drop(task);
    },
    pass: (milliseconds) => {
      const end = now + milliseconds;
      while (step(end));
      now = end;
    },
    until: (question, milliseconds = 60_000) => {
      const end = now + milliseconds;
      while (!question()) {
        if (!step(end)) return false;
      }
      return true;
    },
  };
}
