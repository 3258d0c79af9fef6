import {
  configMap,
  documents,
  drCluster,
  drPolicy,
  type MistakeTable,
  profile,
  ramenObject,
  storage,
} from './mistake.ts';

const secret = (data: string, metadata: string): string =>
  `apiVersion: v1\nkind: Secret\nmetadata: ${metadata}\nstringData:\n  ${data.replaceAll('\n', '\n  ')}`;

const storageId = 'ramendr.openshift.io/storageid';
const replicationId = 'ramendr.openshift.io/replicationid';
const driver = 'rook-ceph.rbd.csi.ceph.com';
const policy = drPolicy('schedulingInterval: 5m\ndrClusters: [dr1, dr2]');

/** Hub, clusters, stores and storage written by hand, as guides and first tries have them. */
export const platformByHand: MistakeTable = {
  2: {
    what: 'A label that Ramen reads is in camel case',
    yaml: documents(
      storage(
        'VolumeReplicationClass',
        'vrc-5m',
        'dr1',
        `${storageId}: rbd-dr1\nramendr.openshift.io/replicationID: rbd # <- label-key-case`,
        `spec: { provisioner: ${driver}, parameters: { schedulingInterval: 5m } }`,
      ),
    ),
  },
  3: {
    what: 'A replication class selector is meant to choose snapshots for VolSync',
    yaml: documents(
      drPolicy(
        'schedulingInterval: 5m\ndrClusters: [dr1, dr2]\nreplicationClassSelector:\n  matchLabels: # <- class-selector-mismatch\n    ramendr.openshift.io/replicationid: ramen-volsync',
      ),
      drCluster('dr1'),
      drCluster('dr2'),
      ...['dr1', 'dr2'].map((cluster) =>
        storage(
          'VolumeReplicationClass',
          'vrc-5m',
          cluster,
          `${storageId}: rbd-${cluster}\n${replicationId}: rbd`,
          `spec: { provisioner: ${driver}, parameters: { schedulingInterval: 5m } }`,
        ),
      ),
    ),
  },
  6: {
    what: 'A DRPolicy has a namespace',
    yaml: drPolicy(
      'schedulingInterval: 5m\ndrClusters: [dr1, dr2]',
      '\n  name: p5m\n  namespace: ramen-system # <- namespace-on-cluster-scoped',
    ),
  },
  7: {
    what: 'Intervals for async and sync apart',
    yaml: drPolicy(
      'drClusters: [dr1, dr2]\nschedulingInterval: 5m\nasyncSchedulingInterval: 5m # <- obsolete-field',
    ),
  },
  13: {
    what: 'A DRCluster has a namespace',
    yaml: ramenObject(
      'DRCluster',
      '\n  name: dr1\n  namespace: ramen-system # <- namespace-on-cluster-scoped',
      's3ProfileName: minio-on-dr1',
    ),
  },
  14: {
    what: 'A DRCluster has a name of its own, and the name of the cluster as a label',
    yaml: ramenObject(
      'DRCluster',
      '\n  name: ramen-dr1\n  labels:\n    ramendr.openshift.io/name: dr1 # <- cluster-name-label',
      's3ProfileName: minio-on-dr1',
    ),
  },
  15: {
    what: 'Both clusters use one S3 profile',
    noRule:
      'allowed, and healthy where the store is neither cluster; a profile named for one of them is found',
  },
  16: {
    what: 'A region is to say that replication is asynchronous',
    yaml: drCluster('dr1', 's3ProfileName: minio-on-dr1\nregion: east # <- region-deprecated'),
  },
  17: {
    what: 'The hub is registered as a DRCluster',
    noRule: 'which cluster is the hub stands in no object; a hub that is no ManagedCluster is found as such',
  },
  18: {
    what: 'The ConfigMap of a managed cluster has a name that nobody reads',
    yaml: configMap(profile(), 'ramen-dr-cluster-config # <- config-map-name').replace(
      'metadata: { name: ramen-dr-cluster-config # <- config-map-name, namespace: ramen-system }',
      'metadata:\n  name: ramen-dr-cluster-config # <- config-map-name\n  namespace: ramen-system',
    ),
  },
  19: {
    what: 'S3 profiles stand below drClusterOperator',
    yaml: configMap(
      'drClusterOperator:\n  deploymentAutomationEnabled: true\n  s3StoreProfiles: # <- misplaced-config-key\n  - { s3ProfileName: minio-on-dr1 }',
    ),
  },
  20: {
    what: 'Ramen reconciles one object at a time',
    noRule: 'legal, only slow; a zero, which means something else than it says, is found',
  },
  21: {
    what: 'The endpoint of a store is a Service inside one cluster, without TLS',
    yaml: configMap(
      profile({
        s3CompatibleEndpoint:
          's3CompatibleEndpoint: http://minio.minio-system.svc.cluster.local:9000 # <- s3-endpoint-cluster-local',
      }),
    ),
  },
  22: {
    what: 'A managed cluster is configured with a switch that only the hub reads',
    yaml: configMap(
      'drClusterOperator:\n  deploymentAutomationEnabled: true # <- hub-switch-on-cluster',
      'ramen-dr-cluster-operator-config',
    ),
  },
  23: {
    what: 'Automation is on, and the configuration has no leader election',
    yaml: configMap(
      `ramenOpsNamespace: ramen-ops\ndrClusterOperator:\n  deploymentAutomationEnabled: true # <- leader-election-missing\n${profile()}`,
    ),
  },
  27: {
    what: 'A VolumeSnapshotClass for DR has no storageid',
    yaml: documents(
      policy,
      storage('StorageClass', 'rbd', 'dr1', `${storageId}: rbd-dr1`, `provisioner: ${driver}`),
      `apiVersion: snapshot.storage.k8s.io/v1
kind: VolumeSnapshotClass
metadata: # <- storage-id-missing
  name: rbd
  annotations: { ramen-sync.io/cluster: dr1 }
driver: ${driver}
deletionPolicy: Delete`,
    ),
  },
  28: {
    what: 'A StorageClass has a replication id, in camel case, and no storageid',
    yaml: storage(
      'StorageClass',
      'rbd',
      'dr1',
      'ramendr.openshift.io/replicationID: rbd # <- label-key-case',
      `provisioner: ${driver}`,
    ).replace('  labels:', '  labels: # <- storage-id-missing'),
  },
  29: {
    what: 'A VolumeReplicationClass has a replication id, in camel case, and no storageid',
    yaml: storage(
      'VolumeReplicationClass',
      'vrc',
      'dr1',
      'ramendr.openshift.io/replicationID: rbd # <- label-key-case',
      `spec: { provisioner: ${driver}, parameters: { schedulingInterval: 5m } }`,
    ).replace('  labels:', '  labels: # <- storage-id-missing'),
  },
  30: {
    what: 'The class replicates at another interval than the policy',
    yaml: documents(
      policy,
      drCluster('dr1'),
      drCluster('dr2'),
      ...['dr1', 'dr2'].flatMap((cluster) => [
        storage(
          'StorageClass',
          'rbd',
          cluster,
          `${storageId}: rbd-${cluster}\n${replicationId}: rbd`,
          `provisioner: ${driver}`,
        ),
        storage(
          'VolumeReplicationClass',
          'vrc',
          cluster,
          `${storageId}: rbd-${cluster}\n${replicationId}: rbd`,
          `spec:\n  provisioner: ${driver}\n  parameters:\n    schedulingInterval: 1m # <- interval-differs`,
        ),
      ]),
    ),
  },
  31: {
    what: "Ramen's configuration is an object of its own",
    noRule: 'no server takes it as it stands; ramen-sync does, and makes it the ConfigMap that Ramen reads',
  },
  32: { what: 'A line of the source is named that has moved', noRule: 'a comment' },
  33: {
    what: 'The Secret of a store is on the managed clusters only',
    yaml: documents(
      configMap(profile({ s3SecretRef: 's3SecretRef:\n  name: s3-dr1 # <- s3-secret-missing' })),
      secret(
        'AWS_ACCESS_KEY_ID: example\nAWS_SECRET_ACCESS_KEY: example',
        '{ name: s3-dr1, namespace: openshift-dr-system, annotations: { ramen-sync.io/cluster: dr1 } }',
      ),
    ),
  },
  34: {
    what: 'Credentials of a store in plain text',
    yaml: documents(
      configMap(profile()),
      secret(
        'AWS_ACCESS_KEY_ID: minioadmin # <- secret-in-plain-text\nAWS_SECRET_ACCESS_KEY: minioadmin',
        '{ name: s3-dr1, namespace: ramen-system }',
      ),
    ),
  },
  35: {
    what: 'A ConfigMap is made from a file with kubectl',
    noRule: 'nothing is wrong with it but the name, which is a mistake of its own above',
  },
  36: {
    what: 'A DRPolicy has the namespace of the operator on OpenShift',
    yaml: drPolicy(
      'schedulingInterval: 5m\ndrClusters: [dr1, dr2]',
      '\n  name: p5m\n  namespace: openshift-operators # <- namespace-on-cluster-scoped',
    ),
  },
  37: {
    what: 'A DRPolicy lists its clusters as drClusterSet',
    yaml: drPolicy(
      'schedulingInterval: 5m\ndrClusterSet: # <- obsolete-field\n- { name: east, region: us-east-1 }\n- { name: west, region: us-west-1 }',
    ),
  },
  38: {
    what: 'Class selectors of a DRPolicy choose by a label of Velero',
    yaml: documents(
      drPolicy(
        'schedulingInterval: 5m\ndrClusters: [dr1, dr2]\nvolumeSnapshotClassSelector:\n  matchLabels: # <- class-selector-mismatch\n    velero.io/csi-volumesnapshot-class: "true"',
      ),
      drCluster('dr1'),
      drCluster('dr2'),
      ...['dr1', 'dr2'].map((cluster) =>
        storage(
          'VolumeSnapshotClass',
          'rbd',
          cluster,
          `${storageId}: rbd-${cluster}`,
          `driver: ${driver}\ndeletionPolicy: Delete`,
        ),
      ),
    ),
  },
  43: {
    what: 'A DRPolicy lists clusters for which there is no DRCluster',
    yaml: documents(
      drPolicy('schedulingInterval: 5m\ndrClusters:\n- dr1\n- west-cluster # <- unknown-cluster'),
      drCluster('dr1'),
    ),
  },
};
