import { expect, it } from 'vitest';
import { getAt, getString, setAt } from '../../../src/model/field-path.ts';
import { isArray, type Json, type JsonObject } from '../../../src/model/json.ts';
import { type LiveObject, uidOf } from '../../../src/model/live-object.ts';
import { rewriteConfig } from '../../../src/sandbox/ramen/config/rewrite-config.ts';
import { kubectlCreate, patchAs, pathOf, statusAs } from './makers.ts';
import { drpc, namespace, onCluster, placement } from './objects.ts';
import type { Apis, PlanOptions, Room, Rooms } from './room.ts';

/** What a controller writes on an object that Git declares, and that must never look like drift. */
interface DriftCase {
  readonly name: string;
  readonly on?: keyof Apis;
  readonly git: JsonObject;
  readonly options?: PlanOptions;
  /** What must be there before it can be applied. */
  readonly needs?: readonly JsonObject[];
  readonly wrote: (room: Room, object: JsonObject) => Promise<void>;
  /** Dry runs that cannot be avoided: the API fills defaults into whole lists, which only the server knows. */
  readonly asks?: number;
}

const backup = { 'cluster.open-cluster-management.io/backup': 'ramen' };
const ramen = 'drplacementcontrol.ramendr.openshift.io';
const finalizer = 'drpc.ramendr.openshift.io/finalizer';

const notes = {
  [`${ramen}/app-namespace`]: 'shop',
  [`${ramen}/last-app-deployment-cluster`]: 'dr1',
  [`${ramen}/last-action`]: 'Failover',
  [`${ramen}/dr-action-count`]: '3',
  [`${ramen}/test-failover-dryrun`]: 'false',
};

/** Ramen's own update: the whole object, as its Go types write it, under the name of its binary. */
async function updated(
  room: Room,
  object: JsonObject,
  change: (live: LiveObject) => JsonObject,
): Promise<void> {
  const live = await room.live(object);
  await room.send('PUT', `${pathOf(object)}?fieldManager=manager`, change(live));
}

function merged(object: JsonObject, key: 'labels' | 'annotations', more: JsonObject): JsonObject {
  const path = ['metadata', key];
  return setAt(object, path, { ...Object(getAt(object, path)), ...more });
}

function finalized(object: JsonObject, ...names: readonly string[]): JsonObject {
  const path = ['metadata', 'finalizers'];
  const present = getAt(object, path);
  return setAt(object, path, [...(isArray(present) ? present : []), ...names]);
}

function condition(type: string): JsonObject {
  return {
    type,
    status: 'True',
    reason: 'Success',
    message: '',
    lastTransitionTime: '2026-11-21T10:00:00Z',
    observedGeneration: 1,
  };
}

function policy(name: string, more: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'ramendr.openshift.io/v1alpha1',
    kind: 'DRPolicy',
    metadata: { name },
    spec: { drClusters: ['dr1', 'dr2'], schedulingInterval: '5m', ...more },
  };
}

function cluster(name: string): JsonObject {
  return {
    apiVersion: 'ramendr.openshift.io/v1alpha1',
    kind: 'DRCluster',
    metadata: { name },
    spec: { s3ProfileName: 'minio', region: 'east', cidrs: ['10.0.0.0/16'] },
  };
}

const owner = (uid: string): Json => ({
  apiVersion: 'cluster.open-cluster-management.io/v1beta1',
  kind: 'Placement',
  name: 'drift-drpc',
  uid,
  controller: true,
  blockOwnerDeletion: true,
});

async function ramenWritesDrpc(room: Room, object: JsonObject): Promise<void> {
  const uid = uidOf(await room.live(placement(getString(object, ['metadata', 'name']) ?? '', {})));
  await updated(room, object, (live) => {
    const labelled = merged(live, 'labels', { ...backup, 'ramendr.openshift.io/global-vgr': 'true' });
    return setAt(
      finalized(merged(labelled, 'annotations', notes), finalizer),
      ['metadata', 'ownerReferences'],
      [owner(uid)],
    );
  });
  await statusAs(room, 'manager', object, {
    phase: 'Deployed',
    progression: 'Completed',
    lastUpdateTime: '2026-11-21T10:00:00Z',
    conditions: [condition('Available')],
  });
}

