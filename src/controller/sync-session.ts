import { join } from 'node:path';
import type { WatchState } from '../cluster/cluster-watches.ts';
import { Slots } from '../cluster/slots.ts';
import { sha256 } from '../files/sha256.ts';
import type { ApplyEvent } from '../model/apply-event.ts';
import type { ClusterAccess } from '../model/config.ts';
import { ClusterError, UserError } from '../model/errors.ts';
import { getString } from '../model/field-path.ts';
import { generationOf, type LiveObject, uidOf } from '../model/live-object.ts';
import { keyOf, refId } from '../model/object-ref.ts';
import type { OpenClusters } from '../operations/open-clusters.ts';
import { type SyncOutcome, type SyncRequest, syncRepository } from '../operations/sync.ts';
import { slim, unsettled, withLook } from '../operations/sync-picture.ts';
import { watchScopes } from '../operations/watch-scopes.ts';
import type { Clock } from '../ports/clock.ts';
import type { Leave } from '../ports/leave.ts';
import { adoptIncidents, whyByHand } from './adopt-incidents.ts';
import { Agenda } from './agenda.ts';
import { type Checkout, readCheckout } from './checkout.ts';
import type { ClusterPool } from './cluster-pool.ts';
import { type Adopt, IncidentDesk } from './incident-desk.ts';
import type { Watching } from './kept-clusters.ts';
import type { Log } from './log.ts';
import { logEvent } from './log-pass.ts';
import type { PassResult } from './pass.ts';
import { sortGrants } from './permissions.ts';
import { secretReader } from './secrets.ts';
import { type Kubeconfigs, readKubeconfigs, SessionClusters } from './session-clusters.ts';
import { openSource, readSource, type Setback, type Source } from './source.ts';
import { isProblem, isSuspended, parseTopologySync, revisionOf, type SyncSpec } from './topology-sync.ts';
import { readWebhookKey } from './webhook/read-webhook-key.ts';

export interface SessionDeps {
  readonly hub: ClusterAccess;
  /** Of all sessions of the process. */
  readonly pool: ClusterPool;
  /** Where mirrors and checkouts live. */
  readonly dataFolder: string;
  readonly requestTimeoutMs: number;
  readonly strict: boolean;
  /** One line a request. */
  readonly verbose?: (line: string) => void;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Told at each pass by what key the object may be woken; undefined: by none. */
  readonly webhookKey?: (object: LiveObject, key: string | undefined) => void;
  /** Made for each pass and look, and told everything that happens in it to an object. */
  readonly applyWatcher?: () => (event: ApplyEvent) => void;
  /** Asked before each write to any cluster. */
  readonly leave?: Leave;
}

export interface PassContext {
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Called with the revision before the first write. */
  readonly beforeWrites: (revision: string) => Promise<void>;
}

/** What is known between the passes over one TopologySync. */
interface Work {
  readonly spec: SyncSpec;
  readonly generation: number;
  readonly commit: string;
  readonly checkout: Checkout;
  readonly setback: Setback | undefined;
  readonly sync: LiveObject;
  /** Of everything, with what was looked at since. */
  readonly outcome: SyncOutcome;
}

type Usable = Exclude<Source, { readonly problem: unknown }>;

/**
 * The work on one TopologySync: passes over everything, and between them looks at what moved on the clusters. What is
 * thrown is a bug; trouble of any kind is a result.
 */
export class SyncSession {
  readonly #deps: SessionDeps;
  readonly #log: Log;
  /** There is something new to look at, or may be. */
  readonly #woken: () => void;
  readonly #clusters: SessionClusters;
  readonly #agenda: Agenda;
  readonly #desk: IncidentDesk;
  /** A pass and a look do not write side by side; fetching, which may hang, is done outside. */
  readonly #exclusive = new Slots(1);
  #work: Work | undefined;

