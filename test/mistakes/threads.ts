import {
  configMap,
  documents,
  drCluster,
  drPolicy,
  drpc,
  type MistakeTable,
  placement,
  profile,
  refs,
  storage,
} from './mistake.ts';

const storageId = 'ramendr.openshift.io/storageid';
const driver = 'rook-ceph.rbd.csi.ceph.com';
const policy = drPolicy('schedulingInterval: 5m\ndrClusters: [dr1, dr2]');
const cart = drpc(`preferredCluster: dr1\n${refs}`);
const interval = 'schedulingInterval: 5m';

/** What people asked about in issues and pull requests of Ramen's. */
export const threads: MistakeTable = {
  1: {
    what: 'Secrets do not reach the managed clusters: the automation is off',
    seenIn: 'RamenDR/ramen#818, #821',
    yaml: configMap(
      `drClusterOperator:\n  deploymentAutomationEnabled: false\n  s3SecretDistributionEnabled: true # <- distribution-without-automation\n${profile()}`,
    ),
  },
  2: {
    what: 'The namespace of a Secret is not there on the other side',
    seenIn: 'RamenDR/ramen#394',
    yaml: configMap(
      profile({
        s3SecretRef:
          's3SecretRef:\n  name: s3-dr1\n  namespace: openshift-operators # <- s3-secret-namespace',
      }),
    ).replace('namespace: ramen-system', 'namespace: openshift-operators'),
  },
  3: {
    what: 'The name of a profile is misspelt, its bucket missing',
    seenIn: 'RamenDR/ramen#273, #318, #325, #336, #1641, #2046',
    yaml: documents(
      drCluster('dr1', 's3ProfileName: minio-on-dr-1 # <- unknown-s3-profile'),
      configMap(
        profile({ s3ProfileName: 's3ProfileName: minio-on-dr1 # <- s3-profile-incomplete', s3Bucket: '' }),
      ),
    ),
  },
  4: {
    what: 'Two hubs keep their data in one bucket',
    seenIn: 'RamenDR/ramen#303',
    yaml: documents(
      configMap(profile()),
      configMap(profile({ s3Bucket: 's3Bucket: ramen # <- s3-bucket-shared-by-hubs' })).replace(
        'ramen-system }',
        'openshift-operators }',
      ),
    ),
  },
  5: {
    what: 'A certificate of a store that only Velero trusts',
    seenIn: 'RamenDR/ramen#868, #940, #925, #2757',
    yaml: configMap(
      profile({ caCertificates: 'caCertificates: bm90IGEgY2VydGlmaWNhdGU= # <- s3-ca-certificates' }),
    ),
  },
  6: {
    what: 'A configuration copied from an old sample',
    seenIn: 'RamenDR/ramen#777, #140',
    yaml: configMap('webhook: # <- unknown-config-key\n  port: 9443'),
  },
  7: {
    what: 'An upgrade overwrites the configuration, and a false is gone',
    seenIn: 'RamenDR/ramen#2529, #2441, #2520, #2532',
    yaml: configMap('volumeUnprotectionEnabled: false # <- false-not-durable'),
  },
  8: {
    what: 'The store of protected applications is changed',
    seenIn: 'RamenDR/ramen#2383',
    before: drCluster('dr1'),
    yaml: drCluster('dr1', 's3ProfileName: minio-on-dr2 # <- immutable-field'),
  },
  9: {
    what: 'The interval of a class is another than that of the policy',
    seenIn: 'RamenDR/ramen#295, #342, #61',
    yaml: documents(
      policy,
      ...['dr1', 'dr2'].flatMap((cluster) => [
        storage('StorageClass', 'rbd', cluster, `${storageId}: rbd-${cluster}`, `provisioner: ${driver}`),
        storage(
          'VolumeReplicationClass',
          'vrc',
          cluster,
          `${storageId}: rbd-${cluster}\nramendr.openshift.io/replicationid: rbd`,
          `spec:\n  provisioner: ${driver}\n  parameters:\n    schedulingInterval: 10m # <- interval-differs`,
        ),
      ]),
    ),
  },
  10: {
    what: 'Storage ids are missing or misspelt after an upgrade',
    seenIn: 'RamenDR/ramen#1627, #1656, #1691, #1616',
    yaml: storage(
      'VolumeReplicationClass',
      'vrc',
      'dr1',
      'ramendr.openshift.io/replicationid: rbd',
      `spec: { provisioner: ${driver}, parameters: { ${interval} } }`,
    ).replace('  labels:', '  labels: # <- storage-id-missing'),
  },
  11: {
    what: 'A protected volume has a StorageClass that is not labelled',
    seenIn: 'RamenDR/ramen#1888',
    yaml: documents(
      policy,
      cart,
      'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: data, namespace: shop, labels: { app: cart } }\nspec:\n  storageClassName: standard # <- volume-storage-class\n  accessModes: [ReadWriteOnce]\n  resources: { requests: { storage: 1Gi } }',
      ...['dr1', 'dr2'].flatMap((cluster) => [
        storage('StorageClass', 'rbd', cluster, `${storageId}: rbd-${cluster}`, `provisioner: ${driver}`),
        storage('StorageClass', 'standard', cluster, 'team: a', 'provisioner: example.com/host-path'),
      ]),
    ),
  },
  12: {
    what: 'Policies share a cluster of a Metro pair',
    seenIn: 'RamenDR/ramen#2568, #2001',
    yaml: documents(
      drPolicy('schedulingInterval: ""\ndrClusters: [dr1, dr2]', '{ name: metro }'),
      drPolicy(`${interval}\ndrClusters:\n- dr2 # <- metro-overlap\n- dr3`),
    ),
  },
  13: {
    what: 'A policy with a cluster that does not exist stops others',
    seenIn: 'RamenDR/ramen#1218',
    yaml: documents(
      drPolicy(`${interval}\ndrClusters:\n- dr1\n- drtwo # <- unknown-cluster`),
      drCluster('dr1'),
    ),
  },
  14: {
    what: 'A DRCluster is not called as its ManagedCluster',
    seenIn: 'RamenDR/ramen#1937, #1929',
    yaml: documents(
      drCluster('dr1').replace('{ name: dr1 }', '\n  name: dr1 # <- managed-cluster-missing'),
      'apiVersion: cluster.open-cluster-management.io/v1\nkind: ManagedCluster\nmetadata: { name: cluster1 }\nspec: { hubAcceptsClient: true }',
    ),
  },
  15: {
    what: 'A cluster has not joined the hub, or does not answer',
    seenIn: 'RamenDR/ramen#337, #676, #2140, #2141',
    noRule: 'only the hub knows; plan sees it',
  },
  16: {
    what: 'Required fields change from one release to the next',
    seenIn: 'RamenDR/ramen#1247',
    yaml: drPolicy('drClusters: [dr1, dr2]').replace('spec:', 'spec: # <- schema-violation'),
  },
  17: {
    what: 'CIDRs are wrong, or missing where fencing needs them',
    seenIn: 'RamenDR/ramen#618, #619, #548, #2561',
    yaml: drCluster('dr1', 's3ProfileName: minio-on-dr1\ncidrs:\n- 192.0.2.300/28 # <- cidr-invalid'),
  },
  18: {
    what: 'The Placement is in another namespace',
    seenIn: 'RamenDR/ramen#535',
    yaml: documents(
      drpc(
        'preferredCluster: dr1\ndrPolicyRef: { name: p5m }\nplacementRef:\n  kind: Placement\n  name: cart\n  namespace: argocd # <- placement-missing\npvcSelector: { matchLabels: { app: cart } }',
      ),
      placement('cart', 'argocd'),
    ),
  },
  19: {
    what: 'A Placement from Git loses the annotation that leaves it to Ramen',
    seenIn: 'RamenDR/ramen#1442, #1441, #1469',
    before: documents(cart, placement('cart', 'shop')),
    yaml: documents(
      cart,
      placement('cart', 'shop', 'numberOfClusters: 1', false).replace(
        'metadata:',
        'metadata: # <- placement-not-disabled',
      ),
    ),
  },
  20: {
    what: 'What to write to Git after a failover',
    seenIn: 'RamenDR/ramen#347',
    before: drpc(`preferredCluster: dr1\nfailoverCluster: dr2\naction: Failover\n${refs}`),
    yaml: drpc(`preferredCluster: dr1\nfailoverCluster: dr2\n${refs}`).replace(
      'spec:',
      'spec: # <- action-removed',
    ),
  },
  21: {
    what: 'Two DRPlacementControls protect one namespace',
    seenIn: 'RamenDR/ramen#1834, #1887, #1285, #1081',
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
  22: {
    what: 'An empty selector selects everything, that of the neighbour too',
    seenIn: 'RamenDR/ramen#481, #437, #443, #453; open-cluster-management-io/policy-collection#342',
    yaml: documents(
      cart,
      drpc(
        'preferredCluster: dr1\ndrPolicyRef: { name: p5m }\nplacementRef: { kind: Placement, name: stock }\npvcSelector: {} # <- overlapping-selectors',
        '{ name: stock, namespace: shop }',
      ),
    ),
  },
  23: {
    what: 'A failover to the preferred cluster',
    seenIn: 'RamenDR/ramen#1193',
    yaml: drpc(
      `action: Failover\npreferredCluster: dr1\nfailoverCluster: dr1 # <- failover-to-preferred\n${refs}`,
    ),
  },
  24: {
    what: 'A recovered hub has another action than the clusters',
    seenIn: 'RamenDR/ramen#912, #575, #1165, #1179, #2038, #1440, #592, #789',
    noRule: 'only the clusters know; plan has a gate for it',
  },
  25: {
    what: 'A policy goes while applications use it',
    seenIn: 'RamenDR/ramen#1043, #1070, #1047, #435',
    yaml: documents(
      drpc(
        'preferredCluster: dr1\ndrPolicyRef:\n  name: p5m # <- unknown-policy\nplacementRef: { kind: Placement, name: cart }\npvcSelector: { matchLabels: { app: cart } }',
      ),
      drPolicy('schedulingInterval: 1h\ndrClusters: [dr1, dr2]', '{ name: p1h }'),
    ),
  },
  26: {
    what: 'A console patches action and clusters by itself',
    seenIn: 'red-hat-storage/odf-console#861, #2879',
    noRule: 'nothing of it is in Git; plan holds what somebody else changed',
  },
  27: {
    what: 'Ramen without parts of Open Cluster Management',
    seenIn: 'RamenDR/ramen#1393, #1580',
    noRule: 'a wish, not a mistake',
  },
  28: {
    what: 'Deleting a DRPlacementControl deletes its volumes',
    seenIn: 'RamenDR/ramen#2237, #2238, #2304',
    before: documents(cart, policy),
    yaml: documents(policy.replace('v1alpha1', 'v1alpha1 # <- object-removed')),
  },
  29: {
    what: 'A deletion hangs, or leaves finalizers behind',
    seenIn: 'RamenDR/ramen#833, #152, #1022, #697',
    noRule: 'only the clusters know; absence in Git deletes nothing',
  },
  30: {
    what: 'The selection of protected volumes is changed',
    seenIn: 'RamenDR/ramen#1101, #1088, #1335, #2370',
    before: cart,
    yaml: drpc(
      'preferredCluster: dr1\ndrPolicyRef: { name: p5m }\nplacementRef: { kind: Placement, name: cart }\npvcSelector:\n  matchLabels: { app: cart, tier: db } # <- immutable-field',
    ),
  },
  31: {
    what: 'A namespace is deleted before what is protected in it',
    seenIn: 'RamenDR/ramen#2642, #2643',
    noRule: 'absence in Git deletes nothing; a Removal is ordered by plan',
  },
};
