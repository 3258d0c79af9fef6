import { join } from 'node:path';
import type { WatchState } from '../cluster/cluster-watches.ts';
import { connectCluster } from '../cluster/connect.ts';
import type { Movement } from '../cluster/followed-collection.ts';
import { Slots } from '../cluster/slots.ts';
import { sha256 } from '../files/sha256.ts';
import type { ApplyEvent } from '../model/apply-event.ts';
import { backOffMs } from '../model/back-off.ts';
import type { ClusterAccess } from '../model/config.ts';
import { ClusterError, UserError } from '../model/errors.ts';
import { getString } from '../model/field-path.ts';
import { generationOf, type LiveObject, uidOf } from '../model/live-object.ts';
import { formatRef, keyOf, refId } from '../model/object-ref.ts';
import { type ConnectCluster, type OpenClusters, openClusters } from '../operations/open-clusters.ts';
import { type SyncOutcome, type SyncRequest, syncRepository } from '../operations/sync.ts';
import { slim, unsettled, withLook } from '../operations/sync-picture.ts';
import { watchScopes } from '../operations/watch-scopes.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Leave } from '../ports/leave.ts';
import { adoptIncidents } from './adopt-incidents.ts';
import { type Checkout, readCheckout } from './checkout.ts';
import { type Adopt, IncidentDesk } from './incident-desk.ts';
import { KeptClusters, type Watching } from './kept-clusters.ts';
import type { Log } from './log.ts';
import { LookList } from './look-list.ts';
import type { Mark } from './marks.ts';
import type { PassResult } from './pass.ts';
import { sortGrants } from './permissions.ts';
import { type ReadSecret, secretReader } from './secrets.ts';
import { openSource, readSource, type Setback, type Source } from './source.ts';
import { isProblem, isSuspended, parseTopologySync, revisionOf, type SyncSpec } from './topology-sync.ts';
import { readWebhookKey } from './webhook/read-webhook-key.ts';

export interface SessionDeps {
  readonly hub: ClusterAccess;
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

type Kubeconfigs = ReadonlyMap<string, string | UserError>;

type Usable = Exclude<Source, { readonly problem: unknown }>;

/** A DR object that Git does not have came or went: everything is looked at, but not for each of many. */
const STRANGER_MS = 10_000;
const AROUND_MS = 1_000;
const AFTER_FAILED_LOOKS = { firstMs: 2_000, longestMs: 60_000 };

/**
 * The work on one TopologySync: passes over everything, and between them looks at what moved on the clusters. What is
 * thrown is a bug; trouble of any kind is a result.
 */
export class SyncSession {
  readonly #deps: SessionDeps;
  readonly #log: Log;
  /** There is something new to look at, or may be. */
  readonly #woken: () => void;
  readonly #clusters: KeptClusters;
  readonly #looks = new LookList();
  readonly #desk: IncidentDesk;
  /** A pass and a look do not write side by side; fetching, which may hang, is done outside. */
  readonly #exclusive = new Slots(1);
  /** Kubeconfigs by managed cluster, as the last pass read them, or why there is none. */
  #kubeconfigs: Kubeconfigs = new Map();
  #work: Work | undefined;
  #unsettled: ReadonlySet<string> = new Set();
  /** Declared by the commit that is worked on, and gone since: a newer commit may say why. */
  readonly #vanished = new Set<string>();
  /** What watches tell of: the objects of the commit that is worked on, by `refId`. */
  #objects: Pick<ReadonlyMap<string, unknown>, 'has' | 'keys'> = new Map();
  #everythingAt: number | undefined;
  #isReportStale = false;
  #failedLooks = 0;
  /** Before this, nobody has to be told again that something around them moved. */
  #aroundAt = 0;

  constructor(deps: SessionDeps, log: Log, woken: () => void) {
    this.#deps = deps;
    this.#log = log;
    this.#woken = woken;
    this.#desk = new IncidentDesk(log, deps.clock);
    this.#clusters = new KeptClusters({
      ...deps,
      digest: sha256,
      isHubAskedAnyway: deps.leave !== undefined,
      moved: (cluster, movement) => this.#moved(cluster, movement),
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
    return this.#work !== undefined && this.#vanished.size > 0;
  }

