import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ApplyEvent, terminalEvents } from '../../../src/model/apply-event.ts';
import type { Change, FieldChange } from '../../../src/model/plan.ts';
import { differencesOf, expectExactly, expectUntouched } from './exactness.ts';
import { type RandomWrite, randomWrites, type Wish, wanted, wishes, write } from './random-ownership.ts';
import type { Planned, Room, Rooms } from './room.ts';

interface Scene {
  /** How it came to be; ramen-sync applied it once after `appliedAfter` of these, if at all. */
  readonly writes: readonly RandomWrite[];
  readonly applied: Wish | undefined;
  readonly appliedAfter: number;
  readonly git: Wish;
  readonly isAllowed: boolean;
  /** What somebody does between plan and apply. */
  readonly meanwhile: RandomWrite | undefined;
}

const scenes: fc.Arbitrary<Scene> = fc.record({
  writes: fc.array(randomWrites, { minLength: 1, maxLength: 4 }),
  applied: fc.option(wishes, { nil: undefined }),
  appliedAfter: fc.nat({ max: 4 }),
  git: wishes,
  isAllowed: fc.boolean(),
  meanwhile: fc.option(randomWrites, { nil: undefined, freq: 2 }),
});

/** Whoever owns what, and whatever Git wants: what the plan says is what happens, or nothing is. */
export function randomCases(rooms: () => Rooms, numRuns: number): void {
  it('the result equals the words of the plan, and a second plan is empty', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(scenes, async (scene) => {
        run += 1;
        await play(rooms().managed, `random-${run}`, scene);
      }),
      { numRuns },
    );
  });
}

async function play(room: Room, name: string, scene: Scene): Promise<void> {
  const git = wanted(name, scene.git);
  const allow = scene.isAllowed ? [{ gate: 'manager', object: `recipe/take-over/${name}` }] : [];
  const everything = { allow: [{ gate: 'manager', object: `recipe/take-over/${name}` }] };
  for (const [index, random] of scene.writes.entries()) {
    await write(room, name, random);
    if (scene.applied === undefined || index !== Math.min(scene.appliedAfter, scene.writes.length - 1))
      continue;
    await (await room.plan(wanted(name, scene.applied), everything)).apply();
  }
  const before = await room.live(git);
  const planned = await room.plan(git, { allow });
  expectSamePrediction(planned.change, (await room.plan(git, { allow, dryRun: 'none' })).change);
  if (scene.meanwhile !== undefined) {
    await write(room, name, scene.meanwhile);
    await expectNoSurprise(room, git, planned);
  } else if (planned.change.state === 'update') {
    const events = await planned.apply();
    expect(
      events.map(({ event }) => event),
      JSON.stringify(events),
    ).toContain('applied');
    expectExactly(planned.change, before, await room.live(git));
    const again = await room.plan(git, { allow });
    expect({ state: again.change.state, changes: changed(again.change) }).toEqual({
      state: 'unchanged',
      changes: [],
    });
  } else {
    expect(['blocked', 'unchanged']).toContain(planned.change.state);
    await planned.apply();
    expectUntouched(before, await room.live(git));
  }
}

/** Without asking the server the plan says the same of every value; who loses it, only the server's conflicts tell. */
function expectSamePrediction(asked: Change, predicted: Change): void {
  if (asked.blocks.some(({ gate }) => gate === 'server-refuses')) return;
  expect(changed(predicted)).toEqual(changed(asked));
}

/** The plan is stale: all of it may still be right, or nothing is written. */
async function expectNoSurprise(
  room: Room,
  git: Parameters<Room['live']>[0],
  planned: Planned,
): Promise<void> {
  const before = await room.live(git);
  const events = await planned.apply();
  const after = await room.live(git);
  const wrote = events.some(({ event }) => event === 'applied');
  if (!wrote) {
    expectUntouched(before, after);
    return;
  }
  const meant = new Map(planned.change.fields.map((field) => [field.path, JSON.stringify(field.git) ?? '']));
  for (const [path, [, value]] of Object.entries(differencesOf(before, after))) {
    expect(meant.get(path), `${path} was written: ${endOf(events)}`).toBe(value);
  }
}

function changed({ fields }: Change): readonly Pick<FieldChange, 'path' | 'live' | 'git'>[] {
  return fields
    .filter((field) => !field.stays && !field.path.endsWith('applied"]'))
    .map(({ path, live, git }) => ({
      path,
      ...(live === undefined ? {} : { live }),
      ...(git === undefined ? {} : { git }),
    }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function endOf(events: readonly ApplyEvent[]): string {
  return events
    .filter(({ event }) => terminalEvents.has(event))
    .map(({ event, message }) => `${event} ${message}`)
    .join();
}
