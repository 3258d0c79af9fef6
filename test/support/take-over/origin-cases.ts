import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { FieldChange } from '../../../src/model/plan.ts';
import type { Repository } from '../../../src/ports/repository.ts';
import { memoryRepository } from '../memory-repository.ts';
import { kubectlCreate, pathOf } from './makers.ts';
import { drpc, group, placement, recipe } from './objects.ts';
import { type Apis, manifestFile, type Room, type Rooms } from './room.ts';

/** One kind of field: an object that holds a value in it, or none, and how an operator writes it. */
interface Slot {
  readonly name: string;
  readonly on: keyof Apis;
  readonly path: string;
  /** First, second and third value. */
  readonly values: readonly [Json, Json, Json];
  readonly git: (name: string, value: Json | undefined) => JsonObject;
  /** JSON patch path. */
  readonly pointer: string;
}

const optional = (key: string, value: Json | undefined): JsonObject =>
  value === undefined ? {} : { [key]: value };

const slots: readonly Slot[] = [
  {
    name: 'a scalar',
    on: 'hub',
    path: 'spec.numberOfClusters',
    values: [1, 2, 3],
    git: (name, value) => {
      const { numberOfClusters: _, ...spec } = Object(placement(name, {}).spec);
      return { ...placement(name, {}), spec: { ...spec, ...optional('numberOfClusters', value) } };
    },
    pointer: '/spec/numberOfClusters',
  },
  {
    name: 'a key of a map',
    on: 'hub',
    path: 'metadata.labels.team',
    values: ['red', 'blue', 'green'],
    git: (name, value) => placement(name, { labels: { always: 'x', ...optional('team', value) } }),
    pointer: '/metadata/labels/team',
  },
  {
    name: 'a whole list',
    on: 'hub',
    path: 'spec.tolerations',
    values: [[toleration('a')], [toleration('b')], [toleration('a'), toleration('c')]],
    git: (name, value) => placement(name, optional('tolerations', value)),
    pointer: '/spec/tolerations',
  },
  {
    name: 'a field of an item',
    on: 'managed',
    path: 'spec.groups[name="app"].parent',
    values: ['a', 'b', 'c'],
    git: (name, value) => recipe(name, { groups: [group('app', optional('parent', value)), group('rest')] }),
    pointer: '/spec/groups/0/parent',
  },
];

function toleration(key: string): JsonObject {
  return { key, operator: 'Exists' };
}

interface OriginCase {
  readonly name: string;
  /** Value that was applied; then in Git now, and what an operator made of the live one. Indexes of `values`, or none. */
  readonly base: number | undefined;
  readonly git: number | undefined;
  /** Absent: as it was applied. */
  readonly live?: number | 'removed';
  /** What is known of the commit that was applied. */
  readonly memory: 'known' | 'forgotten' | 'dirty';
  readonly expected: { readonly origin: FieldChange['origin']; readonly author: boolean };
}

const cases: readonly OriginCase[] = [
  { name: 'Git moved', base: 0, git: 1, memory: 'known', expected: { origin: 'git', author: false } },
  {
    name: 'Git added it',
    base: undefined,
    git: 1,
    memory: 'known',
    expected: { origin: 'git', author: false },
  },
  {
    name: 'Git dropped it',
    base: 0,
    git: undefined,
    memory: 'known',
    expected: { origin: 'git', author: false },
  },
  {
    name: 'an operator moved it',
    base: 0,
    git: 0,
    live: 2,
    memory: 'known',
    expected: { origin: 'live', author: true },
  },
  {
    name: 'an operator removed it',
    base: 0,
    git: 0,
    live: 'removed',
    memory: 'known',
    expected: { origin: 'live', author: false },
  },
  {
    name: 'both moved it',
    base: 0,
    git: 1,
    live: 2,
    memory: 'known',
    expected: { origin: 'both', author: true },
  },
  {
    name: 'Git moved it, an operator removed it',
    base: 0,
    git: 1,
    live: 'removed',
    memory: 'known',
    expected: { origin: 'both', author: false },
  },
  {
    name: 'both added it',
    base: undefined,
    git: 1,
    live: 2,
    memory: 'known',
    expected: { origin: 'both', author: true },
  },
  {
    name: 'the commit is gone, and Git moved',
    base: 0,
    git: 1,
    memory: 'forgotten',
    expected: { origin: 'unknown', author: false },
  },
  {
    name: 'the commit is gone, but Git did not move',
    base: 0,
    git: 0,
    live: 2,
    memory: 'forgotten',
    expected: { origin: 'live', author: true },
  },
  {
    name: 'applied from uncommitted files, and Git moved',
    base: 0,
    git: 1,
    live: 2,
    memory: 'dirty',
    expected: { origin: 'unknown', author: true },
  },
  {
    name: 'applied from uncommitted files, now committed',
    base: 0,
    git: 0,
    live: 2,
    memory: 'dirty',
    expected: { origin: 'live', author: true },
  },
];

