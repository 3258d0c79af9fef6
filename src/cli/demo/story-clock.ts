import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as rest, setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.ts';
import type { Sandbox } from '../../sandbox/start.ts';

/** The sandbox's time for those who are played in front of it: it passes while all of them wait, and only then. */
export interface StoryClock extends Clock {
  stop(): void;
}

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

export function createStoryClock({
  world,
  advance,
}: Pick<Sandbox, 'advance'> & { readonly world: Pick<Sandbox['world'], 'now'> }): StoryClock {
  const sleepers = new Set<Sleeper>();
  const traffic = watchTraffic();
  let isPassing = false;

  /** To the first who is due, again and again, each time only when nothing more comes of the time before. */
  async function letPass(): Promise<void> {
    if (isPassing) return;
    isPassing = true;
    while (sleepers.size > 0) {
      await traffic.calm();
      const due = Math.min(...[...sleepers].map((sleeper) => sleeper.due));
      if (due === Number.POSITIVE_INFINITY) break;
      advance(Math.max(0, due - world.now()));
      for (const sleeper of sleepers) if (sleeper.due <= world.now()) sleeper.wake();
    }
    isPassing = false;
  }

  return {
    now: world.now,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const wake = (): void => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const sleeper: Sleeper = { due: world.now() + milliseconds, wake };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', wake, { once: true });
        void letPass();
      }),
    stop: () => {
      for (const { wake } of sleepers) wake();
      traffic.stop();
    },
  };
}

const channels = ['http.server.request.start', 'http.server.response.finish'];
const REST_MS = 1;
/** A request and its answer take some turns of the event loop each, however slow the machine is. */
const TURNS = 10;
const CALM_RESTS = 4;

/** Requests and answers of this process's servers. */
function watchTraffic(): { readonly calm: () => Promise<void>; readonly stop: () => void } {
  let seen = 0;
  const note = (): void => {
    seen += 1;
  };
  for (const channel of channels) subscribe(channel, note);
  return {
    /** Resolves when a few turns of the event loop have brought nothing. */
    calm: async () => {
      for (let rests = 0, last = seen; rests < CALM_RESTS; rests += 1) {
        for (let turn = 0; turn < TURNS; turn += 1) await turnOfTheLoop();
        await rest(REST_MS);
        if (seen !== last || isBusy()) rests = -1;
        last = seen;
      }
    },
    stop: () => {
      for (const channel of channels) unsubscribe(channel, note);
    },
  };
}

/** A file is being read, a name looked up, a connection made, git runs, or somebody waits for the machine's own time. */
function isBusy(): boolean {
  return process
    .getActiveResourcesInfo()
    .some((resource) => /^(FSReq|GetAddrInfoReq|TCPConnect|Process|Timeout)/.test(resource));
}
