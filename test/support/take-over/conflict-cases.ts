import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { terminalEvents } from '../../../src/model/apply-event.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { LiveObject } from '../../../src/model/live-object.ts';
import type { SeenRequest } from '../recording-proxy.ts';
import { expectUntouched } from './exactness.ts';
import { apply, kubectlCreate, patchAs, statusAs } from './makers.ts';
import { placement } from './objects.ts';
import type { Planned, Room, Rooms } from './room.ts';

/** The requests that a take-over is made of. */
const moments: Readonly<Record<string, (request: SeenRequest) => boolean>> = {
  'it looks for conflicts': ({ path, type }) => isApply(type) && path.includes('dryRun'),
  'it takes the claim out': ({ path, type }) => type.includes('json-patch') && !path.includes('dryRun'),
  'it writes the value': ({ path, type }) => isApply(type) && !path.includes('dryRun'),
};

function isApply(type: string): boolean {
  return type.startsWith('application/apply-patch');
}

type Act = (room: Room, name: string) => Promise<void>;

/** What somebody does meanwhile to an object of which `metadata.labels.team` is being taken over. */
const acts: Readonly<Record<string, Act>> = {
  'another tool writes the field': label('crew-tool', { team: 'crew' }),
  'its owner writes another value': label('kubectl-create', { team: 'green' }),
  'Argo CD comes to own the value': (room, name) =>
    apply('argocd-controller').make(room, placement(name, { labels: { team: 'red' } })),
  'somebody writes another field of Git': (room, name) =>
    patchAs(room, 'kubectl-patch', placement(name, {}), { spec: { numberOfClusters: 3 } }),
};

function label(manager: string, labels: JsonObject): Act {
  return (room, name) => patchAs(room, manager, placement(name, {}), { metadata: { labels } });
}

/** Somebody acts between plan and write: the object fails alone, and what was written is said. */
export function conflictCases(rooms: () => Rooms): void {
  let room: Room;
  let count = 0;
  beforeEach(() => {
    room = rooms().hub;
    count += 1;
  });
  afterEach(() => {
    room.proxy.before = async () => undefined;
  });

  /** A plan to take over one label, as it stands before anybody acts. */
  async function planTakeOver(): Promise<{ name: string; git: JsonObject; planned: Planned }> {
    const name = `conflict-${count}`;
    const git = placement(name, { labels: { team: 'blue' } });
    await kubectlCreate.make(room, placement(name, { labels: { team: 'red' } }));
    const planned = await room.plan(git);
    expect(planned.change.fields).toMatchObject([{ path: 'metadata.labels.team', takesOver: true }]);
    return { name, git, planned };
  }

  /** Does it once, and keeps the object as it is then. */
  function meanwhile(
    moment: (request: SeenRequest) => boolean,
    git: JsonObject,
    act: () => Promise<void>,
  ): { readonly seen: () => LiveObject | undefined } {
    let after: LiveObject | undefined;
    let isDone = false;
    room.proxy.before = async (request) => {
      if (isDone || !moment(request)) return undefined;
      isDone = true;
      await act();
      after = await room.live(git);
      return undefined;
    };
    return { seen: () => after };
  }

  const endOf = async (planned: Planned): Promise<string> => {
    const events = await planned.apply();
    const ends = events.filter(({ event }) => terminalEvents.has(event));
    expect(ends).toHaveLength(1);
    return `${ends[0]?.event}: ${ends[0]?.message}`;
  };

  for (const [when, moment] of Object.entries(moments)) {
    describe(`before ${when}`, () => {
      it.each(Object.entries(acts))('%s', async (_, act) => {
        const { name, git, planned } = await planTakeOver();
        const { seen } = meanwhile(moment, git, () => act(room, name));
        const end = await endOf(planned);
        expect(end).toMatch(/^(failed|blocked): /);
        const before = seen();
        if (before === undefined) throw new Error('nobody acted');
        expectUntouched(before, await room.live(git));
        expect(end.includes('is already taken out'), end).toBe(when === 'it writes the value');
      });

      it("a status write is nobody's business", async () => {
        const { git, planned } = await planTakeOver();
        const { seen } = meanwhile(moment, git, () =>
          statusAs(room, 'manager', git, { numberOfSelectedClusters: 1 }),
        );
        expect(await endOf(planned)).toMatch(/^(healthy|skipped): /);
        expect(seen()).toBeDefined();
        expect(await room.live(git)).toMatchObject({
          metadata: { labels: { team: 'blue' } },
          status: { numberOfSelectedClusters: 1 },
        });
      });
    });
  }

  it('an object that moves while it is planned is looked at again', async () => {
    const git = placement(`conflict-${count}`, { labels: { team: 'blue' } });
    await kubectlCreate.make(room, placement(`conflict-${count}`, { labels: { team: 'red' } }));
    let writes = 0;
    room.proxy.before = async ({ path }) => {
      if (!path.includes('dryRun') || writes === 3) return undefined;
      writes += 1;
      await statusAs(room, 'manager', git, { numberOfSelectedClusters: writes });
      return undefined;
    };
    const { change } = await room.plan(git);
    expect(change).toMatchObject({ state: 'update', blocks: [], fields: [{ takesOver: true }] });
  });

  it('a line that is cut before the value is written is said, and the next run gets there', async () => {
    const { git, planned } = await planTakeOver();
    const isWrite = moments['it writes the value'];
    room.proxy.before = async (request) => (isWrite?.(request) === true ? 'drop' : undefined);
    expect(await endOf(planned)).toMatch(
      /^failed: .*the claim on \.metadata\.labels\.team \(kubectl-create\) is already taken out/,
    );
    expect(await room.live(git)).toMatchObject({ metadata: { labels: { team: 'red' } } });
    room.proxy.before = async () => undefined;
    const again = await room.plan(git);
    expect(again.change).toMatchObject({
      state: 'update',
      fields: [{ path: 'metadata.labels.team', live: 'red', git: 'blue', origin: 'unknown' }],
    });
    expect(again.change.fields[0]).not.toHaveProperty('manager');
    await again.apply();
    expect((await room.plan(git)).change.state).toBe('unchanged');
  });

  it('a half-done take-over that Git gives up takes nothing away', async () => {
    const { name, planned } = await planTakeOver();
    const isWrite = moments['it writes the value'];
    room.proxy.before = async (request) => (isWrite?.(request) === true ? 'drop' : undefined);
    await endOf(planned);
    room.proxy.before = async () => undefined;
    const withoutIt = placement(name, {});
    const given = await room.plan(withoutIt);
    expect(given.change.fields).toEqual([]);
    await given.apply();
    expect(await room.live(withoutIt)).toMatchObject({ metadata: { labels: { team: 'red' } } });
  });

  it('fails alone: what stands beside it in the plan is written', async () => {
    const name = `conflict-${count}`;
    const git = placement(name, { labels: { team: 'blue' } });
    const sibling = placement(`${name}-sibling`, { labels: { team: 'blue' } });
    for (const each of [git, sibling]) {
      await kubectlCreate.make(
        room,
        placement(String(Object(each.metadata).name), { labels: { team: 'red' } }),
      );
    }
    const planned = await room.plan(git, { beside: [sibling] });
    await acts['another tool writes the field']?.(room, name);
    const events = await planned.apply();
    const ends = events.filter(({ event }) => terminalEvents.has(event));
    expect(Object.fromEntries(ends.map(({ object, event }) => [object.name, event]))).toEqual({
      [name]: 'failed',
      [`${name}-sibling`]: 'healthy',
    });
    expect(await room.live(sibling)).toMatchObject({ metadata: { labels: { team: 'blue' } } });
  });
}