  constructor(deps: SessionDeps, log: Log, woken: () => void) {
    this.#deps = deps;
    this.#log = log;
    this.#woken = woken;
    this.#desk = new IncidentDesk(log, deps.clock);
    this.#agenda = new Agenda({ now: deps.clock.now, random: deps.random });
    this.#clusters = new SessionClusters({
      ...deps,
      moved: (cluster, movement) => {
        this.#agenda.moved(cluster, movement);
        woken();
      },
      stateChanged: (cluster, state) => this.#stateChanged(cluster, state),
      troubleChanged: (scope, why) => {
        if (why === undefined) log.info('watched again', { scope });
        else log.error('cannot be watched, is looked at every interval instead', { scope, why });
        woken();
      },
      told: woken,
    });
  }

  /** Fetches, and looks at everything where anything may have changed unseen. */
  async pass(object: LiveObject, pass: PassContext): Promise<PassResult> {
    if (isSuspended(object)) {
      this.close();
      return { kind: 'suspended' };
    }
    const spec = parseTopologySync(object);
    if (isProblem(spec)) {
      this.close();
      return { kind: 'stalled', problem: spec };
    }
    return this.#guarded(pass, () => this.#fetchAndReconcile(spec, object, pass));
  }

  /** Something went that may have been removed through Git: nothing is made anew before Git is asked. */
  wantsPass(): boolean {
    return this.#work !== undefined && this.#agenda.wantsPass();
  }

  /** When `look` has something to do; undefined: nothing so far. */
  lookDueAt(object: LiveObject): number | undefined {
    return this.#workOn(object) === undefined ? undefined : this.#agenda.dueAt();
  }

  /** Looks at what moved; undefined where nothing did, or a pass is due anyway. */
  look(object: LiveObject, pass: PassContext): Promise<PassResult | undefined> {
    return this.#exclusive.run(async () => {
      const work = this.#workOn(object);
      if (work === undefined) return undefined;
      const turn = this.#agenda.take();
      if (turn === undefined) return undefined;
      const result = await this.#guarded(pass, () =>
        turn.isEverything ? this.#syncAll(work, pass) : this.#syncMore(work, turn.ids, pass),
      );
      if (result.kind === 'done') this.#agenda.looked();
      else this.#agenda.putOff(turn);
      return result;
    });
  }

  /** Of the hub: a managed cluster that is away is its own trouble. Undefined: there is nothing to watch. */
  watching(): Watching | undefined {
    return this.#clusters.watching('hub');
  }

  close(): void {
    this.#work = undefined;
    this.#clusters.close();
  }

  /** Undefined: a pass must come first. */
  #workOn(object: LiveObject): Work | undefined {
    const isCurrent = this.#work?.generation === generationOf(object) && !isSuspended(object);
    return isCurrent ? this.#work : undefined;
  }

  async #guarded(pass: PassContext, work: () => Promise<PassResult>): Promise<PassResult> {
    try {
      return await work();
    } catch (error) {
      if (pass.signal.aborted) return { kind: 'interrupted' };
      if (!(error instanceof ClusterError) && !(error instanceof UserError)) throw error;
      // Who is refused begins anew, with what credentials there are then.
      if (error instanceof UserError || refusals.has(error.reason)) this.#clusters.beginAnew();
      return { kind: 'failed', problem: { reason: reasonOf(error), message: error.message } };
    }
  }

  async #fetchAndReconcile(spec: SyncSpec, object: LiveObject, pass: PassContext): Promise<PassResult> {
    const hub = await this.#clusters.hub();
    const { uid } = await hub.identity();
    if (spec.hubId !== undefined && spec.hubId !== uid) {
      this.close();
      const message = `this hub is cluster ${uid}, but spec.hub.id expects ${spec.hubId}`;
      return { kind: 'stalled', problem: { reason: 'WrongHub', message } };
    }
    const readSecret = secretReader(hub, getString(object, ['metadata', 'namespace']) ?? '');
    this.#deps.webhookKey?.(object, await readWebhookKey(spec, readSecret, pass.log));
    const source = await readSource({
      spec,
      folder: join(this.#deps.dataFolder, uidOf(object)),
      readSecret,
      known: knownCommit(object, spec),
      signal: pass.signal,
    });
    if ('problem' in source) {
      this.#work = undefined;
      return { kind: source.stalled ? 'stalled' : 'failed', problem: source.problem };
    }
    pass.signal.throwIfAborted();
    const kubeconfigs = await readKubeconfigs(spec, readSecret);
    const generation = generationOf(object) ?? 0;
    const asked = { sync: object, spec, generation, source, kubeconfigs };
    return this.#exclusive.run(() => this.#reconcile(asked, pass));
  }

  async #reconcile(
    asked: {
      readonly sync: LiveObject;
      readonly spec: SyncSpec;
      readonly generation: number;
      readonly source: Usable;
      readonly kubeconfigs: Kubeconfigs;
    },
    pass: PassContext,
  ): Promise<PassResult> {
    const { sync, spec, generation, source, kubeconfigs } = asked;
    const { setback, commit } = source;
    const known = this.#work;
    const isKnown =
      known?.commit === commit && known.generation === generation && this.#isAllTold(kubeconfigs);
    if (known !== undefined && isKnown && !hasRemovals(known.checkout)) {
      const work = { ...known, setback };
      this.#work = work;
      return this.#syncMore(work, this.#agenda.takeAll(), pass, true);
    }
    this.#work = undefined;
    const revision = revisionOf(spec.ref, commit);
    const problem = (reason: string, message: string): PassResult => ({
      kind: 'failed',
      problem: { reason, message },
      revision,
    });
    const checkedOut = await source.checkOut();
    if ('problem' in checkedOut) return problem(checkedOut.problem.reason, checkedOut.problem.message);
    let checkout: Checkout;
    try {
      checkout = await readCheckout(checkedOut.folder, spec, this.#deps.clock.now());
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return problem('InvalidRepository', error.message);
    }
    this.#clusters.use(kubeconfigs);
    const before = { sync, spec, generation, commit, checkout, setback };
    try {
      return await this.#syncAll(before, pass);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return problem('InvalidRepository', error.message);
    }
  }

  /** Whatever may have changed was told. */
  #isAllTold(kubeconfigs: Kubeconfigs): boolean {
    return this.#clusters.areUsed(kubeconfigs) && !this.#agenda.wantsEverything() && this.#clusters.isWhole();
  }

  async #syncAll(work: Omit<Work, 'outcome'>, pass: PassContext): Promise<PassResult> {
    const { spec, checkout } = work;
    const { topology } = checkout.linted;
    this.#agenda.declare(topology.byRef);
    const clusters = await this.#clusters.openAll(spec, checkout.config);
    this.#clusters.follow(watchScopes(topology));
    // Watches first: what moves while it is read is then looked at again.
    await this.#clusters.settled(pass.signal);
    pass.signal.throwIfAborted();
    this.#agenda.clear();
    const { outcome, writes } = await this.#sync(work, { withProtections: true }, clusters, pass);
    return this.#keep({ ...work, outcome: slim(outcome) }, writes, clusters, pass);
  }

  async #syncMore(
    work: Work,
    ids: ReadonlySet<string>,
    pass: PassContext,
    withProtections = false,
  ): Promise<PassResult> {
    const present = new Set([...ids].filter((id) => this.#agenda.isDeclared(id)));
    const clusters = await this.#clusters.openAll(work.spec, work.checkout.config);
    const { outcome, writes } = await this.#sync(work, { select: present, withProtections }, clusters, pass);
    const whole = withLook(work.outcome, slim(outcome), present);
    return this.#keep({ ...work, outcome: whole }, writes, clusters, pass);
  }

  #keep(work: Work, writes: number, clusters: OpenClusters, pass: PassContext): PassResult {
    this.#work = work;
    this.#agenda.settle(unsettled(work.outcome));
    this.#tellIncidents(work, clusters, pass);
    return this.#done(work, writes);
  }

  #tellIncidents(work: Work, clusters: OpenClusters, { signal }: PassContext): void {
    const hub = clusters.find('hub');
    if (hub === undefined) return;
    const { sync, spec, commit, checkout } = work;
    const { adoptInto: branch, path } = spec;
    const { namespace = '', name } = keyOf(sync);
    const adopt: Adopt = async (incidents) => {
      const mirror = await openSource({
        spec,
        folder: join(this.#deps.dataFolder, uidOf(sync)),
        readSecret: secretReader(hub, namespace),
      });
      if ('problem' in mirror) throw new UserError(mirror.problem.message);
      const found = { mirror, branch: branch ?? '', commit, checkout, path, sync: `${namespace}/${name}` };
      return adoptIncidents(incidents, { ...found, find: clusters.find, signal });
    };
    this.#desk.tell(work.outcome.plan.changes, {
      sync,
      hub,
      ...(branch === undefined ? {} : { adopt }),
      whyByHand: (incident) => whyByHand(incident, checkout),
    });
  }

  #done({ spec, commit, outcome, setback }: Work, writes: number): PassResult {
    const revision = revisionOf(spec.ref, commit);
    const told = { kind: 'done', mode: spec.mode, revision, sync: outcome, writes } as const;
    return setback === undefined ? told : { ...told, setback };
  }

  async #sync(
    { spec, commit, checkout }: Omit<Work, 'outcome'>,
    extent: Pick<SyncRequest, 'select' | 'withProtections'>,
    clusters: OpenClusters,
    pass: PassContext,
  ): Promise<{ readonly outcome: SyncOutcome; readonly writes: number }> {
    const { clock, strict } = this.#deps;
    const now = clock.now();
    const grants = sortGrants(spec.allow, now);
    for (const { gate, object, until } of grants.unreadable) {
      pass.log.error('permission without a readable end does not count', { gate, object, until });
    }
    let writes = 0;
    const watcher = this.#deps.applyWatcher?.();
    const outcome = await syncRepository(
      {
        config: checkout.config,
        linted: checkout.linted,
        ...extent,
        enforce: spec.mode === 'enforce',
        allow: grants.valid,
        maxRisk: spec.maxRisk,
        strict,
        now,
        signal: pass.signal,
        beforeWrites: () => pass.beforeWrites(revisionOf(spec.ref, commit)),
        onEvent: (event) => {
          watcher?.(event);
          logEvent(event, pass.log);
          if (event.event !== 'applied') return;
          writes += 1;
          this.#agenda.wrote(refId(event.object));
        },
      },
      { clusters, repository: checkout.repository, digest: sha256, clock },
    );
    return { outcome, writes };
  }

  #stateChanged(cluster: string, { state, lastError }: WatchState): void {
    if (state === 'reachable') this.#log.info('cluster answers', { cluster });
    else this.#log.error('cluster does not answer', { cluster, why: lastError ?? '' });
    if (cluster !== 'hub') this.#agenda.clusterMoved(cluster);
    this.#woken();
  }
}

const refusals: ReadonlySet<string> = new Set(['unauthorized', 'forbidden']);

function hasRemovals({ linted }: Checkout): boolean {
  return linted.topology.manifests.some(({ key }) => key.kind === 'Removal');
}

function reasonOf(error: ClusterError | UserError): string {
  if (error instanceof UserError) return 'Failed';
  return error.reason === 'unreachable' ? 'HubNotReached' : 'HubRefused';
}

/** The commit that an earlier pass, or an earlier process, fetched of this very ref. */
function knownCommit(object: LiveObject, { ref }: SyncSpec): string | undefined {
  const revision = getString(object, ['status', 'lastAttemptedRevision']);
  const commit = /:([0-9a-f]{40,64})$/.exec(revision ?? '')?.[1];
  return commit !== undefined && revisionOf(ref, commit) === revision ? commit : undefined;
}
