import fc from 'fast-check';
import { Act, engine, index, type Step, twice } from './act.ts';
import type { Commit } from './history.ts';
import type { Doc } from './subjects.ts';
import type { World } from './world.ts';

/** Git: commits, branches that fall behind, merges, force-pushes, files that are not committed. */
export const gitSteps: readonly fc.Arbitrary<Step>[] = [
  ...twice(fc.tuple(index, index).map(([which, group]) => commit(which, group))),
  ...twice(
    index.map((which) => {
      return new Act(`commit ${which} as the commit before had it; cli takes it`, (world) => {
        const subject = world.subject(which);
        const before = firstParent(world.main).docs.get(subject.name);
        world.main = world.commit(subject, (doc) => before ?? doc);
        world.seats.cli = { commit: world.main, edits: new Map() };
      });
    }),
  ),
  ...twice(
    fc.tuple(index, index, engine).map(([which, group, name]) => {
      return new Act(`commit ${which} with group ${group}, which ${name} takes; commit it back`, (world) => {
        const subject = world.subject(which);
        const before = world.main.docs.get(subject.name);
        world.main = world.commit(subject, withGroup(world, which, group));
        world.seats[name] = { commit: world.main, edits: new Map() };
        world.main = world.commit(subject, () => before);
      });
    }),
  ),
  ...twice(
    fc.tuple(index, index, index, fc.boolean()).map(([which, field, value, drops]) => {
      return new Act(
        `commit ${drops ? 'drop' : 'set'} field ${field} of ${which} to ${value}; cli takes it`,
        (world) => {
          const subject = world.subject(which);
          const fields = Object.entries(subject.others);
          const [key = '', { values } = { values: [] }] = fields[field % fields.length] ?? [];
          world.main = world.commit(subject, (doc) => {
            if (doc === undefined) return undefined;
            const { [key]: _, ...rest } = doc.others;
            return {
              ...doc,
              others: drops ? rest : { ...rest, [key]: values[value % values.length] ?? null },
            };
          });
          world.seats.cli = { commit: world.main, edits: new Map() };
        },
      );
    }),
  ),
  fc.tuple(index, fc.boolean()).map(([which, holds]) => {
    return new Act(`commit ${holds ? 'a hold' : 'no hold'} of ${which}`, (world) => {
      world.main = world.commit(world.subject(which), (doc) => {
        if (doc === undefined) return undefined;
        const { hold: _, ...rest } = doc;
        return holds ? { ...rest, hold: true } : rest;
      });
    });
  }),
  index.map((which) => {
    return new Act(`commit without ${which}`, (world) => {
      world.main = world.commit(world.subject(which), () => undefined);
    });
  }),
  fc.tuple(index, index).map(([which, group]) => {
    return new Act(`force-push ${which} with group ${group}`, (world) => {
      const subject = world.subject(which);
      world.main = world.commit(subject, withGroup(world, which, group), firstParent(world.main));
    });
  }),
  fc.tuple(index, index).map(([which, group]) => {
    return new Act(`side branch: ${which} to group ${group}`, (world) => {
      const from = world.side ?? firstParent(world.main);
      world.side = world.commit(world.subject(which), withGroup(world, which, group), from);
    });
  }),
  fc.boolean().map((theirs) => {
    return new Act(
      `merge the side branch, ${theirs ? 'its' : 'our'} files`,
      (world) => {
        if (world.side === undefined) return;
        world.main = world.history.commit(theirs ? world.side.docs : world.main.docs, world.main, world.side);
        world.side = undefined;
      },
      (world) => world.side !== undefined,
    );
  }),
  fc.tuple(index, index).map(([which, group]) => {
    return new Act(`edit without a commit: ${which} to group ${group}`, (world) => edit(world, which, group));
  }),
  ...twice(
    fc.tuple(index, index).map(([which, group]) => {
      return new Act(`edit without a commit: ${which} to group ${group}; cli applies it`, async (world) => {
        edit(world, which, group);
        await world.apply('cli', { sight: 'full', open: true, ramen: 'silent' });
      });
    }),
  ),
  ...Array.from({ length: 3 }, () =>
    engine.map((name) => {
      return new Act(`${name} takes main`, (world) => {
        world.seats[name] = { commit: world.main, edits: new Map() };
      });
    }),
  ),
  engine.map((name) => {
    return new Act(`${name} falls back`, (world) => {
      world.seats[name] = { commit: firstParent(world.seats[name].commit), edits: new Map() };
    });
  }),
  engine.map((name) => {
    return new Act(
      `${name} takes the side branch`,
      (world) => {
        world.seats[name] = { commit: world.side ?? world.main, edits: new Map() };
      },
      (world) => world.side !== undefined,
    );
  }),
];

function commit(which: number, group: number): Step {
  return new Act(`commit ${which} with group ${group}; cli takes it`, (world) => {
    world.main = world.commit(world.subject(which), withGroup(world, which, group));
    world.seats.cli = { commit: world.main, edits: new Map() };
  });
}

function edit(world: World, which: number, group: number): void {
  const subject = world.subject(which);
  const { commit: base, edits } = world.seats.cli;
  const doc = edits.get(subject.name) ?? base.docs.get(subject.name);
  if (doc === undefined) return;
  const wanted = { ...doc, group: subject.groups[group % subject.groups.length] ?? {} };
  world.seats.cli.edits = new Map([...edits, [subject.name, wanted]]);
}

function withGroup(world: World, which: number, group: number) {
  const { groups } = world.subject(which);
  return (doc: Doc | undefined): Doc => ({
    others: {},
    ...doc,
    group: groups[group % groups.length] ?? {},
  });
}

function firstParent(commit: Commit): Commit {
  return commit.parents[0] ?? commit;
}
