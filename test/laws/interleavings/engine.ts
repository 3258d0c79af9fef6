import { createHash } from 'node:crypto';
import { RestCluster } from '../../../src/cluster/rest-cluster.ts';
import { systemClock } from '../../../src/cluster/system-clock.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';
import type { ApplyEvent } from '../../../src/model/apply-event.ts';
import { ClusterError } from '../../../src/model/errors.ts';
import type { Change } from '../../../src/model/plan.ts';
import { applyOutcome } from '../../../src/operations/apply.ts';
import { openClusters } from '../../../src/operations/open-clusters.ts';
import { type PlanOutcome, planRepository } from '../../../src/operations/plan.ts';
import type { Permission, PlannerDeps } from '../../../src/operations/planner.ts';
import { gates } from '../../../src/plan/gates/registry.ts';
import type { Cluster } from '../../../src/ports/cluster.ts';
import type { Repository } from '../../../src/ports/repository.ts';
import { buildTopology } from '../../../src/topology/build-topology.ts';
import { parseFile } from '../../../src/yaml/parse-file.ts';
import type { Checkout } from './history.ts';
import type { HubAnswer, HubRequest } from './hub.ts';
import { filesOf, textOf } from './manifests.ts';
import { SeamExchange } from './seam-exchange.ts';
import { subjects } from './subjects.ts';

/** What happens to a request: it goes through, its answer is lost, or the engine is dead from here on. */
export type Fate = 'goes' | 'is-lost' | 'dies';

export interface PassOptions {
  readonly checkout: Checkout;
  /** Every gate is allowed, so that the comparison stands alone. */
  readonly open: boolean;
  /** `override-live` for `word@generation`. */
  readonly permission?: string;
  /** Called before each request to the hub. */
  readonly before?: (request: HubRequest) => Promise<Fate>;
}

/** One plan of an engine, and what it carries out of it. */
export interface Pass extends PassOptions {
  readonly engine: string;
  /** The plan as it was shown; undefined until it is made. */
  changes?: readonly Change[];
}

export interface Prepared {
  readonly pass: Pass;
  readonly outcome: PlanOutcome;
  readonly deps: PlannerDeps;
}

type Send = (pass: Pass, request: HubRequest) => Promise<HubAnswer>;

const config = parseConfig(undefined, 'ramen-sync.yaml');

/** The CLI, or the loop: plans a checkout and applies the plan, through the operations that both share. */
export class Engine {
  readonly name: string;
  readonly #cluster: Cluster;
  readonly #repositoryOf: (checkout: Checkout) => Repository;
  #pass: Pass | undefined;

  constructor(name: string, send: Send, repositoryOf: (checkout: Checkout) => Repository) {
    this.name = name;
    this.#repositoryOf = repositoryOf;
    const exchange = new SeamExchange((request) => this.#through(request, send));
    this.#cluster = new RestCluster('hub', exchange, systemClock);
  }

  async plan(options: PassOptions): Promise<Prepared> {
    const pass: Pass = { ...options, engine: this.name };
    this.#pass = pass;
    const topology = buildTopology(manifestsOf(pass.checkout), config);
    const deps: PlannerDeps = {
      clusters: await openClusters(config, async () => this.#cluster, systemClock),
      repository: this.#repositoryOf(pass.checkout),
      digest: (text) => createHash('sha256').update(text).digest('hex'),
      clock: systemClock,
    };
    const outcome = await planRepository(
      {
        config,
        topology,
        errors: [],
        allow: permissionsOf(pass),
        maxRisk: undefined,
        dryRun: this.name === 'loop' ? 'updates' : 'all',
        now: 0,
        only: [],
      },
      deps,
    );
    pass.changes = outcome.result.changes.map(({ change }) => change);
    return { pass, outcome, deps };
  }

  async carryOut({ pass, outcome, deps }: Prepared): Promise<readonly ApplyEvent[]> {
    this.#pass = pass;
    const options = { wait: { enabled: false, timeoutMs: 0 }, signal: new AbortController().signal };
    const events: ApplyEvent[] = [];
    for await (const event of applyOutcome(outcome, options, deps)) events.push(event);
    return events;
  }

  async #through(request: HubRequest, send: Send): Promise<HubAnswer> {
    const pass = this.#pass;
    if (pass === undefined) throw new Error('no pass is under way');
    const fate = (await pass.before?.(request)) ?? 'goes';
    if (fate !== 'dies') {
      const answer = await send(pass, request);
      if (fate === 'goes') return answer;
    }
    throw new ClusterError('the connection broke', { reason: 'unreachable' });
  }
}

function manifestsOf({ docs }: Checkout) {
  return filesOf(docs).flatMap((path) => parseFile({ path, text: textOf(path, docs) }).manifests);
}

function permissionsOf({ open, permission }: Pass): readonly Permission[] {
  const gatesOpen = open ? [...gates.map(({ id }) => id), 'not-judged', 'manager'] : [];
  return [
    ...gatesOpen.flatMap((gate) => Object.values(subjects).map(({ word }) => ({ gate, object: word }))),
    ...(permission === undefined ? [] : [{ gate: 'override-live', object: permission }]),
  ];
}
