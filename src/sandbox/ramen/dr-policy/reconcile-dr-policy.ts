import { getAt, getString, setAt } from '../../../model/field-path.ts';
import { isObject, type JsonObject, jsonEquals } from '../../../model/json.ts';
import { conditionOf, generationOf, isBeingDeleted } from '../../../model/live-object.ts';
import { timestamp, withConditions } from '../conditions.ts';
import { type RamenConfig, readRamenConfig } from '../config/ramen-config.ts';
import type { RamenContext } from '../context.ts';
import type { CheckFailure } from '../dr-cluster/s3-check.ts';
import { clusterIdOf } from '../managed-cluster.ts';
import {
  backupLabel,
  createdByRamen,
  listOf,
  nameOf,
  withFinalizer,
  withMetadata,
  withoutFinalizer,
} from '../metadata.ts';
import { classListsOf } from './class-lists.ts';
import { conflictOf, peersOf } from './conflicts.ts';
import { type PeerClasses, peerClassesOf } from './peer-classes.ts';
import { protectSecrets } from './secret-protection.ts';

const finalizer = 'drpolicies.ramendr.openshift.io/ramen';

/** One look at one DRPolicy, in Ramen's order. (Ramen: internal/controller/drpolicy_controller.go.) */
export function reconcileDrPolicy(context: RamenContext, name: string): void {
  const { hub } = context.world;
  const found = hub.get('DRPolicy', undefined, name);
  if (found === undefined) return;
  const config = readRamenConfig(hub);
  if (typeof config === 'string') {
    writeStatus(context, found, { reason: 'ConfigMapGetFailed', message: config });
    return;
  }
  ensureOpsNamespace(context, config);
  const details = detailsProblem(context);
  if (details !== undefined) {
    writeStatus(context, found, { reason: 'drClusterDetailsFailed', message: details });
    return;
  }
  if (isBeingDeleted(found)) {
    remove(context, config, found);
    return;
  }
  const problem = clustersProblem(context, found);
  if (problem !== undefined) {
    writeStatus(context, found, problem);
    return;
  }
  const policy = adopt(context, found);
  const peers = findPeers(context, policy);
  protectSecrets(hub, config);
  // Where a cluster does not answer, nothing is said about it: what was found before stays, and the policy is valid.
  const conflict = peers === undefined ? undefined : conflictOf(hub, policy, peers);
  const failure = conflict === undefined ? undefined : { reason: 'DRPolicyConflictFound', message: conflict };
  writeStatus(context, policy, failure, peers);
}

function remove(context: RamenContext, config: RamenConfig, policy: JsonObject): void {
  const { hub } = context.world;
  const used = hub
    .list('DRPlacementControl')
    .some((drpc) => getString(drpc, ['spec', 'drPolicyRef', 'name']) === nameOf(policy));
  if (used) return;
  protectSecrets(hub, config);
  hub.update(withoutFinalizer(policy, finalizer), 'manager');
}

function ensureOpsNamespace({ world }: RamenContext, config: RamenConfig): void {
  const name = getString(config.value, ['ramenOpsNamespace']) ?? '';
  if (name === '' || world.hub.get('Namespace', undefined, name) !== undefined) return;
  world.hub.create(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: createdByRamen } },
    'manager',
  );
}

/** One joined cluster without its claim stops every policy; a cluster that has not joined is passed over. */
function detailsProblem({ world }: RamenContext): string | undefined {
  const joined = world.hub.list('DRCluster').flatMap((drCluster) => {
    const managed = world.hub.get('ManagedCluster', undefined, nameOf(drCluster));
    if (managed === undefined || conditionOf(managed, 'ManagedClusterJoined')?.status !== 'True') return [];
    return [{ name: nameOf(drCluster), id: clusterIdOf(managed) }];
  });
  if (joined.length === 0) return 'no DRClusters found';
  const claimless = joined.find(({ id }) => id === undefined)?.name;
  if (claimless === undefined) return undefined;
  return `drclusters cluster ID (${claimless}): cluster (${claimless}) is missing cluster ID claim`;
}

/** One validated cluster of the two is enough. */
function clustersProblem({ world }: RamenContext, policy: JsonObject): CheckFailure | undefined {
  const names = listOf(policy, ['spec', 'drClusters']).map(String);
  if (names.length === 0) {
    return { reason: 'ValidationFailed', message: 'missing DRClusters list in policy' };
  }
  const text = `([${names.join(' ')}])`;
  const clusters = names.map((name) => world.hub.get('DRCluster', undefined, name)).filter(isObject);
  if (clusters.length < names.length) {
    return {
      reason: 'DRClusterNotFound',
      message: `failed to find DRClusters specified in policy ${text}`,
    };
  }
  if (!clusters.some((each) => conditionOf(each, 'Validated')?.status === 'True')) {
    return { reason: 'DRClustersUnavailable', message: `none of the DRClusters are validated ${text}` };
  }
  return undefined;
}

/** Ramen's own Update sends the Go type's empty selector along, and so writes a field of the spec. */
function adopt(context: RamenContext, policy: JsonObject): JsonObject {
  const marked = withMetadata(withFinalizer(policy, finalizer), 'labels', backupLabel);
  const selector = ['spec', 'volumeGroupSnapshotClassSelector'];
  const adopted = getAt(marked, selector) === undefined ? setAt(marked, selector, {}) : marked;
  return jsonEquals(adopted, policy) ? policy : context.world.hub.update(adopted, 'manager');
}

/** Those known keep their place, the new ones come last. Undefined where a cluster cannot be asked. */
function findPeers(context: RamenContext, policy: JsonObject): PeerClasses | undefined {
  const [one, other] = listOf(policy, ['spec', 'drClusters']).map((name) =>
    classListsOf(context, String(name)),
  );
  if (one === undefined || other === undefined) return undefined;
  const found = peerClassesOf(one, other, getString(policy, ['spec', 'schedulingInterval']) ?? '');
  return { async: inPlace(policy, 'async', found.async), sync: inPlace(policy, 'sync', found.sync) };
}

function inPlace(
  policy: JsonObject,
  mode: 'async' | 'sync',
  found: readonly JsonObject[],
): readonly JsonObject[] {
  const known = peersOf(policy, mode).map((each) => each.storageClassName);
  const place = ({ storageClassName }: JsonObject): number => {
    const index = known.indexOf(storageClassName);
    return index < 0 ? known.length : index;
  };
  return [...found].sort((a, b) => place(a) - place(b));
}

function writeStatus(
  context: RamenContext,
  policy: JsonObject,
  failure: CheckFailure | undefined,
  peers: PeerClasses = { async: peersOf(policy, 'async'), sync: peersOf(policy, 'sync') },
): void {
  const before = isObject(policy.status) ? policy.status : undefined;
  const validated =
    failure === undefined
      ? ({ status: 'True', reason: 'Succeeded', message: 'drpolicy validated' } as const)
      : ({ status: 'False', ...failure } as const);
  const status: JsonObject = {
    ...before,
    async: peers.async.length === 0 ? {} : { peerClasses: peers.async },
    sync: peers.sync.length === 0 ? {} : { peerClasses: peers.sync },
    conditions: withConditions(
      listOf(policy, ['status', 'conditions']),
      [{ type: 'Validated', ...validated }],
      generationOf(policy) ?? 0,
      timestamp(context.world.now()),
    ),
  };
  if (before !== undefined && jsonEquals(before, status)) return;
  context.world.hub.updateStatus('DRPolicy', undefined, nameOf(policy), status, 'manager');
}
