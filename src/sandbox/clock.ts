import type { SandboxWorld } from './world.ts';

/** Time that may run faster than ours, stand still, or be moved on; and the tasks that wait for it. */
export interface SandboxClock extends Pick<SandboxWorld, 'now' | 'after'> {
  /** Lets the time pass at once: everything that is due until then is done, in order, each at its own moment. */
  advance(milliseconds: number): void;
  setSpeed(speed: number): void;
  /** Forgets every task that still waits. */
  stop(): void;
}

interface Task {
  due: number;
  readonly run: () => void;
  /** Of a routine: it will be due again so much later. */
  readonly every?: number;
}

/** What a timer of Node can wait for; a later task is looked at again. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Speed n: n seconds of the sandbox pass in one of ours; 0: none pass but by `advance`, and all that happens happens
 * in the same order every time. `start` in milliseconds since the epoch.
 */
export function createClock(initialSpeed: number, start: number): SandboxClock {
  let speed = initialSpeed;
  /** By due time, and of the same time in the order in which they were asked for. */
  const waiting: Task[] = [];
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
        skipRoutine(waiting, end);
        const [next] = waiting;
        if (next === undefined || next.due > end) return;
        waiting.shift();
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
    const [next] = waiting;
    if (next === undefined || speed === 0 || isRunning) return;
    const wait = Math.max(0, (next.due - now()) / speed);
    timer = setTimeout(() => runUntil(now()), Math.min(wait, LONGEST_TIMER));
  }

  function drop(task: Task): void {
    const index = waiting.indexOf(task);
    if (index < 0) return;
    waiting.splice(index, 1);
    if (index === 0) wakeForNext();
  }

  return {
    now,
    after(milliseconds, run, routine) {
      const task: Task = {
        due: now() + milliseconds,
        run,
        ...(routine === undefined ? {} : { every: milliseconds }),
      };
      const index = placeOf(task.due, waiting);
      waiting.splice(index, 0, task);
      if (index === 0) wakeForNext();
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
      waiting.length = 0;
    },
  };
}

/** Behind everything that is due no later. */
function placeOf(due: number, waiting: readonly Task[]): number {
  let [low, high] = [0, waiting.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((waiting[middle]?.due ?? 0) <= due) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where nothing but routine waits, each of it is moved on, by whole periods, to its last time but one. */
function skipRoutine(waiting: Task[], end: number): void {
  const [first] = waiting;
  if (first?.every === undefined || end - first.due < 2 * first.every) return;
  if (waiting.some((task) => task.every === undefined)) return;
  for (const task of waiting) {
    const every = task.every ?? 0;
    if (every > 0) task.due += Math.max(0, Math.floor((end - task.due) / every) - 1) * every;
  }
  waiting.sort((one, other) => one.due - other.due);
}
