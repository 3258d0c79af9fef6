import { beforeAll, describe, expect, it } from 'vitest';
import { getAt } from '../../src/model/field-path.ts';
import type { Sight } from './interleavings/history.ts';
import { type Hub, sandboxHub } from './interleavings/hub.ts';
import { buildStage } from './interleavings/stage.ts';
import { type Doc, type Group, groupOf, subjects } from './interleavings/subjects.ts';
import { type EngineName, type Way, World } from './interleavings/world.ts';

const { cart } = subjects;
const home: Group = { preferredCluster: 'dr1' };
const failover: Group = { preferredCluster: 'dr1', action: 'Failover', failoverCluster: 'dr2' };
const relocate: Group = { preferredCluster: 'dr1', action: 'Relocate', failoverCluster: 'dr2' };
const moved: Group = { preferredCluster: 'dr2' };

/** Sequences that once went wrong, each in its smallest form; the oracle watches as it does over the drawn ones. */
describe('the runtime fields of an application', () => {
  let hub: Hub;
  beforeAll(async () => {
    hub = sandboxHub();
    await buildStage(hub);
  });

  it('do not fire a failover that Git has taken back, for a loop that still stands on it', async () => {
    const story = await begin();
    story.commit(failover);
    story.take('loop');
    story.commit(home);
    await story.apply('cli');
    await story.apply('loop');
    expect(story.live()).toEqual(home);
  });

  it('are not prepared for an old failover by a checkout that has fallen behind and agrees with an operator', async () => {
    const story = await begin();
    story.commit(moved);
    story.commit(failover);
    story.commit(home);
    await story.apply('cli');
    await story.operator(moved);
    story.take('loop');
    story.fallBack('loop');
    story.fallBack('loop');
    await story.apply('loop');
    story.take('loop');
    story.fallBack('loop');
    await story.apply('loop');
    expect(story.live()).toEqual(moved);
  });

  it('keep a failover that was applied from an uncommitted file, until a commit agrees', async () => {
    const story = await begin();
    story.edit(failover);
    await story.apply('cli');
    await story.apply('loop');
    expect(story.live()).toEqual(failover);
  });

  it.each<Sight>(['full', 'none'])(
    'keep a failover from a folder that is not committed (%s), though a commit has applied other fields since',
    async (sight) => {
      // Without Git, only a create can set them.
      const story = await begin(sight === 'full');
      story.edit(failover);
      await story.apply('cli', { sight });
      story.commit(home, { team: 'blue' });
      await story.apply('cli');
      await story.apply('cli');
      expect(story.live()).toEqual(failover);
      expect(story.team()).toBe('blue');
    },
  );

  it('go back to Git by override-live, though Git has no value for what the operator added', async () => {
    const story = await begin();
    await story.operator(failover);
    await story.apply('cli');
    expect(story.live()).toEqual(failover);
    await story.apply('cli', { override: { subject: 0, outdated: true } });
    expect(story.live()).toEqual(failover);
    await story.apply('cli', { override: { subject: 0, outdated: false } });
    expect(story.live()).toEqual(home);
  });

  it('go away by override-live, though a take-over that was cut short has left them without an owner', async () => {
    const story = await begin();
    await story.operator(failover);
    story.commit(relocate);
    await story.dieAfterRelease();
    story.commit(home);
    await story.apply('cli', { override: { subject: 0, outdated: false } });
    expect(story.live()).toEqual(home);
  });

  it('follow the branch that override-live was given to, when a force-push has dropped what was applied', async () => {
    const story = await begin();
    story.commit(moved);
    await story.apply('cli');
    story.forcePush(moved);
    story.commit(home);
    await story.apply('cli');
    expect(story.live()).toEqual(moved);
    await story.apply('cli', { override: { subject: 0, outdated: false } });
    await story.operator(moved);
    await story.apply('cli', { override: { subject: 0, outdated: false } });
    story.commit(failover);
    await story.apply('cli');
    expect(story.live()).toEqual(failover);
  });

  /** One application, applied once from Git where `applied` says so. */
  async function begin(applied = true) {
    const world = new World(hub, ['cart']);
    await world.start(applied);
    return {
      commit: (group: Group, others: Doc['others'] = {}) => {
        world.main = world.commit(cart, () => ({ group, others }));
        world.seats.cli = { commit: world.main, edits: new Map() };
      },
      forcePush: (group: Group) => {
        world.main = world.commit(cart, () => ({ group, others: {} }), world.main.parents[0]);
        world.seats.cli = { commit: world.main, edits: new Map() };
      },
      edit: (group: Group) => {
        world.seats.cli.edits = new Map([['cart', { group, others: {} }]]);
      },
      take: (name: EngineName) => {
        world.seats[name] = { commit: world.main, edits: new Map() };
      },
      fallBack: (name: EngineName) => {
        const { commit } = world.seats[name];
        world.seats[name] = { commit: commit.parents[0] ?? commit, edits: new Map() };
      },
      operator: (group: Group) =>
        world.act(cart, { does: 'set', group: cart.groups.indexOf(find(group)) }, 'kubectl patch'),
      apply: async (name: EngineName, more: Partial<Way> = {}) => {
        await world.apply(name, { sight: 'full', open: true, ramen: 'silent', ...more });
        world.expectLawful();
      },
      dieAfterRelease: async () => {
        let writes = 0;
        const way: Way = {
          sight: 'full',
          open: true,
          ramen: 'silent',
          override: { subject: 0, outdated: false },
        };
        await world.apply('cli', way, async ({ method, path }) => {
          if (method === 'PATCH' && !path.includes('dryRun=')) writes += 1;
          return writes > 1 ? 'dies' : 'goes';
        });
      },
      team: () => getAt(world.oracle.live(cart), ['metadata', 'labels', 'team']),
      live: () => groupOf(cart, world.oracle.live(cart) ?? { spec: {} }),
    };
  }

  function find(group: Group): Group {
    const found = cart.groups.find((each) => JSON.stringify(each) === JSON.stringify(group));
    if (found === undefined) throw new Error(`no group ${JSON.stringify(group)}`);
    return found;
  }
});
