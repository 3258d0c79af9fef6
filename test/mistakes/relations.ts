import {
  configMap,
  documents,
  drCluster,
  drPolicy,
  drpc,
  type MistakeTable,
  placement,
  profile,
  ramenObject,
  refs,
  storage,
} from './mistake.ts';

const driver = 'rook-ceph.rbd.csi.ceph.com';
const storageId = 'ramendr.openshift.io/storageid';
const replicationId = 'ramendr.openshift.io/replicationid';
const policy = drPolicy('schedulingInterval: 5m\ndrClusters: [dr1, dr2]');
const metro = drPolicy('schedulingInterval: ""\ndrClusters: [dr1, dr2]', '{ name: metro }');
const clusters = documents(drCluster('dr1'), drCluster('dr2'));
const cart = drpc(`preferredCluster: dr1\n${refs}`);

function storageClass(cluster: string, labels: string): string {
  return storage('StorageClass', 'rbd', cluster, labels, `provisioner: ${driver}`);
}

function replicationClass(cluster: string, labels: string, provisioner = driver): string {
  return storage(
    'VolumeReplicationClass',
    'vrc',
    cluster,
    labels,
    `spec:\n  provisioner: ${provisioner}\n  parameters: { schedulingInterval: 5m }`,
  );
}

function secret(metadata: string, data: string): string {
  return `apiVersion: v1\nkind: Secret\nmetadata: ${metadata}\nstringData: ${data}`;
}