/** As Go encodes it: canonical durations, no field that is false or empty. */
async function ramenReencodes(room: Room, object: JsonObject): Promise<void> {
  await updated(room, object, (live) => {
    const { dryRun: _, failoverCluster: __, ...spec } = Object(live.spec);
    const interval = {
      kubeObjectProtection: { ...Object(spec.kubeObjectProtection), captureInterval: '1h30m0s' },
    };
    return finalized({ ...live, spec: { ...spec, ...interval } }, finalizer);
  });
}

const configText = (text: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'ramen-hub-operator-config', namespace: 'ramen-system' },
  data: { 'ramen_manager_config.yaml': text },
});

const config = `# a comment, which the operator loses
s3StoreProfiles:
- { s3ProfileName: minio, s3Bucket: b, s3CompatibleEndpoint: "https://minio.example.com", s3Region: r, s3SecretRef: { name: s3 } }
ramenControllerType: dr-hub
ramenOpsNamespace: ramen-ops
health: { healthProbeBindAddress: ":8081" }
metrics: { bindAddress: 0.0.0.0:9289 }
leaderElection: { leaderElect: true, resourceName: hub.ramendr.openshift.io }
drClusterOperator: { deploymentAutomationEnabled: true, s3SecretDistributionEnabled: true }
`;

const system: JsonObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ramen-system' } };

