import { createAgenda, type Task } from './agenda.ts';
import type { SandboxWorld } from './world.ts';

/** Time that may run faster than ours, stand still, or be moved on; and the tasks that wait for it. */
export interface SandboxClock extends Pick<SandboxWorld, 'now' | 'after'> {
  /** Lets the time pass at once: everything that is due until then is done, in order, each at its own moment. */
  advance(milliseconds: number): void;
  setSpeed(speed: number): void;
  /** Forgets every task that still waits. */
  stop(): void;
}

/** What a timer of Node can wait for; a later task is looked at again. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Speed n: n seconds of the sandbox pass in one of ours; 0: none pass but by `advance`, and all that happens happens
 * in the same order every time. `start` in milliseconds since the epoch.
 */
export function createClock(initialSpeed: number, start: number): SandboxClock {
  let speed = initialSpeed;
  const agenda = createAgenda();
  let anchor = { ours: performance.now(), theirs: start };
  let latest = start;
  let isRunning = false;
  let timer: NodeJS.Timeout | undefined;

  /** Never goes back, and stands still while a task runs. */
  function now(): number {
    if (!isRunning) {
      const passed = Math.floor((performance.now() - anchor.ours) * speed);
      latest = Math.max(latest, anchor.theirs + passed);
    }
    return latest;
  }

  function runUntil(end: number): void {
    isRunning = true;
    try {
      for (;;) {
        const next = agenda.take(end);
        if (next === undefined) return;
        latest = Math.max(latest, next.due);
        next.run();
      }
    } finally {
      isRunning = false;
      wakeForNext();
    }
  }

  function wakeForNext(): void {
    clearTimeout(timer);
    const next = agenda.first();
    if (next === undefined || speed === 0 || isRunning) return;
    const wait = Math.max(0, (next.due - now()) / speed);
    timer = setTimeout(() => runUntil(now()), Math.min(wait, LONGEST_TIMER));
  }

  function drop(task: Task): void {
    if (agenda.drop(task)) wakeForNext();
  }

  return {
    now,
    after(milliseconds, run, routine) {
      const task: Task = {
        due: now() + milliseconds,
        run,
        ...(routine === undefined ? {} : { every: milliseconds }),
      };
      if (agenda.add(task)) wakeForNext();
      return () => drop(task);
    },
    advance(milliseconds) {
      const end = now() + milliseconds;
      runUntil(end);
      latest = end;
      anchor = { ours: performance.now(), theirs: end };
      wakeForNext();
    },
    setSpeed(next) {
      anchor = { ours: performance.now(), theirs: now() };
      speed = next;
      wakeForNext();
    },
    stop() {
      clearTimeout(timer);
      agenda.clear();
    },
  };
}
