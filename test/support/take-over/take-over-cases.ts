import { expect, it } from 'vitest';
import { terminalEvents } from '../../../src/model/apply-event.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { FieldChange } from '../../../src/model/plan.ts';
import { expectExactly, expectUntouched } from './exactness.ts';
import { makerCases } from './maker-cases.ts';
import { ownershipCases } from './ownership-cases.ts';
import type { PlanOptions, Room, Rooms } from './room.ts';

/** One object, how it came to be, and what a plan that takes it under management must say. */
export interface TakeOverCase {
  readonly name: string;
  /** Which cluster serves the kind; the hub unless told. */
  readonly on?: 'hub' | 'managed';
  /** Brings the object to where others left it. */
  readonly made: (room: Room) => Promise<void>;
  readonly git: JsonObject;
  readonly options?: PlanOptions;
  readonly expected: {
    readonly state: 'update' | 'blocked' | 'unchanged';
    /** What each field says at least; times are checked for every field that has a manager. */
    readonly fields: readonly FieldChange[];
    readonly reason?: string;
    /** Words of the blocks of gate `manager`, and how each may be passed. */
    readonly blocks?: readonly { readonly message: RegExp; readonly allow?: string }[];
  };
}

/** With their names: `$name` would be cut. */
const named = [...makerCases, ...ownershipCases].map((each) => [each.name, each] as const);

/** Who made it, who owns it, what Git wants: what the plan says, and that exactly this happens. */
export function takeOverCases(rooms: () => Rooms): void {
  it.each(named)('%s', async (_, { on = 'hub', made, git, options = {}, expected }) => {
    const room = rooms()[on];
    await made(room);
    const before = await room.live(git);
    const from = room.proxy.seen.length;
    const planned = await room.plan(git, options);
    const { change } = planned;
    expect(
      change.blocks.filter((block) => block.gate !== 'manager'),
      'other gates',
    ).toEqual([]);
    expect(
      {
        state: change.state,
        reason: change.reason,
        fields: change.fields.toSorted(byPath).map(comparable),
      },
      'the plan',
    ).toEqual({
      state: expected.state,
      reason: expected.reason,
      fields: expected.fields.toSorted(byPath).map(comparable),
    });
    for (const field of change.fields) expectTimes(field);
    expect(change.predicted, 'predicted').toBeUndefined();
    expect(change.blocks).toEqual(
      (expected.blocks ?? []).map(({ message, allow }) => ({
        gate: 'manager',
        message: expect.stringMatching(message),
        help: expect.any(String),
        ...(allow === undefined ? {} : { allow }),
      })),
    );
    expectUntouched(before, await room.live(git));
    const events = await planned.apply();
    const after = await room.live(git);
    if (expected.state === 'update') {
      expect(
        events.find(({ event }) => event === 'applied'),
        JSON.stringify(events),
      ).toBeDefined();
      expect(events.filter(({ event }) => terminalEvents.has(event)).map(({ event }) => event)).not.toEqual([
        'failed',
      ]);
      expectExactly(change, before, after);
      const again = await room.plan(git, options);
      expect({
        state: again.change.state,
        fields: again.change.fields.filter((field) => !field.stays),
      }).toEqual({
        state: 'unchanged',
        fields: [],
      });
    } else {
      expectUntouched(before, after);
    }
    expect(room.proxy.seen.slice(from).filter(({ path }) => path.includes('force'))).toEqual([]);
  });
}

/** A time that is there is a time, but which one the server knows; nor do whole seconds order those who write in one. */
function comparable({ time, manager, coOwners = [], ...field }: FieldChange): JsonObject {
  const owners = [...(manager === undefined ? [] : [{ manager, time }]), ...coOwners];
  return { ...field, owners: owners.map((owner) => owner.manager).sort() };
}

function expectTimes({ path, time, manager, coOwners = [] }: FieldChange): void {
  const seen = [{ manager, time }, ...coOwners].filter(({ manager: owner }) => !timeless.has(owner ?? ''));
  for (const owner of seen) {
    expect(owner.time, path).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  }
}

/** Who only took an equal value wrote nothing, and the server knows no time for it. */
const timeless = new Set(['', 'before-first-apply', 'Mozilla', 'argocd-controller', 'kustomize-controller']);

function byPath(a: FieldChange, b: FieldChange): number {
  return a.path < b.path ? -1 : 1;
}
