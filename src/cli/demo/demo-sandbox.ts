import { type Sandbox, startSandbox } from '../../sandbox/start.ts';
import { StoryBroke } from './story-broke.ts';

/** When stories begin. */
const START = Date.UTC(2026, 10, 21, 2, 30);
const DAY_MS = 86_400_000;
const PATIENCE_MS = 600_000;
const STEP_MS = 50;

/** Its time stands still until the story lets it pass. */
export function startDemoSandbox(): Promise<Sandbox> {
  return startSandbox({ speed: 0, now: START });
}

/** Lets time pass until it is this time of the day, as `03:10`. */
export function passUntilTime({ world, advance }: Sandbox, time: string): void {
  const now = world.now();
  const today = Date.parse(`${new Date(now).toISOString().slice(0, 10)}T${time}:00Z`);
  advance(today >= now ? today - now : today + DAY_MS - now);
}

/** Lets time pass until it holds; breaks the story where it does not within ten minutes. */
export function passUntil({ advance }: Sandbox, what: string, isSo: () => boolean): void {
  for (let waited = 0; !isSo(); waited += STEP_MS) {
    if (waited > PATIENCE_MS) throw new StoryBroke(`${what} did not happen`);
    advance(STEP_MS);
  }
}
