import { createServer } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { createStoryClock, type StoryClock } from './story-clock.ts';

let now = 0;
const world = { now: () => now };
const clocks: StoryClock[] = [];
const open = (): StoryClock => {
  now = 0;
  const clock = createStoryClock({ world, advance: (milliseconds) => (now += milliseconds) });
  clocks.push(clock);
  return clock;
};
afterEach(() => {
  for (const clock of clocks.splice(0)) clock.stop();
});

it('passes to whoever is due first, and stands still else', async () => {
  const clock = open();
  const seen: string[] = [];
  const wait = async (name: string, milliseconds: number): Promise<void> => {
    await clock.sleep(milliseconds);
    seen.push(`${name} at ${clock.now()}`);
  };
  await Promise.all([wait('b', 5000), wait('a', 3000).then(() => wait('c', 3000))]);
  expect(seen).toEqual(['a at 3000', 'b at 5000', 'c at 6000']);
});

it('does not pass while somebody waits for an answer', async () => {
  const clock = open();
  const answered: number[] = [];
  const server = createServer((_, response) => setImmediate(() => response.end())).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const ask = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}`)).text();
  // The first one loads what it needs.
  await ask();
  const late = clock.sleep(1000);
  for (let request = 0; request < 20; request += 1) {
    await ask();
    answered.push(clock.now());
  }
  await late;
  server.close();
  expect(new Set(answered)).toEqual(new Set([0]));
  expect(clock.now()).toBe(1000);
});

it('lets a sleeper go who is not to wait any longer', async () => {
  const clock = open();
  const controller = new AbortController();
  const slept = clock.sleep(5000, controller.signal);
  controller.abort();
  await slept;
  expect(clock.now()).toBe(0);
  expect(await clock.sleep(5000, controller.signal)).toBeUndefined();
});
