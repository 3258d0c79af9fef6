import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectCluster } from '../../src/cluster/connect.ts';
import { systemClock } from '../../src/cluster/system-clock.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import { getAt } from '../../src/model/field-path.ts';
import { applyOutcome } from '../../src/operations/apply.ts';
import { openClusters } from '../../src/operations/open-clusters.ts';
import { planRepository } from '../../src/operations/plan.ts';
import { gates } from '../../src/plan/gates/registry.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import type { Repository } from '../../src/ports/repository.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start.ts';
import { buildTopology } from '../../src/topology/build-topology.ts';
import { parseFile } from '../../src/yaml/parse-file.ts';
import { bindCluster } from '../support/bind-cluster.ts';

/**
 * Git commits, branches that fall behind, force-pushes, uncommitted applies and an operator's hand in random order, with
 * every gate open, so that the comparison of Git, base and live stands alone. The judge keeps its own small book of who
 * meant what, and shares nothing with the comparison.
 */
describe('the runtime fields of a DRPlacementControl', () => {
  let sandbox: Sandbox;
  let hub: Cluster;
  let folder: string;
  let scripted = 0;
  beforeAll(async () => {
    sandbox = await startSandbox({ empty: true });
    folder = mkdtempSync(join(tmpdir(), 'ramen-sync-property-'));
    writeFileSync(join(folder, 'kubeconfig'), sandbox.kubeconfig, { mode: 0o600 });
    hub = await connectCluster({
      name: 'hub',
      access: { kubeconfig: join(folder, 'kubeconfig') },
      requestTimeoutMs: 10_000,
    });
    await hub.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }, { dryRun: false });
  });
  afterAll(async () => {
    hub?.close();
    await sandbox?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are never changed back from under a person, nor by a checkout that has fallen behind', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        run += 1;
        const name = `app-${run}`;
        const world = new World(name, hub, sandbox);
        await world.apply('cli');
        for (const { act, value } of steps) await world.play(act, value);
        await world.expectQuiet();
      }),
      { numRuns: Number(process.env.RAMEN_SYNC_SEQUENCES ?? 100) },
    );
  }, 3_600_000);

  const failover: Group = { preferredCluster: 'dr1', action: 'Failover', failoverCluster: 'dr2' };
  it.each<[string, readonly (readonly [string, Group?])[]]>([
    [
      'a loop that stands on a failover which Git has taken back does not fire it',
      [
        ['commit', failover],
        ['loop-fetches'],
        ['commit', { preferredCluster: 'dr1' }],
        ['apply-cli'],
        ['apply-loop'],
      ],
    ],
    [
      'a checkout that has fallen behind does not prepare the ground for an old failover, by agreeing with an operator',
      [
        ['commit', { preferredCluster: 'dr2' }],
        ['commit', failover],
        ['commit', { preferredCluster: 'dr1' }],
        ['apply-cli'],
        ['operator', { preferredCluster: 'dr2' }],
        ['loop-fetches'],
        ['loop-falls-back'],
        ['loop-falls-back'],
        ['apply-loop'],
        ['loop-fetches'],
        ['loop-falls-back'],
        ['apply-loop'],
      ],
    ],
    [
      'a loop does not undo a failover that was applied from an uncommitted file',
      [['edit', failover], ['apply-cli'], ['apply-loop']],
    ],
  ])('%s', async (_, steps) => {
    scripted += 1;
    const world = new World(`scripted-${scripted}`, hub, sandbox);
    await world.apply('cli');
    for (const [act, value] of steps) await world.play(act, value ?? {});
  });
});

type Group = Readonly<Record<string, string>>;

const group: fc.Arbitrary<Group> = fc.record(
  {
    action: fc.constantFrom('Failover', 'Relocate'),
    failoverCluster: fc.constantFrom('dr1', 'dr2'),
    preferredCluster: fc.constantFrom('dr1', 'dr2'),
  },
  { requiredKeys: ['preferredCluster'] },
);

const step = fc.record({
  act: fc.constantFrom(
    'commit',
    'edit',
    'undo-edit',
    'force-push',
    'loop-fetches',
    'loop-falls-back',
    'loop-falls-back',
    'operator',
    'operator',
    'adopt',
    'apply-cli',
    'apply-cli',
    'apply-loop',
    'apply-loop',
  ),
  value: group,
});

