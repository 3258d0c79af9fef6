import type { SandboxWorld } from '../../world.ts';
import { createMemoryCluster } from './memory-cluster.ts';

export interface MemoryWorld extends SandboxWorld {
  /** Lets the time pass: everything due is done, in order, and nothing waits for a real clock. */
  pass(milliseconds: number): void;
  /** Lets it pass until the question is answered with true, at most `milliseconds`. False where it never was. */
  until(question: () => boolean, milliseconds?: number): boolean;
}

interface Task {
  readonly due: number;
  readonly order: number;
  readonly run: () => void;
}

export function createMemoryWorld(managed: readonly string[] = ['dr1', 'dr2']): MemoryWorld {
  let now = Date.UTC(2026, 0, 1);
  let order = 0;
  const tasks = new Set<Task>();

  /** Does the next task due by `end`; false where there is none. */
  function step(end: number): boolean {
    let next: Task | undefined;
    for (const task of tasks) {
      if (task.due > end) continue;
      if (next === undefined || task.due < next.due || (task.due === next.due && task.order < next.order))
        next = task;
    }
    if (next === undefined) return false;
    tasks.delete(next);
    now = Math.max(now, next.due);
    next.run();
    return true;
  }

  return {
    hub: createMemoryCluster('hub'),
    managed: new Map(managed.map((name) => [name, createMemoryCluster(name)])),
    now: () => now,
    after: (milliseconds, run) => {
      order += 1;
      const task = { due: now + milliseconds, order, run };
      tasks.add(task);
      return () => tasks.delete(task);
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
