import { createHash } from 'node:crypto';
import { systemClock } from '../../src/cluster/system-clock.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import type { ApplyEvent } from '../../src/model/apply-event.ts';
import type { Change, Risk } from '../../src/model/plan.ts';
import { applyOutcome } from '../../src/operations/apply.ts';
import { openClusters } from '../../src/operations/open-clusters.ts';
import { planRepository } from '../../src/operations/plan.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import type { Repository } from '../../src/ports/repository.ts';
import { buildTopology } from '../../src/topology/build-topology.ts';
import { parseFile } from '../../src/yaml/parse-file.ts';
import { bindCluster } from './bind-cluster.ts';

export interface SyncOptions {
  /** What others do, one each before a patch of ours arrives. */
  readonly meanwhile?: readonly (() => Promise<void>)[];
  readonly maxRisk?: Risk;
  /** The ceiling where it is judged again. */
  readonly laterMaxRisk?: Risk;
}

export interface Synced {
  readonly change: Change;
  readonly events: readonly string[];
  /** Paths that the plan would write. */
  readonly written: readonly string[];
}

/** A history of commits of one file, and syncs of one object in it with a live hub: no lint, no disk. */
export class SyncStage {
  readonly #hub: Cluster;
  readonly #commits: string[] = [];

  constructor(hub: Cluster) {
    this.#hub = hub;
  }

  readonly commitFile = (text: string): void => {
    this.#commits.push(text);
  };

  /** One pass of plan and apply at the last commit, of the object of that name. */
  readonly syncObject = async (kind: string, name: string, options: SyncOptions = {}): Promise<Synced> => {
    const settings = parseConfig(undefined, 'ramen-sync.yaml');
    const text = this.#commits.at(-1) ?? '';
    const topology = buildTopology(parseFile({ path: 'config.yaml', text }).manifests, settings);
    const meanwhile = [...(options.meanwhile ?? [])];
    const hub: Cluster = {
      ...bindCluster(this.#hub),
      close: () => undefined,
      patchJson: async (...args) => {
        await meanwhile.shift()?.();
        return this.#hub.patchJson(...args);
      },
    };
    const clusters = await openClusters(settings, async () => hub, systemClock);
    const deps = { clusters, repository: this.#repository(), digest, clock: systemClock };
    const request = {
      config: settings,
      topology,
      errors: [],
      allow: [],
      dryRun: 'all' as const,
      now: 0,
      only: [],
    };
    const outcome = await planRepository({ ...request, maxRisk: options.maxRisk }, deps);
    const planned = outcome.result.changes.find(
      ({ change: { object } }) => object.kind === kind && object.name === name,
    );
    if (planned === undefined) throw new Error('nothing is planned');
    const later = await planRepository(
      { ...request, maxRisk: options.laterMaxRisk ?? options.maxRisk },
      deps,
    );
    const events: ApplyEvent[] = [];
    const wait = { wait: { enabled: true, timeoutMs: 5000 }, signal: new AbortController().signal };
    const only = { ...outcome.result, changes: [planned] };
    const carried = { ...outcome, result: only, planAgain: later.planAgain };
    for await (const event of applyOutcome(carried, wait, deps)) events.push(event);
    const isWritten = planned.write !== undefined;
    return {
      change: planned.change,
      events: events.map(({ event }) => event),
      written: planned.change.fields.filter(({ blocked }) => isWritten && !blocked).map(({ path }) => path),
    };
  };

  #repository(): Repository {
    const last = this.#commits.length - 1;
    return {
      revision: async () => ({ commit: `c${last}`, dirty: false, changed: new Set() }),
      isAncestor: async () => ({ known: true, ancestor: true }),
      fileAt: async (commit) => this.#commits[Number(commit.slice(1))],
      filesTouched: async () => new Set(),
      commitsTouching: async () => [],
      blobIds: () => ({}),
    };
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
