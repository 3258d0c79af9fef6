import fc from 'fast-check';
import { isClusterError } from '../../../src/model/errors.ts';
import type { Fate } from './engine.ts';
import type { Commit, Sight } from './history.ts';
import { type Deed, type Means, means } from './people.ts';
import type { Doc } from './subjects.ts';
import type { EngineName, Way, World } from './world.ts';

type Step = fc.AsyncCommand<World, World>;

/** A step, in words that a person reads when a sequence has failed. */
class Act implements Step {
  readonly #words: string;
  readonly #run: (world: World) => Promise<void> | void;
  readonly #check: (world: World) => boolean;

  constructor(
    words: string,
    run: (world: World) => Promise<void> | void,
    check: (world: World) => boolean = () => true,
  ) {
    this.#words = words;
    this.#run = run;
    this.#check = check;
  }

  check(world: World): boolean {
    return this.#check(world);
  }

  async run(_: World, world: World): Promise<void> {
    await this.#run(world);
    world.expectLawful();
  }

  toString(): string {
    return this.#words;
  }
}

const index = fc.nat({ max: 11 });
const engine = fc.constantFrom<EngineName>('cli', 'loop');

/** A step that comes more often. */
function twice(step: fc.Arbitrary<Step>): readonly fc.Arbitrary<Step>[] {
  return [step, step];
}

/** Git: commits, branches that fall behind, merges, force-pushes, files that are not committed. */
const gitSteps: readonly fc.Arbitrary<Step>[] = [
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
  fc.tuple(index, index, index, fc.boolean()).map(([which, field, value, drops]) => {
    return new Act(`commit ${drops ? 'drop' : 'set'} field ${field} of ${which} to ${value}`, (world) => {
      const subject = world.subject(which);
      const fields = Object.entries(subject.others);
      const [key = '', { values } = { values: [] }] = fields[field % fields.length] ?? [];
      world.main = world.commit(subject, (doc) => {
        if (doc === undefined) return undefined;
        const { [key]: _, ...rest } = doc.others;
        return { ...doc, others: drops ? rest : { ...rest, [key]: values[value % values.length] ?? null } };
      });
    });
  }),
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
    return new Act(`edit without a commit: ${which} to group ${group}`, (world) => {
      const subject = world.subject(which);
      const { commit: base, edits } = world.seats.cli;
      const doc = edits.get(subject.name) ?? base.docs.get(subject.name);
      if (doc === undefined) return;
      const wanted = { ...doc, group: subject.groups[group % subject.groups.length] ?? {} };
      world.seats.cli.edits = new Map([...edits, [subject.name, wanted]]);
    });
  }),
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

const often = (does: Deed['does']): fc.Arbitrary<Deed> =>
  fc.tuple(index, index).map(([a, b]) => ({ does, group: a, field: a, value: b }) as Deed);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 8, arbitrary: often('set') },
  { weight: 2, arbitrary: often('clear') },
  { weight: 2, arbitrary: often('own') },
  { weight: 4, arbitrary: often('other') },
  ...(['note', 'hold', 'release', 'release', 'forget', 'delete', 'create'] as const).map((does) => ({
    weight: 1,
    arbitrary: often(does),
  })),
);

interface PersonAct {
  readonly which: number;
  readonly deed: Deed;
  readonly how: Means;
}
const personAct: fc.Arbitrary<PersonAct> = fc.record({ which: index, deed, how: fc.constantFrom(...means) });

function wordsOf({ which, deed: { does, ...what }, how }: PersonAct): string {
  return `a person does ${does} ${JSON.stringify(what)} to ${which} by ${how}`;
}

const sight: fc.Arbitrary<Sight> = fc.oneof(
  { weight: 9, arbitrary: fc.constant('full') },
  { weight: 1, arbitrary: fc.constant('fresh') },
  { weight: 1, arbitrary: fc.constant('shallow') },
  { weight: 1, arbitrary: fc.constant('none') },
);
const way: fc.Arbitrary<Way> = fc
  .tuple(
    sight,
    fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    fc.constantFrom<Way['ramen']>('silent', 'prompt', 'late'),
    fc.option(fc.record({ subject: index, outdated: fc.boolean() }), { freq: 7, nil: undefined }),
  )
  .map(([seen, open, ramen, override]) => ({
    sight: seen,
    open,
    ramen,
    ...(override === undefined ? {} : { override }),
  }));

/** What comes between an engine and the hub at one of its requests. */
type Meddling =
  | { readonly kind: 'person'; readonly act: PersonAct }
  | { readonly kind: 'engine'; readonly way: Way }
  | { readonly kind: 'ramen'; readonly which: number }
  | { readonly kind: 'dies' | 'is-lost' };