interface Commit {
  readonly id: string;
  readonly parent: Commit | undefined;
  readonly group: Group;
}

function commitOf(group: Group, parent: Commit | undefined): Commit {
  const id = createHash('sha1')
    .update(`${parent?.id ?? ''}${JSON.stringify(group)}${Math.random()}`)
    .digest('hex');
  return { id, parent, group };
}

function isSameOrAncestor(old: Commit, commit: Commit | undefined): boolean {
  for (let at = commit; at !== undefined; at = at.parent) if (at === old) return true;
  return false;
}

class World {
  readonly #name: string;
  readonly #hub: Cluster;
  readonly #sandbox: Sandbox;
  readonly #history: string[] = [];
  #main: Commit;
  #loop: Commit;
  /** Uncommitted text in the CLI's work tree. */
  #edit: Group | undefined;
  /** A person has changed the fields, and no Git that was applied has said the same since. */
  #personSays: Group | undefined;
  /** What Git and cluster agreed on last. */
  #applied: Group | undefined;
  /** The fields came from an uncommitted file, and no commit that was applied has said the same since. */
  #uncommitted = false;
  /** Clean checkouts whose Git was live once: none of their ancestors may move the fields again. */
  #reached: Commit[] = [];

  constructor(name: string, hub: Cluster, sandbox: Sandbox) {
    this.#name = name;
    this.#hub = hub;
    this.#sandbox = sandbox;
    this.#main = commitOf({ preferredCluster: 'dr1' }, undefined);
    this.#loop = this.#main;
  }

  async play(act: string, value: Group): Promise<void> {
    this.#history.push(`${act} ${JSON.stringify(value)}`);
    if (act === 'commit') this.#commit(value);
    else if (act === 'edit') this.#edit = value;
    else if (act === 'undo-edit') this.#edit = undefined;
    else if (act === 'force-push') this.#main = commitOf(value, this.#main.parent ?? this.#main);
    else if (act === 'loop-fetches') this.#loop = this.#main;
    else if (act === 'loop-falls-back') this.#loop = this.#loop.parent ?? this.#loop;
    else if (act === 'operator') await this.#operator(value);
    else if (act === 'adopt') this.#commit(await this.#live());
    else await this.apply(act === 'apply-cli' ? 'cli' : 'loop');
  }