function applicationSet(rest: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: cart, namespace: argocd }
spec:
  generators:
  - clusterDecisionResource:
      configMapRef: acm-placement
      labelSelector:
        matchLabels:
          ${rest}
  template:
    metadata: { name: "cart-{{name}}" }
    spec:
      project: default
      source: { repoURL: https://git.example.com/apps.git, path: cart, targetRevision: main }
      destination: { namespace: shop, server: "{{server}}" }`;
}

/** What one object must say of another for Ramen to work, broken once for each way. */
export const relations: MistakeTable = {
  1: {
    what: 'DRCluster to S3 profile: it is not there, or twice, or incomplete',
    yaml: documents(
      drCluster('dr1', 's3ProfileName: minio-on-dr3 # <- unknown-s3-profile'),
      configMap(
        `${profile()}\n- s3ProfileName: minio-on-dr1 # <- s3-profile-duplicate, s3-profile-incomplete\n  s3SecretRef: { name: s3-dr1 }`,
      ),
    ),
  },
  2: {
    what: 'S3 profile to Secret: it is not in the namespace, or lacks a key',
    yaml: documents(
      configMap(
        `${profile()}\n- s3ProfileName: b\n  s3Bucket: ramen\n  s3CompatibleEndpoint: https://b.example.com\n  s3Region: a\n  s3SecretRef:\n    name: s3-b # <- s3-secret-missing`,
      ),
      secret(
        '{ name: s3-b, namespace: shop }',
        '{ AWS_ACCESS_KEY_ID: example, AWS_SECRET_ACCESS_KEY: example }',
      ),
      secret(
        '{ name: s3-dr1, namespace: ramen-system }',
        '# <- s3-secret-keys\n  AWS_ACCESS_KEY_ID: example',
      ),
    ),
  },
  3: {
    what: 'DRCluster to ManagedCluster: none of its name',
    yaml: documents(
      ramenObject('DRCluster', '\n  name: dr-east # <- managed-cluster-missing', 's3ProfileName: a'),
      'apiVersion: cluster.open-cluster-management.io/v1\nkind: ManagedCluster\nmetadata: { name: east }\nspec: { hubAcceptsClient: true }',
    ),
  },
  4: {
    what: 'DRPolicy to DRClusters: one is not there, or both are one',
    yaml: documents(
      drPolicy('schedulingInterval: 5m\ndrClusters:\n- dr1\n- dr1 # <- policy-cluster-count', '{ name: a }'),
      drPolicy('schedulingInterval: 5m\ndrClusters:\n- dr1\n- dr9 # <- unknown-cluster', '{ name: b }'),
      drCluster('dr1'),
    ),
  },
  5: {
    what: 'DRPolicy to DRPolicy: a cluster of a Metro pair is in another one',
    yaml: documents(
      metro,
      drPolicy('schedulingInterval: 5m\ndrClusters:\n- dr2 # <- metro-overlap\n- dr3', '{ name: p5m }'),
    ),
  },
  6: {
    what: 'DRPolicy to replication class: another interval',
    yaml: documents(
      policy,
      clusters.replace(/---\n$/, '').trimEnd(),
      ...['dr1', 'dr2'].flatMap((cluster) => [
        storageClass(cluster, `${storageId}: rbd-${cluster}\n${replicationId}: rbd`),
        replicationClass(cluster, `${storageId}: rbd-${cluster}\n${replicationId}: rbd`).replace(
          'parameters: { schedulingInterval: 5m }',
          'parameters:\n    schedulingInterval: 300s # <- interval-differs',
        ),
      ]),
    ),
  },
  7: {
    what: 'DRPolicy to storage: Metro without shared storage',
    yaml: documents(
      metro.replace('schedulingInterval: ""', 'schedulingInterval: "" # <- metro-storage-differs'),
      ...['dr1', 'dr2'].map((cluster) => storageClass(cluster, `${storageId}: rbd-${cluster}`)),
    ),
  },
  8: {
    what: 'StorageClass to replication class: another driver, or another replication id on the other cluster',
    yaml: documents(
      policy,
      storageClass('dr1', `${storageId}: rbd-dr1\n${replicationId}: rbd`),
      storageClass('dr2', `${storageId}: rbd-dr2\n${replicationId}: rbd2`),
      replicationClass('dr1', `${storageId}: rbd-dr1\n${replicationId}: rbd`),
      replicationClass('dr2', `${storageId}: rbd-dr2\n${replicationId}: rbd2 # <- replication-id-differs`),
    ),
  },
  9: {
    what: 'DRPlacementControl to DRPolicy: not there',
    yaml: documents(
      drpc(
        'preferredCluster: dr1\ndrPolicyRef:\n  name: p10m # <- unknown-policy\nplacementRef: { kind: Placement, name: cart }\npvcSelector: { matchLabels: { app: cart } }',
      ),
      policy,
    ),
  },
  10: {
    what: 'DRPlacementControl to Placement: two decide for one',
    yaml: documents(
      cart,
      drpc(
        'preferredCluster: dr1\ndrPolicyRef: { name: p5m }\nplacementRef:\n  kind: Placement\n  name: cart # <- placement-shared\npvcSelector: { matchLabels: { app: other } }',
        '{ name: other, namespace: shop }',
      ),
      placement('cart', 'shop'),
    ),
  },
  11: {
    what: 'DRPlacementControl to the clusters of its policy: another one',
    yaml: documents(drpc(`preferredCluster: dr3 # <- cluster-not-in-policy\n${refs}`), policy),
  },
  12: {
    what: "DRPlacementControl to Ramen's ops namespace: nothing to protect is named",
    yaml: drpc(
      `preferredCluster: dr1\n${refs}\nkubeObjectProtection: {}`,
      '{ name: cart, namespace: ramen-ops }',
    ).replace('spec:', 'spec: # <- protected-namespaces-missing'),
  },
  13: {
    what: 'DRPlacementControl to DRPlacementControl: one namespace is protected by two',
    yaml: documents(
      policy,
      ...['crm', 'crm2'].map((name) =>
        drpc(
          `preferredCluster: dr1\ndrPolicyRef: { name: p5m }\nplacementRef: { kind: Placement, name: ${name} }\npvcSelector: { matchLabels: { app: ${name} } }\nkubeObjectProtection: { captureInterval: 5m }\nprotectedNamespaces:\n- crm${name === 'crm2' ? ' # <- protected-namespaces-overlap' : ''}`,
          `{ name: ${name}, namespace: ramen-ops }`,
        ),
      ),
    ),
  },
  14: {
    what: 'DRPlacementControl to Recipe: not there, or for a namespace that is not protected',
    yaml: documents(
      drpc(
        `preferredCluster: dr1\nkubeObjectProtection:\n  recipeRef:\n    namespace: shop\n    name: card # <- recipe-missing\n${refs}`,
      ),
      ramenObject(
        'Recipe',
        '{ name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }',
        'appType: cart',
      ),
    ),
  },
  15: {
    what: 'ApplicationSet to Placement: by another name',
    yaml: documents(
      applicationSet(
        'cluster.open-cluster-management.io/placement: card # <- application-set-placement-missing',
      ),
      placement('cart', 'argocd'),
    ),
  },
  16: {
    what: 'Placement to cluster set: bound in another namespace only',
    yaml: documents(
      cart,
      placement('cart', 'shop', 'numberOfClusters: 1\nclusterSets:\n- global # <- cluster-set-unbound'),
      'apiVersion: cluster.open-cluster-management.io/v1beta2\nkind: ManagedClusterSetBinding\nmetadata: { name: global, namespace: other }\nspec: { clusterSet: global }',
    ),
  },
  17: {
    what: 'DRPolicy to network mapping: not there for one application, or not readable',
    yaml: documents(
      drPolicy('schedulingInterval: 5m\ndrClusters: [dr1, dr2]\nnetworkMappingRef: { name: mapping }'),
      cart,
      'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: mapping, namespace: shop }\ndata:\n  mappings.yaml: |\n    version: v2 # <- network-mapping-invalid\n    networkMappings:\n    - networkRef: { nadNamespace: vms, nadName: lan }\n      cidr: { dr1: 10.1.0.0/24, dr2: 10.2.0.0/24 }',
    ),
  },
  18: {
    what: 'DRCluster to what fences it: no networks, and no NetworkFenceClass on the peer',
    yaml: documents(
      metro,
      drCluster('dr1', 's3ProfileName: minio-on-dr1\nclusterFence: Fenced # <- fence-without-cidrs'),
      drCluster('dr2'),
    ),
  },
  19: {
    what: 'Configuration of a cluster to that of the hub: other profiles, another namespace',
    yaml: documents(
      configMap(
        `ramenOpsNamespace: ramen-ops\ndrClusterOperator:\n  deploymentAutomationEnabled: false\n${profile()}`,
      ),
      configMap(
        'ramenOpsNamespace: dr-ops # <- ops-namespace-differs',
        'ramen-dr-cluster-operator-config',
      ).replace(
        'namespace: ramen-system }',
        'namespace: ramen-system, annotations: { ramen-sync.io/cluster: dr1 } }',
      ),
    ),
  },
};