const meddling: fc.Arbitrary<Meddling> = fc.oneof(
  { weight: 4, arbitrary: personAct.map((act) => ({ kind: 'person' as const, act })) },
  { weight: 2, arbitrary: way.map((each) => ({ kind: 'engine' as const, way: each })) },
  { weight: 1, arbitrary: index.map((which) => ({ kind: 'ramen' as const, which })) },
  { weight: 1, arbitrary: fc.constantFrom<Meddling>({ kind: 'dies' }, { kind: 'is-lost' }) },
);

/** A pass that finds somebody else at work at one of its dry runs and writes, or of its writes alone. */
interface Moment {
  readonly at: number;
  readonly ofWrites: boolean;
}
const moment: fc.Arbitrary<Moment> = fc.record({
  at: fc.integer({ min: 1, max: 3 }),
  ofWrites: fc.boolean(),
});

function disturbedPass(name: EngineName, how: Way, { at, ofWrites }: Moment, by: Meddling): Step {
  const what = by.kind === 'person' ? wordsOf(by.act) : JSON.stringify(by);
  return new Act(
    `${name} applies ${JSON.stringify(how)}; at its ${ofWrites ? 'write' : 'write or dry run'} ${at}: ${what}`,
    async (world) => {
      let count = 0;
      let isDead = false;
      const broken = (error: unknown): void => {
        // A command that has lost its hub ends with the news of it.
        if (!isClusterError(error, 'unreachable')) throw error;
      };
      const pass = world.apply(name, how, async ({ method, path }): Promise<Fate> => {
        if (isDead) return 'dies';
        if (method !== 'PATCH' || (ofWrites && path.includes('dryRun='))) return 'goes';
        count += 1;
        if (count !== at) return 'goes';
        if (by.kind === 'is-lost') return by.kind;
        isDead = by.kind === 'dies';
        if (by.kind === 'person') await world.act(world.subject(by.act.which), by.act.deed, by.act.how);
        else if (by.kind === 'engine') await world.apply(name === 'cli' ? 'loop' : 'cli', by.way);
        else if (by.kind === 'ramen') await world.ramen.settle(world.subject(by.which), false);
        return isDead ? 'dies' : 'goes';
      });
      await pass.catch(broken);
    },
  );
}

/** Both engines at once, their requests in a drawn order. */
function race(ways: readonly [Way, Way], order: readonly boolean[]): Step {
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

const passSteps: readonly fc.Arbitrary<Step>[] = [
  ...Array.from({ length: 8 }, () =>
    fc.tuple(engine, way).map(([name, how]) => {
      return new Act(`${name} applies ${JSON.stringify(how)}`, (world) => world.apply(name, how));
    }),
  ),
  fc.tuple(engine, way).map(([name, how]) => {
    return new Act(`${name} plans ${JSON.stringify(how)}`, (world) => world.plan(name, how));
  }),
  engine.map((name) => {
    return new Act(
      `${name} applies what it had planned`,
      (world) => world.carryOut(name),
      (world) => world.waiting[name] !== undefined,
    );
  }),
  ...twice(
    fc.tuple(engine, way, moment, meddling).map(([name, how, at, by]) => disturbedPass(name, how, at, by)),
  ),
  fc
    .tuple(fc.tuple(way, way), fc.array(fc.boolean(), { maxLength: 30 }))
    .map(([ways, order]) => race(ways, order)),
  ...twice(fc.constant(new Act('adopt, and commit', (world) => world.adopt()))),
];

const worldSteps: readonly fc.Arbitrary<Step>[] = [
  ...Array.from({ length: 5 }, () =>
    personAct.map(
      (each) => new Act(wordsOf(each), (world) => world.act(world.subject(each.which), each.deed, each.how)),
    ),
  ),
  fc.tuple(index, fc.boolean()).map(([which, late]) => {
    return new Act(`Ramen settles ${which}${late ? ', late' : ''}`, (world) =>
      world.ramen.settle(world.subject(which), late),
    );
  }),
  index.map((which) => {
    return new Act(`Ramen writes to ${which}`, (world) => world.ramen.note(world.subject(which)));
  }),
];

export function stepsOf(options: { readonly maxSteps: number; readonly replayPath?: string }) {
  return fc.commands<World, World, false>([...gitSteps, ...passSteps, ...worldSteps], {
    size: 'max',
    maxCommands: options.maxSteps,
    ...(options.replayPath === undefined ? {} : { replayPath: options.replayPath }),
  });
}