/** Who moved a field since it was last applied, and what is known of when. */
export function originCases(rooms: () => Rooms): void {
  describe.each(slots)('$name', (slot) => {
    it.each(cases.map((each, index) => ({ ...each, index })))(
      '$name',
      async ({ index, expected, ...scene }) => {
        const room = rooms()[slot.on];
        const name = `origin-${slots.indexOf(slot)}-${index}`;
        const at = (which: number | undefined) => (which === undefined ? undefined : slot.values[which]);
        const base = slot.git(name, at(scene.base));
        const git = slot.git(name, at(scene.git));
        await (await room.plan(base, { repository: appliedFrom(base, scene.memory) })).apply();
        const live =
          scene.live === undefined ? scene.base : scene.live === 'removed' ? undefined : scene.live;
        if (live !== scene.base) await operate(room, git, slot, at(live), scene.base !== undefined);
        const { change } = await room.plan(git, { repository: plannedFrom(base, git, scene.memory) });
        const [field, ...more] = change.fields.filter(({ path }) => path === slot.path);
        expect(more).toEqual([]);
        expect(field).toMatchObject({ path: slot.path, origin: expected.origin });
        expect({ live: field?.live, git: field?.git }).toEqual({
          live: at(live),
          git: at(scene.git),
        });
        expect(field?.manager).toBe(expected.author ? 'kubectl-edit' : undefined);
        expect(field?.time === undefined).toBe(!expected.author);
      },
    );
  });

  it('a doubtful origin is put back only while that can be undone', async () => {
    const capture = (interval: string) => ({ kubeObjectProtection: { captureInterval: interval } });
    const [base, git] = [drpc('doubt', capture('10m0s')), drpc('doubt', capture('20m0s'))];
    const allow = [{ gate: 'busy', object: 'drpc/take-over/doubt' }];
    // Where the object is there already, nobody asks for its policy and its Placement.
    await kubectlCreate.make(rooms().hub, base);
    await (await rooms().hub.plan(base, { repository: appliedFrom(base, 'known') })).apply();
    const clear = await rooms().hub.plan(git, { allow, repository: plannedFrom(base, git, 'known') });
    expect(clear.change).toMatchObject({ state: 'update', risk: 'narrows-protection', blocks: [] });
    const forgotten = await rooms().hub.plan(git, { allow, repository: plannedFrom(base, git, 'forgotten') });
    expect(forgotten.change).toMatchObject({ state: 'blocked', blocks: [{ gate: 'max-risk' }] });
    await operate(rooms().hub, git, { pointer: '/spec/kubeObjectProtection/captureInterval' }, '30m0s', true);
    const both = await rooms().hub.plan(git, { allow, repository: plannedFrom(base, git, 'known') });
    expect(both.change).toMatchObject({
      state: 'blocked',
      fields: [{ origin: 'both', takesOver: true }],
      blocks: [
        { gate: 'max-risk', message: expect.stringContaining('spec.kubeObjectProtection.captureInterval') },
      ],
    });
  });
}

const commit = (id: string, object: JsonObject) => ({
  id,
  files: { [manifestFile]: JSON.stringify(object) },
});

function appliedFrom(base: JsonObject, memory: OriginCase['memory']): Repository {
  if (memory === 'dirty') return memoryRepository([commit('c1', {})], [manifestFile]);
  return memoryRepository([commit('c1', base)]);
}

function plannedFrom(base: JsonObject, git: JsonObject, memory: OriginCase['memory']): Repository {
  if (memory === 'forgotten') return memoryRepository([commit('c2', git)]);
  return memoryRepository([commit('c1', memory === 'dirty' ? {} : base), commit('c2', git)]);
}

/** As `kubectl edit` writes it. */
async function operate(
  room: Room,
  object: JsonObject,
  { pointer }: Pick<Slot, 'pointer'>,
  value: Json | undefined,
  isThere: boolean,
): Promise<void> {
  const op =
    value === undefined
      ? { op: 'remove', path: pointer }
      : { op: isThere ? 'replace' : 'add', path: pointer, value };
  await room.send(
    'PATCH',
    `${pathOf(object)}?fieldManager=kubectl-edit`,
    [op],
    'application/json-patch+json',
  );
}