  /** When `look` has something to do; undefined: nothing so far. */
  lookDueAt(): number | undefined {
    if (this.#work === undefined) return undefined;
    const everythingAt = this.#vanished.size === 0 ? this.#everythingAt : undefined;
    const dues = [this.#looks.dueAt(), everythingAt, this.#isReportStale ? 0 : undefined];
    const known = dues.filter((due) => due !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  /** Looks at what moved; undefined where nothing did, or a pass is due anyway. */
  look(object: LiveObject, pass: PassContext): Promise<PassResult | undefined> {
    return this.#exclusive.run(async () => {
      const work = this.#work;
      const now = this.#deps.clock.now();
      if (work === undefined || work.generation !== generationOf(object) || isSuspended(object))
        return undefined;
      const isEverything = this.#everythingAt !== undefined && now >= this.#everythingAt && !this.wantsPass();
      const ids = new Set([...this.#looks.take(now)].filter((id) => !this.#vanished.has(id)));
      if (ids.size === 0 && !isEverything && !this.#isReportStale) return undefined;
      const result = await this.#guarded(pass, () =>
        this.#syncMore(work, isEverything ? undefined : ids, pass),
      );
      if (result.kind === 'done') this.#failedLooks = 0;
      else this.#putOff(ids, now);
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

  #putOff(ids: ReadonlySet<string>, now: number): void {
    this.#failedLooks += 1;
    this.#looks.putOff(ids, now + backOffMs(AFTER_FAILED_LOOKS, this.#failedLooks, this.#deps.random()));
    this.#isReportStale = false;
  }

  async #guarded(pass: PassContext, work: () => Promise<PassResult>): Promise<PassResult> {
    try {
      return await work();
    } catch (error) {
      if (pass.signal.aborted) return { kind: 'interrupted' };
      if (!(error instanceof ClusterError) && !(error instanceof UserError)) throw error;
      // Who is refused begins anew, with what credentials there are then.
      if (error instanceof UserError || refusals.has(error.reason)) this.#clusters.close();
      return { kind: 'failed', problem: { reason: reasonOf(error), message: error.message } };
    }
  }

  async #fetchAndReconcile(spec: SyncSpec, object: LiveObject, pass: PassContext): Promise<PassResult> {
    const hub = await this.#openHub();
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
    const isKnown = known?.commit === commit && known.generation === generation && this.#isAll(kubeconfigs);
    if (known !== undefined && isKnown && !hasRemovals(known.checkout)) {
      const work = { ...known, setback };
      this.#work = work;
      const moved = this.#looks.take(this.#deps.clock.now());
      const ids = new Set([...this.#unsettled, ...this.#vanished, ...moved]);
      this.#vanished.clear();
      return this.#syncMore(work, ids, pass, true);
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
    this.#kubeconfigs = kubeconfigs;
    const before = { sync, spec, generation, commit, checkout, setback };
    try {
      return await this.#syncAll(before, pass);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return problem('InvalidRepository', error.message);
    }
  }

  /** Whatever may have changed was told. */
  #isAll(kubeconfigs: Kubeconfigs): boolean {
    const isSame = [...kubeconfigs].every(([name, text]) => this.#kubeconfigs.get(name) === text);
    return isSame && this.#everythingAt === undefined && this.#clusters.isWhole();
  }

  async #syncAll(work: Omit<Work, 'outcome'>, pass: PassContext): Promise<PassResult> {
    const { topology } = work.checkout.linted;
    this.#objects = topology.byRef;
    const clusters = await this.#openClusters(work);
    this.#clusters.follow(watchScopes(topology));
    // Watches first: what moves while it is read is then looked at again.
    await this.#clusters.settled(pass.signal);
    pass.signal.throwIfAborted();
    this.#looks.clear();
    this.#vanished.clear();
    this.#everythingAt = undefined;
    this.#isReportStale = false;
    const { outcome, writes } = await this.#sync(work, { withProtections: true }, clusters, pass);
    return this.#keep({ ...work, outcome: slim(outcome) }, writes, clusters, pass);
  }

  async #syncMore(
    work: Work,
    ids: ReadonlySet<string> | undefined,
    pass: PassContext,
    withProtections = false,
  ): Promise<PassResult> {
    if (ids === undefined) return this.#syncAll(work, pass);
    this.#isReportStale = false;
    const present = new Set([...ids].filter((id) => this.#objects.has(id)));
    const clusters = await this.#openClusters(work);
    const { outcome, writes } = await this.#sync(work, { select: present, withProtections }, clusters, pass);
    const whole = withLook(work.outcome, slim(outcome), present);
    return this.#keep({ ...work, outcome: whole }, writes, clusters, pass);
  }

  #keep(work: Work, writes: number, clusters: OpenClusters, pass: PassContext): PassResult {
    this.#work = work;
    this.#unsettled = unsettled(work.outcome);
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
          this.#looks.wrote(refId(event.object), clock.now());
        },
      },
      { clusters, repository: checkout.repository, digest: sha256, clock },
    );
    return { outcome, writes };
  }

  async #openHub(): Promise<Cluster> {
    const access = this.#deps.hub;
    return this.#clusters.open('hub', JSON.stringify(access), () =>
      connectCluster({ name: 'hub', access, ...this.#requestOptions() }),
    );
  }

  /** Connections outlive the look, so nobody closes what this opens. */
  #openClusters({ spec, checkout }: Omit<Work, 'outcome'>): Promise<OpenClusters> {
    const wanted = new Set(['hub', ...spec.managedClusters.map(({ name }) => name)]);
    for (const name of this.#clusters.names()) if (!wanted.has(name)) this.#clusters.drop(name);
    return openClusters(checkout.config, this.#connect(spec), this.#deps.clock);
  }

  /** A managed cluster's kubeconfig goes from its Secret into the client, never to the disk. */
  #connect(spec: SyncSpec): ConnectCluster {
    return async (name) => {
      const lost = this.#clusters.whyLost(name);
      if (lost !== undefined) throw new ClusterError(lost, { reason: 'unreachable' });
      if (name === 'hub') return this.#openHub();
      const kubeconfigText = this.#kubeconfigs.get(name);
      if (kubeconfigText === undefined || typeof kubeconfigText !== 'string') {
        throw kubeconfigText ?? new UserError(`cluster ${name} is not in spec.managedClusters`);
      }
      const secret = spec.managedClusters.find((candidate) => candidate.name === name)?.secret;
      const from = `Secret ${secret?.name ?? ''}, key ${JSON.stringify(secret?.key ?? '')}`;
      return this.#clusters.open(name, kubeconfigText, () =>
        connectCluster({ name, access: { kubeconfigText, from }, ...this.#requestOptions() }),
      );
    };
  }

  #requestOptions() {
    const { requestTimeoutMs, verbose, leave } = this.#deps;
    return {
      requestTimeoutMs,
      ...(verbose === undefined ? {} : { verbose }),
      ...(leave === undefined ? {} : { leave }),
    };
  }

  #moved(cluster: string, { id, before, after }: Movement<Mark>): void {
    const now = this.#deps.clock.now();
    const ref = `${cluster}:${id}`;
    const isDeclared = before?.declared !== after?.declared;
    if (this.#objects.has(ref)) {
      if (after === undefined) this.#vanished.add(ref);
      else if (this.#vanished.delete(ref) || isDeclared) this.#looks.add(ref, now);
    } else if (cluster === 'hub' && isStrange.test(id) && (before === undefined || after === undefined)) {
      this.#everythingAt ??= now + STRANGER_MS;
    }
    if (now >= this.#aroundAt) {
      this.#aroundAt = now + AROUND_MS;
      for (const waiting of this.#unsettled) this.#looks.addLater(waiting, now);
    }
    this.#woken();
  }

  #stateChanged(cluster: string, { state, lastError }: WatchState): void {
    if (state === 'reachable') this.#log.info('cluster answers', { cluster });
    else this.#log.error('cluster does not answer', { cluster, why: lastError ?? '' });
    if (cluster !== 'hub') {
      const now = this.#deps.clock.now();
      for (const id of this.#objects.keys()) if (id.startsWith(`${cluster}:`)) this.#looks.add(id, now);
      this.#isReportStale = true;
    }
    this.#woken();
  }
}

const refusals: ReadonlySet<string> = new Set(['unauthorized', 'forbidden']);

/** Kinds of which a plan names those that Git does not have. */
const isStrange = /^ramendr\.openshift\.io\/(?:DRPlacementControl|DRPolicy|DRCluster)\//;

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

async function readKubeconfigs({ managedClusters }: SyncSpec, readSecret: ReadSecret): Promise<Kubeconfigs> {
  const found = await Promise.all(
    managedClusters.map(async ({ name, secret }): Promise<readonly [string, string | UserError]> => {
      const text = (await readSecret(secret.name))?.get(secret.key);
      const missing = `Secret ${secret.name} with key ${JSON.stringify(secret.key)} is not there`;
      return [name, text ?? new UserError(missing)];
    }),
  );
  return new Map(found);
}

const told: ReadonlySet<string> = new Set(['applied', 'removed', 'held', 'blocked', 'failed']);

function logEvent({ event, object, message }: ApplyEvent, log: Log): void {
  if (!told.has(event)) return;
  const line = { object: formatRef(object), ...(message === undefined ? {} : { why: message }) };
  if (event === 'failed') log.error('object failed', line);
  else log.info(`object ${event}`, line);
}
