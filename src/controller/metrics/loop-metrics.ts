import type { ApplyEvent } from '../../model/apply-event.ts';
import { type LiveObject, uidOf } from '../../model/live-object.ts';
import { keyOf, type ObjectRef, refId } from '../../model/object-ref.ts';
import { version } from '../../model/version.ts';
import { verdictsOf } from '../conditions.ts';
import type { PassResult } from '../pass.ts';
import { type MetricKey, metrics } from './definitions.ts';
import { type Family, renderOpenMetrics, type Sample } from './exposition.ts';
import { Counter, Histogram } from './instruments.ts';
import { type Samples, type SyncName, samplesOf } from './sync-samples.ts';

/** How much of the machine this process has taken so far. */
export interface ProcessUsage {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  /** Seconds since the epoch. */
  readonly startedAt: number;
  readonly node: string;
}

interface Known {
  readonly name: SyncName;
  samples: Samples;
  /** Status by type. */
  readonly conditions: Map<string, string>;
  isSuspended: boolean;
  lastReady?: number;
  observed?: number;
  /** When an object was first found held, by `refId`, in seconds. */
  held: ReadonlyMap<string, number>;
}

/** What the loop tells of itself. Series of a TopologySync go with it. */
export class LoopMetrics {
  readonly #usage: () => ProcessUsage;
  readonly #known = new Map<string, Known>();
  readonly #passes = new Counter(metrics.passes);
  readonly #passDuration = new Histogram(metrics.passDuration);
  readonly #applyDuration = new Histogram(metrics.applyDuration);
  readonly #webhooks = new Counter(metrics.webhooks);
  #isLeader = false;

  constructor(usage: () => ProcessUsage) {
    this.#usage = usage;
  }

  /** A process that stands by knows nothing of TopologySyncs: two voices would say two things. */
  lead(isLeader: boolean): void {
    this.#isLeader = isLeader;
    if (!isLeader) this.keep([]);
  }

  /** These are there; what is known of others is forgotten. */
  keep(objects: readonly LiveObject[]): void {
    const present = new Set(objects.map(uidOf));
    for (const uid of this.#known.keys()) if (!present.has(uid)) this.#known.delete(uid);
    const names = new Set([...this.#known.values()].map(({ name }) => `${name.namespace}/${name.name}`));
    const isGone = ([namespace, name]: readonly string[]): boolean => !names.has(`${namespace}/${name}`);
    this.#passes.forget(isGone);
    this.#passDuration.forget(isGone);
  }

  /** Times are milliseconds since the epoch. */
  passEnded(
    object: LiveObject,
    result: PassResult,
    at: { readonly started: number; readonly ended: number },
  ): void {
    if (result.kind === 'interrupted') return;
    const known = this.#learn(object, result, at.ended);
    const own = [known.name.namespace, known.name.name];
    const isReady = known.conditions.get('Ready') === 'True';
    this.#passes.add([...own, result.kind === 'done' ? (isReady ? 'ready' : 'not-ready') : result.kind]);
    if (result.kind !== 'suspended') this.#passDuration.observe(own, (at.ended - at.started) / 1000);
    // A look reads nothing of how far behind the copies are.
    if (result.kind === 'done') known.observed = at.ended / 1000;
  }

  /** What a look between passes found; it is no pass, and counts as none. */
  looked(object: LiveObject, result: PassResult, endedAt: number): void {
    this.#learn(object, result, endedAt);
  }

  #learn(object: LiveObject, result: PassResult, endedAt: number): Known {
    const known = this.#knownOf(object);
    for (const [type, verdict] of Object.entries(verdictsOf(result)))
      known.conditions.set(type, verdict.status);
    known.isSuspended = result.kind === 'suspended';
    if (result.kind !== 'suspended' && known.conditions.get('Ready') === 'True')
      known.lastReady = endedAt / 1000;
    if (result.kind !== 'done') return known;
    const held = new Map<string, number>();
    known.samples = samplesOf(known.name, result, (ref: ObjectRef) => {
      const since = known.held.get(refId(ref)) ?? endedAt / 1000;
      held.set(refId(ref), since);
      return since;
    });
    known.held = held;
    return known;
  }

  /** Watches one pass write: pairs each start with how it ended. */
  applyWatcher(): (event: ApplyEvent) => void {
    const started = new Map<string, number>();
    return ({ event, object, time }) => {
      const id = refId(object);
      if (event === 'started') started.set(id, Date.parse(time));
      if (event !== 'applied' && event !== 'failed') return;
      const since = started.get(id);
      started.delete(id);
      if (since === undefined) return;
      this.#applyDuration.observe([object.cluster, event], (Date.parse(time) - since) / 1000);
    };
  }

  webhook(result: string): void {
    this.#webhooks.add([result]);
  }

  render(): string {
    const usage = this.#usage();
    const one = (value: number): readonly Sample[] => [{ labels: [], value }];
    const known = [...this.#known.values()];
    const ofSyncs: Samples = {
      condition: known.flatMap(({ name, conditions }) => conditionSamples(name, conditions)),
      suspended: known.map(({ name, isSuspended }) => sampleOf(name, isSuspended ? 1 : 0)),
      observed: known.flatMap(({ name, observed }) =>
        observed === undefined ? [] : [sampleOf(name, observed)],
      ),
      lastReady: known.flatMap(({ name, lastReady }) =>
        lastReady === undefined ? [] : [sampleOf(name, lastReady)],
      ),
    };
    const ofProcess: Samples = {
      build: [{ labels: [version, usage.node], value: 1 }],
      leader: one(this.#isLeader ? 1 : 0),
      cpu: one(usage.cpuSeconds),
      memory: one(usage.residentBytes),
      started: one(usage.startedAt),
    };
    const counted: Partial<Record<MetricKey, Family>> = {
      passes: this.#passes.family(),
      passDuration: this.#passDuration.family(),
      applyDuration: this.#applyDuration.family(),
      webhooks: this.#webhooks.family(),
    };
    return renderOpenMetrics(
      metricKeys.map((key) => {
        const samples = [ofSyncs, ofProcess, ...known.map((each) => each.samples)].flatMap(
          (each) => each[key] ?? [],
        );
        return counted[key] ?? { definition: metrics[key], samples };
      }),
    );
  }

  #knownOf(object: LiveObject): Known {
    const uid = uidOf(object);
    const known = this.#known.get(uid);
    if (known !== undefined) return known;
    const { namespace = '', name } = keyOf(object);
    const fresh: Known = {
      name: { namespace, name },
      samples: {},
      conditions: new Map(),
      isSuspended: false,
      held: new Map(),
    };
    this.#known.set(uid, fresh);
    return fresh;
  }
}

const metricKeys = Object.keys(metrics) as readonly MetricKey[];
const statuses = ['true', 'false', 'unknown'] as const;

function conditionSamples({ namespace, name }: SyncName, conditions: Known['conditions']): readonly Sample[] {
  return [...conditions].flatMap(([type, status]) =>
    statuses.map((each) => ({
      labels: [namespace, name, type, each],
      value: status.toLowerCase() === each ? 1 : 0,
    })),
  );
}

function sampleOf({ namespace, name }: SyncName, value: number): Sample {
  return { labels: [namespace, name], value };
}
