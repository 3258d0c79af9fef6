import { join } from 'node:path';
import { connectCluster } from '../cluster/connect.ts';
import { parseConfig } from '../config/parse-config.ts';
import { diskFileStore } from '../files/disk-file-store.ts';
import { folderInside } from '../files/folder-inside.ts';
import { sha256 } from '../files/sha256.ts';
import { gitRepository } from '../git/git-repository.ts';
import type { ApplyEvent } from '../model/apply-event.ts';
import type { ClusterAccess, Config } from '../model/config.ts';
import { ClusterError, UserError } from '../model/errors.ts';
import { getString } from '../model/field-path.ts';
import { type LiveObject, uidOf } from '../model/live-object.ts';
import { formatRef } from '../model/object-ref.ts';
import type { ConnectCluster } from '../operations/open-clusters.ts';
import { type SyncOutcome, syncRepository } from '../operations/sync.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Leave } from '../ports/leave.ts';
import type { FileStore } from '../ports/repository.ts';
import type { Log } from './log.ts';
import type { PassResult } from './pass.ts';
import { sortGrants } from './permissions.ts';
import { type ReadSecret, secretReader } from './secrets.ts';
import { readSource } from './source.ts';
import { isProblem, isSuspended, parseTopologySync, revisionOf, type SyncSpec } from './topology-sync.ts';
import { readWebhookKey } from './webhook/read-webhook-key.ts';

