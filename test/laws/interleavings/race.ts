import { Act, type Step } from './act.ts';
import type { EngineName, Way } from './world.ts';

/** Both engines at once, their requests in a drawn order. */
export function race(ways: readonly [Way, Way], order: readonly boolean[]): Step {
  return new Act(`race of ${JSON.stringify(ways)} in order ${order.map(Number).join('')}`, async (world) => {
    // The hub's order is all that is drawn here.
    const turns = [...order];
    const queue: { readonly name: EngineName; readonly go: () => void }[] = [];
    let running = 2;
    const pass = async (name: EngineName, how: Way): Promise<void> => {
      await world.apply(name, { ...how, ramen: 'silent' }, async () => {
        await new Promise<void>((go) => queue.push({ name, go }));
        return 'goes';
      });
    };
    const passes = [pass('cli', ways[0]), pass('loop', ways[1])].map((each) =>
      each.finally(() => {
        running -= 1;
      }),
    );
    const all = Promise.allSettled(passes);
    while (running > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      const wanted = (turns.shift() ?? true) ? 'cli' : 'loop';
      const next = Math.max(
        0,
        queue.findIndex(({ name }) => name === wanted),
      );
      queue.splice(next, 1)[0]?.go();
    }
    for (const result of await all) if (result.status === 'rejected') throw result.reason;
  });
}