const driftTable: readonly DriftCase[] = [
  {
    name: 'DRPolicy: label, finalizer, a selector of its own, status',
    git: policy('drift-policy'),
    needs: [cluster('dr1'), cluster('dr2')],
    wrote: async (room, object) => {
      await updated(room, object, (live) =>
        finalized(
          merged(setAt(live, ['spec', 'volumeGroupSnapshotClassSelector'], {}), 'labels', backup),
          'drpolicies.ramendr.openshift.io/ramen',
        ),
      );
      await statusAs(room, 'manager', object, { conditions: [condition('Validated')] });
    },
  },
  {
    name: 'DRPolicy: selectors that Git declares empty',
    needs: [cluster('dr1'), cluster('dr2')],
    git: policy('drift-selectors', { replicationClassSelector: {}, volumeGroupSnapshotClassSelector: {} }),
    wrote: (room, object) => updated(room, object, (live) => merged(live, 'labels', backup)),
  },
  {
    name: 'DRCluster: label, finalizer, status',
    git: cluster('drift-cluster'),
    wrote: async (room, object) => {
      await updated(room, object, (live) =>
        finalized(merged(live, 'labels', backup), 'drclusters.ramendr.openshift.io/ramen'),
      );
      await statusAs(room, 'manager', object, { phase: 'Available', conditions: [condition('Validated')] });
    },
  },
  {
    name: 'DRPlacementControl: labels, finalizer, owner, notes, status',
    git: drpc('drift-drpc'),
    needs: [policy('p5m'), placement('drift-drpc', {})],
    wrote: ramenWritesDrpc,
  },
  {
    name: 'DRPlacementControl: old copies of what Ramen writes, which Git carries',
    git: drpc(
      'drift-copied',
      {},
      {
        labels: { 'cluster.open-cluster-management.io/backup': 'resource' },
        annotations: {
          ...notes,
          [`${ramen}/last-app-deployment-cluster`]: 'dr2',
          [`${ramen}/dr-action-count`]: '1',
        },
        finalizers: [finalizer],
      },
    ),
    needs: [policy('p5m'), placement('drift-copied', {})],
    wrote: (room, object) =>
      updated(room, object, (live) => merged(merged(live, 'labels', backup), 'annotations', notes)),
  },
  {
    name: 'DRPlacementControl: durations and empty values in the encoding of Go',
    git: drpc('drift-go', {
      dryRun: false,
      failoverCluster: '',
      kubeObjectProtection: { captureInterval: '90m' },
    }),
    needs: [policy('p5m'), placement('drift-go', {})],
    wrote: ramenReencodes,
  },
  {
    name: 'Placement: the notes of Ramen, a finalizer, and the status of OCM',
    git: placement('drift-placement', {}),
    wrote: async (room, object) => {
      await updated(room, object, (live) =>
        finalized(
          merged(live, 'annotations', {
            [`${ramen}/drpc-name`]: 'cart',
            [`${ramen}/drpc-namespace`]: 'shop',
          }),
          finalizer,
        ),
      );
      await statusAs(room, 'placement', object, {
        numberOfSelectedClusters: 1,
        conditions: [condition('PlacementSatisfied')],
      });
    },
  },
  {
    name: 'Placement: what consoles, Argo CD, ACM and kubectl leave in annotations and labels',
    git: placement('drift-marks', { labels: { team: 'blue' } }),
    wrote: async (room, object) => {
      const annotations = {
        'argocd.argoproj.io/tracking-id': 'dr:cluster.open-cluster-management.io/Placement:shop/cart',
        'apps.open-cluster-management.io/hosting-subscription': 'shop/sub',
        'kubectl.kubernetes.io/last-applied-configuration': '{}',
      };
      await patchAs(room, 'argocd-controller', object, { metadata: { annotations } });
      await patchAs(room, 'multicluster-operators-subscription', object, {
        metadata: { labels: { app: 'cart' } },
      });
    },
  },
  {
    name: 'Placement: defaults of the API, in whole lists too',
    git: placement('drift-defaults', { tolerations: [{ key: 'a' }], prioritizerPolicy: {} }),
    wrote: (room, object) => statusAs(room, 'placement', object, { numberOfSelectedClusters: 1 }),
    asks: 1,
  },
  {
    name: 'PlacementRule: notes, finalizer and decisions',
    git: {
      apiVersion: 'apps.open-cluster-management.io/v1',
      kind: 'PlacementRule',
      metadata: { name: 'drift-rule', namespace },
      spec: { clusterReplicas: 1, schedulerName: 'ramen' },
    },
    wrote: async (room, object) => {
      await updated(room, object, (live) =>
        finalized(merged(live, 'annotations', { [`${ramen}/drpc-name`]: 'cart' }), finalizer),
      );
      await statusAs(room, 'manager', object, {
        decisions: [{ clusterName: 'dr1', clusterNamespace: 'dr1' }],
      });
    },
  },
  {
    name: 'ManagedClusterSetBinding: the status of OCM',
    git: {
      apiVersion: 'cluster.open-cluster-management.io/v1beta2',
      kind: 'ManagedClusterSetBinding',
      metadata: { name: 'drift-set', namespace },
      spec: { clusterSet: 'drift-set' },
    },
    wrote: (room, object) => statusAs(room, 'registration', object, { conditions: [condition('Bound')] }),
  },
  {
    name: "Ramen's configuration: rewritten and labelled",
    git: configText(config),
    needs: [system],
    wrote: async (room, object) => {
      const path = ['data', 'ramen_manager_config.yaml'];
      await updated(room, object, (live) =>
        merged(
          setAt(live, path, rewriteConfig(getString(live, path) ?? '', 'hub', 'ramen-system') ?? ''),
          'labels',
          backup,
        ),
      );
    },
  },
  {
    name: 'Secret of an S3 store: two finalizers',
    git: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's3', namespace: 'ramen-system' },
      type: 'Opaque',
      stringData: { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' },
    },
    options: { beside: [configText(config)] },
    needs: [system],
    wrote: (room, object) =>
      updated(room, object, (live) =>
        finalized(
          live,
          'drpolicies.ramendr.openshift.io/policy-protection',
          'drpolicies.ramendr.openshift.io/policy-protection-velero',
        ),
      ),
  },
  {
    name: 'Namespace: labels of Kubernetes and Ramen, annotations of OpenShift',
    git: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'drift-ops', labels: { team: 'dr' } } },
    wrote: async (room, object) => {
      await updated(room, object, (live) =>
        merged(live, 'labels', { 'ramendr.openshift.io/created-by-ramen': 'true' }),
      );
      await patchAs(room, 'work', object, {
        metadata: { annotations: { 'openshift.io/sa.scc.mcs': 's0:c1,c0' } },
      });
    },
  },
  {
    name: 'StorageClass: defaults of Kubernetes',
    on: 'managed',
    git: {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'drift-class', annotations: { 'ramen-sync.io/cluster': 'hub' } },
      provisioner: 'rbd.csi.ceph.com',
      parameters: { pool: 'replicapool' },
    },
    wrote: async () => undefined,
  },
];