export interface ReconcileDeps {
  readonly hub: ClusterAccess;
  /** Where mirrors and checkouts live. */
  readonly dataFolder: string;
  readonly requestTimeoutMs: number;
  readonly strict: boolean;
  /** One line a request. */
  readonly verbose?: (line: string) => void;
  readonly clock: Clock;
  /** Told at each pass by what key the object may be woken; undefined: by none. */
  readonly webhookKey?: (object: LiveObject, key: string | undefined) => void;
  /** Made for each pass, and told everything that happens in it to an object. */
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

/** One pass over one TopologySync. Trouble of any kind is a result; what is thrown is a bug. */
export async function reconcile(
  object: LiveObject,
  deps: ReconcileDeps,
  pass: PassContext,
): Promise<PassResult> {
  if (isSuspended(object)) return { kind: 'suspended' };
  const spec = parseTopologySync(object);
  if (isProblem(spec)) return { kind: 'stalled', problem: spec };
  if (spec.ignored.length > 0) pass.log.info('not acted upon by this version', { fields: spec.ignored });
  let hub: Cluster | undefined;
  try {
    hub = await connectCluster({ name: 'hub', access: deps.hub, ...requestOptions(deps) });
    return await reconcileWith(hub, spec, object, deps, pass);
  } catch (error) {
    if (pass.signal.aborted) return { kind: 'interrupted' };
    if (!(error instanceof ClusterError) && !(error instanceof UserError)) throw error;
    return { kind: 'failed', problem: { reason: reasonOf(error), message: error.message } };
  } finally {
    hub?.close();
  }
}

function reasonOf(error: ClusterError | UserError): string {
  if (error instanceof UserError) return 'Failed';
  return error.reason === 'unreachable' ? 'HubNotReached' : 'HubRefused';
}

async function reconcileWith(
  hub: Cluster,
  spec: SyncSpec,
  object: LiveObject,
  deps: ReconcileDeps,
  pass: PassContext,
): Promise<PassResult> {
  const { uid } = await hub.identity();
  if (spec.hubId !== undefined && spec.hubId !== uid) {
    const message = `this hub is cluster ${uid}, but spec.hub.id expects ${spec.hubId}`;
    return { kind: 'stalled', problem: { reason: 'WrongHub', message } };
  }
  const readSecret = secretReader(hub, getString(object, ['metadata', 'namespace']) ?? '');
  deps.webhookKey?.(object, await readWebhookKey(spec, readSecret, pass.log));
  const source = await readSource({
    spec,
    folder: join(deps.dataFolder, uidOf(object)),
    readSecret,
    known: knownCommit(object, spec),
    signal: pass.signal,
  });
  if ('problem' in source) return { kind: source.stalled ? 'stalled' : 'failed', problem: source.problem };
  const revision = revisionOf(spec.ref, source.commit);
  pass.signal.throwIfAborted();
  const read = await readCheckout(source.folder, spec);
  if ('problem' in read)
    return { kind: 'failed', problem: { reason: 'InvalidRepository', message: read.problem }, revision };
  try {
    const sync = await syncCheckout(read, { spec, revision, hub, readSecret }, deps, pass);
    const { setback } = source;
    return {
      kind: 'done',
      mode: spec.mode,
      revision,
      sync,
      ...(setback === undefined ? {} : { setback }),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { kind: 'failed', problem: { reason: 'InvalidRepository', message: error.message }, revision };
  }
}

/** The commit that an earlier pass, or an earlier process, fetched of this very ref. */
function knownCommit(object: LiveObject, { ref }: SyncSpec): string | undefined {
  const revision = getString(object, ['status', 'lastAttemptedRevision']);
  const commit = /:([0-9a-f]{40,64})$/.exec(revision ?? '')?.[1];
  return commit !== undefined && revisionOf(ref, commit) === revision ? commit : undefined;
}

interface Checkout {
  readonly folder: string;
  readonly files: FileStore;
  readonly config: Config;
}

async function readCheckout(root: string, spec: SyncSpec): Promise<Checkout | { readonly problem: string }> {
  try {
    const folder = folderInside(root, spec.path);
    const files = diskFileStore(folder);
    return { folder, files, config: trustedConfig(await readConfig(files), spec) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { problem: error.message };
  }
}

const CONFIG_FILE = 'ramen-sync.yaml';

async function readConfig(files: FileStore): Promise<Config> {
  return parseConfig(await files.readFile(CONFIG_FILE), CONFIG_FILE);
}

/**
 * Whoever can push must not be able to widen what may be done: clusters, gates and permissions are those of the
 * TopologySync. The repository says where its files are, which rules count, and where this Ramen is installed.
 */
export function trustedConfig(fromRepository: Config, spec: SyncSpec): Config {
  const defaults = parseConfig(undefined, CONFIG_FILE);
  const { file, sources, rules, ramen } = fromRepository;
  return {
    ...(file === undefined ? {} : { file }),
    hub: spec.hubId === undefined ? {} : { id: spec.hubId },
    managedClusters: spec.managedClusters.map(({ name, id }) => ({
      name,
      ...(id === undefined ? {} : { id }),
    })),
    sources,
    rules,
    ramen,
    gates: defaults.gates,
    takeOver: spec.takeOver ?? defaults.takeOver,
  };
}

interface Around {
  readonly spec: SyncSpec;
  readonly revision: string;
  readonly hub: Cluster;
  readonly readSecret: ReadSecret;
}

function syncCheckout(
  checkout: Checkout,
  around: Around,
  deps: ReconcileDeps,
  pass: PassContext,
): Promise<SyncOutcome> {
  const { spec, revision } = around;
  const now = deps.clock.now();
  const grants = sortGrants(spec.allow, now);
  const watch = deps.applyWatcher?.();
  for (const { gate, object, until } of grants.unreadable) {
    pass.log.error('permission without a readable end does not count', { gate, object, until });
  }
  return syncRepository(
    {
      config: checkout.config,
      enforce: spec.mode === 'enforce',
      allow: grants.valid,
      maxRisk: spec.maxRisk,
      strict: deps.strict,
      now,
      signal: pass.signal,
      beforeWrites: () => pass.beforeWrites(revision),
      onEvent: (event) => {
        watch?.(event);
        logEvent(event, pass.log);
      },
    },
    {
      files: checkout.files,
      repository: gitRepository(checkout.folder),
      connect: connectFrom(around, deps),
      digest: sha256,
      clock: deps.clock,
    },
  );
}

/** A managed cluster's kubeconfig goes from its Secret into the client, never to the disk. */
function connectFrom({ spec, hub, readSecret }: Around, deps: ReconcileDeps): ConnectCluster {
  return async (name) => {
    if (name === 'hub') return hub;
    const cluster = spec.managedClusters.find((candidate) => candidate.name === name);
    if (cluster === undefined) throw new UserError(`cluster ${name} is not in spec.managedClusters`);
    const { secret } = cluster;
    const kubeconfigText = (await readSecret(secret.name))?.get(secret.key);
    if (kubeconfigText === undefined) {
      throw new UserError(`Secret ${secret.name} with key ${JSON.stringify(secret.key)} is not there`);
    }
    const access = { kubeconfigText, from: `Secret ${secret.name}, key ${JSON.stringify(secret.key)}` };
    return connectCluster({ name, access, ...requestOptions(deps) });
  };
}

function requestOptions({ requestTimeoutMs, verbose, leave }: ReconcileDeps) {
  return {
    requestTimeoutMs,
    ...(verbose === undefined ? {} : { verbose }),
    ...(leave === undefined ? {} : { leave }),
  };
}

const told: ReadonlySet<string> = new Set(['applied', 'removed', 'held', 'blocked', 'failed']);

function logEvent({ event, object, message }: ApplyEvent, log: Log): void {
  if (!told.has(event)) return;
  const line = { object: formatRef(object), ...(message === undefined ? {} : { why: message }) };
  if (event === 'failed') log.error('object failed', line);
  else log.info(`object ${event}`, line);
}
