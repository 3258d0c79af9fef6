import type { RamenContext } from './context.ts';

/** What a reconcile leaves to be done later, before the same key is looked at again. */
export interface LaterStep {
  readonly after: number;
  readonly run: () => void;
}

export interface WorkQueue {
  /** Look at the key after the queue's delay; asked again before then, it is still looked at once. */
  add(key: string): void;
  stop(): void;
}

interface WorkQueueOptions {
  readonly delay: number;
  readonly reconcile: (key: string) => LaterStep | undefined;
}

type KeyState = 'scheduled' | 'busy' | 'busy, and asked again';

/** One worker a key, as controller-runtime: never two looks at one key at a time, and no request is lost. */
export function startWorkQueue(
  context: Pick<RamenContext, 'world' | 'pace' | 'onError'>,
  options: WorkQueueOptions,
): WorkQueue {
  const { world, pace, onError } = context;
  const states = new Map<string, KeyState>();
  const cancels = new Set<() => void>();
  let stopped = false;

  function later(milliseconds: number, task: () => void): void {
    const cancel = world.after(milliseconds, () => {
      cancels.delete(cancel);
      if (!stopped) task();
    });
    cancels.add(cancel);
  }

  function add(key: string, delay = options.delay): void {
    const state = states.get(key);
    if (stopped || state === 'scheduled') return;
    if (state !== undefined) {
      states.set(key, 'busy, and asked again');
      return;
    }
    states.set(key, 'scheduled');
    later(delay, () => look(key));
  }

  function look(key: string): void {
    states.set(key, 'busy');
    const step = attempt(key, () => options.reconcile(key));
    if (step === undefined) finish(key);
    else {
      later(step.after, () => {
        attempt(key, step.run);
        finish(key);
      });
    }
  }

  function finish(key: string): void {
    const again = states.get(key) === 'busy, and asked again';
    states.delete(key);
    if (again) add(key);
  }

  /** A conflict with another writer, or an object gone meanwhile, is tried again later. */
  function attempt<T>(key: string, task: () => T): T | undefined {
    try {
      return task();
    } catch (error) {
      onError(error);
      later(pace.retry, () => add(key));
      return undefined;
    }
  }

  return {
    add: (key) => add(key),
    stop: () => {
      stopped = true;
      for (const cancel of cancels) cancel();
      cancels.clear();
    },
  };
}
