import type { SandboxWorld } from './world.ts';

/** Time that may run faster than ours, and the tasks that wait for it. */
export interface SandboxClock extends Pick<SandboxWorld, 'now' | 'after'> {
  /** Forgets every task that still waits. */
  stop(): void;
}

/** `speed` n: n seconds of the sandbox pass in one of ours. `start` in milliseconds since the epoch. */
export function createClock(speed: number, start: number): SandboxClock {
  const origin = performance.now();
  const waiting = new Set<NodeJS.Timeout>();
  return {
    now: () => start + (performance.now() - origin) * speed,
    after(milliseconds, task) {
      const timer = setTimeout(() => {
        waiting.delete(timer);
        task();
      }, milliseconds / speed);
      waiting.add(timer);
      return () => {
        clearTimeout(timer);
        waiting.delete(timer);
      };
    },
    stop() {
      for (const timer of waiting) clearTimeout(timer);
      waiting.clear();
    },
  };
}