const named = driftTable.map((each) => [each.name, each] as const);

/** Nothing that controllers write on what we applied is ever a change of the plan. */
export function driftCases(rooms: () => Rooms): void {
  it.each(named)('%s', async (_, { on = 'hub', git, options = {}, needs = [], wrote, asks = 0 }) => {
    const room = rooms()[on];
    for (const need of needs) await makeOnce(room, onCluster(need));
    const first = await room.plan(git, options);
    expect(first.change).toMatchObject({ state: 'create', blocks: [] });
    await first.apply();
    await wrote(room, git);
    const from = room.proxy.seen.length;
    const { change, apply } = await room.plan(git, options);
    expect({ state: change.state, fields: change.fields, blocks: change.blocks }).toEqual({
      state: 'unchanged',
      fields: [],
      blocks: [],
    });
    const dryRuns = room.proxy.seen.slice(from).filter(({ method }) => method !== 'GET');
    expect(dryRuns.length, 'dry runs').toBeLessThanOrEqual(asks);
    const before = await room.live(git);
    await apply();
    expect(await room.live(git)).toEqual(before);
  });

  it('a duration that Ramen wrote back may be changed from Git', () => respelledCase(rooms().hub));
  it('what Ramen remembers of an application is never written from Git', () => memoryCase(rooms().hub));
}

/** A new object with the notes of another time, also where it stands without them: Ramen would believe each of them. */
async function memoryCase(room: Room): Promise<void> {
  const git = (mark: string) =>
    drpc('remembered', {}, { labels: { mark }, annotations: { ...notes, team: 'shop' } });
  const kept = { team: 'shop', [`${ramen}/app-namespace`]: 'shop' };
  const annotations = async () => {
    const { 'ramen-sync.io/applied': _, ...rest } = Object((await room.live(git('a'))).metadata).annotations;
    return rest;
  };
  await makeOnce(room, policy('p5m'));
  await makeOnce(room, placement('remembered', {}));
  await (await room.plan(git('a'))).apply();
  expect(await annotations()).toEqual(kept);
  expect((await room.plan(git('a'))).change.state).toBe('unchanged');
  const allow = [{ gate: 'busy', object: `drpc/${namespace}/remembered` }];
  await (await room.plan(git('b'), { allow })).apply();
  expect(await room.live(git('b'))).toMatchObject({ metadata: { labels: { mark: 'b' } } });
  expect(await annotations()).toEqual(kept);
}

/** `kubectl apply` of 5m, and Ramen's first update: the value is the operator's by name, and still somebody's. */
async function respelledCase(room: Room): Promise<void> {
  const git = (captureInterval: string) => drpc('respelled', { kubeObjectProtection: { captureInterval } });
  const allow = ['max-risk', 'busy'].map((gate) => ({ gate, object: `drpc/${namespace}/respelled` }));
  const path = ['spec', 'kubeObjectProtection', 'captureInterval'];
  await kubectlCreate.make(room, git('5m'));
  await updated(room, git('5m'), (live) => setAt(live, path, '5m0s'));
  await (await room.plan(git('5m'))).apply();
  expect((await room.plan(git('5m'))).change.state).toBe('unchanged');
  const moved = await room.plan(git('10m'), { allow });
  expect(moved.change).toMatchObject({
    state: 'update',
    fields: [{ path: path.join('.'), live: '5m0s', git: '10m0s', manager: 'manager', takesOver: true }],
    blocks: [],
  });
  await moved.apply();
  expect(getAt(await room.live(git('10m')), path)).toBe('10m0s');
}

async function makeOnce(room: Room, object: JsonObject): Promise<void> {
  const isThere = await room.send('GET', pathOf(object), {}).then(
    () => true,
    () => false,
  );
  if (!isThere) await kubectlCreate.make(room, object);
}