  #commit(group: Group): void {
    this.#edit = undefined;
    this.#main = commitOf(group, this.#main);
  }

  /** kubectl's merge patch: fields that are not named are cleared. */
  async #operator(wanted: Group): Promise<void> {
    const spec = { action: null, failoverCluster: null, ...wanted };
    const token = /token: (\S+)/.exec(this.#sandbox.kubeconfig)?.[1] ?? '';
    const before = await this.#live();
    const path = `/apis/ramendr.openshift.io/v1alpha1/namespaces/shop/drplacementcontrols/${this.#name}`;
    const answer = await fetch(`${this.#sandbox.urls.get('hub') ?? ''}${path}?fieldManager=kubectl-patch`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ spec }),
    });
    expect(answer.status).toBe(200);
    const after = await this.#live();
    // Put back to what was applied last, a hand has left no trace.
    if (!same(before, after))
      this.#personSays = this.#applied !== undefined && same(after, this.#applied) ? undefined : after;
  }

  async apply(who: 'cli' | 'loop'): Promise<void> {
    const commit = who === 'cli' ? this.#main : this.#loop;
    const edit = who === 'cli' ? this.#edit : undefined;
    const git = edit ?? commit.group;
    const before = await this.#liveOrUndefined();
    await this.#run(git, commit, edit !== undefined);
    const after = await this.#live();
    const story = `${this.#history.join('\n')}\n=> ${who} at ${JSON.stringify(git)}${edit === undefined ? '' : ' uncommitted'} changed ${JSON.stringify(before)} to ${JSON.stringify(after)}`;
    if (before !== undefined && !same(before, after)) {
      expect(same(after, git), `it changed them to something nobody asked for\n${story}`).toBe(true);
      expect(this.#personSays, `it undid a person's hand\n${story}`).toBeUndefined();
      expect(this.#uncommitted, `it undid an apply from uncommitted files\n${story}`).toBe(false);
      const later = this.#reached.find((reached) => reached !== commit && isSameOrAncestor(commit, reached));
      expect(later, `a checkout that has fallen behind moved them\n${story}`).toBeUndefined();
    }
    if (same(after, git)) {
      this.#personSays = undefined;
      this.#applied = git;
      if (edit !== undefined) this.#uncommitted ||= before !== undefined && !same(before, after);
      else {
        this.#uncommitted = false;
        this.#reached.push(commit);
      }
    }
  }

  /** Straight after a complete apply of a committed state that was not held, there is nothing left to write. */
  async expectQuiet(): Promise<void> {
    this.#edit = undefined;
    this.#loop = this.#main;
    await this.apply('loop');
    const { result, close } = await this.#plan(this.#main.group, this.#main, false);
    close();
    const [planned] = result.result.changes;
    expect(planned?.write, `a second plan wants to write\n${this.#history.join('\n')}`).toBeUndefined();
  }

  async #run(git: Group, commit: Commit, dirty: boolean): Promise<void> {
    const { result, deps, close } = await this.#plan(git, commit, dirty);
    const events = applyOutcome(
      result,
      { wait: { enabled: false, timeoutMs: 0 }, signal: new AbortController().signal },
      { ...deps, clock: systemClock },
    );
    for await (const event of events) expect(event.event, event.message).not.toBe('failed');
    close();
  }

  async #plan(git: Group, commit: Commit, dirty: boolean) {
    const config = parseConfig(undefined, 'ramen-sync.yaml');
    const text = (fields: Group) =>
      [
        'apiVersion: ramendr.openshift.io/v1alpha1',
        'kind: DRPlacementControl',
        `metadata: { name: ${this.#name}, namespace: shop }`,
        'spec:',
        '  drPolicyRef: { name: p }',
        '  placementRef: { kind: Placement, name: p }',
        '  pvcSelector: {}',
        ...Object.entries(fields).map(([key, value]) => `  ${key}: ${value}`),
        '',
      ].join('\n');
    const { manifests } = parseFile({ path: 'app.yaml', text: text(git) });
    // Its policy and Placement are somebody else's affair here.
    const whole = buildTopology(manifests, config);
    const topology = { ...whole, objects: whole.objects.map((object) => ({ ...object, references: [] })) };
    const clusters = await openClusters(
      config,
      async () => ({ ...bindCluster(this.#hub), close: () => undefined }),
      systemClock,
    );
    const repository: Repository = {
      revision: async () => ({ commit: commit.id, dirty, changed: new Set(dirty ? ['app.yaml'] : []) }),
      isAncestor: async (id) => {
        for (let at: Commit | undefined = commit; at !== undefined; at = at.parent) {
          if (at.id === id) return { known: true, ancestor: true };
        }
        return { known: true, ancestor: false };
      },
      fileAt: async (id) => {
        for (let at: Commit | undefined = commit; at !== undefined; at = at.parent) {
          if (at.id === id) return text(at.group);
        }
        return undefined;
      },
      filesTouched: async () => new Set(['app.yaml']),
      commitsTouching: async (_, since) => {
        const found: string[] = [];
        for (let at: Commit | undefined = commit; at !== undefined && at.id !== since; at = at.parent)
          found.push(at.id);
        return found;
      },
      blobIds: () => ({}),
    };
    const deps = {
      clusters,
      repository,
      digest: (value: string) => createHash('sha256').update(value).digest('hex'),
    };
    const object = `drpc/shop/${this.#name}`;
    const allow = [...gates.map(({ id }) => id), 'not-judged'].map((gate) => ({ gate, object }));
    const result = await planRepository(
      { config, topology, errors: [], allow, maxRisk: undefined, dryRun: 'all', now: 0, only: [object] },
      deps,
    );
    return { result, deps, close: clusters.close };
  }

  async #live(): Promise<Group> {
    return (await this.#liveOrUndefined()) ?? {};
  }

  async #liveOrUndefined(): Promise<Group | undefined> {
    const object = await this.#hub.get({
      apiVersion: 'ramendr.openshift.io/v1alpha1',
      kind: 'DRPlacementControl',
      namespace: 'shop',
      name: this.#name,
    });
    if (object === undefined) return undefined;
    const fields = ['action', 'failoverCluster', 'preferredCluster'].flatMap((key) => {
      const value = getAt(object, ['spec', key]);
      return typeof value === 'string' ? [[key, value] as const] : [];
    });
    return Object.fromEntries(fields);
  }
}

function same(a: Group, b: Group): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => a[key] === b[key]);
}
