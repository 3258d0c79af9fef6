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

const rbd = 'provisioner: rook-ceph.rbd.csi.ceph.com';

/** What Ramen's own samples and documents show. */
export const samplesOfRamen: MistakeTable = {
  95: {
    what: 'A DRPlacementControl lists orders of capture and recovery',
    seenIn: 'config/samples/ramendr_v1alpha1_drplacementcontrol.yaml',
    yaml: drpc(
      `preferredCluster: dr1\nkubeObjectProtection:\n  captureOrder: # <- obsolete-field\n  - { backupName: all }\n  recoverOrder: # <- obsolete-field\n  - { backupName: all }\n${refs}`,
    ),
  },
  96: {
    what: 'So does a VolumeReplicationGroup, and it has no namespace',
    seenIn: 'config/samples/ramendr_v1alpha1_volumereplicationgroup.yaml',
    yaml: ramenObject(
      'VolumeReplicationGroup # <- operator-owned-in-git',
      '{ name: cart }',
      'replicationState: primary\npvcSelector: {}\ns3Profiles: [a]\nkubeObjectProtection:\n  captureOrder: # <- obsolete-field\n  - { backupName: all }',
    ),
  },
  97: {
    what: 'The interval of a Metro policy is a map',
    seenIn: 'config/samples/ramendr_v1alpha1_metrodr_drpolicy.yaml',
    yaml: drPolicy('drClusters: [dr1, dr2]\nschedulingInterval: {} # <- schema-violation'),
  },
  98: {
    what: 'A new cluster is declared as fenced by hand',
    seenIn: 'config/samples/ramendr_v1alpha1_metrodr_drcluster.yaml',
    yaml: documents(
      drCluster('dr1', 's3ProfileName: minio-on-dr1\nclusterFence: ManuallyFenced # <- fenced-home'),
      drpc(`preferredCluster: dr1\n${refs}`),
    ),
  },
  99: {
    what: 'profileName instead of s3ProfileName',
    seenIn: 'config/samples/ramendr_v1alpha1_protectedvolumereplicationgrouplist.yaml',
    yaml: ramenObject(
      'ProtectedVolumeReplicationGroupList',
      '{ name: list }',
      'profileName: minio # <- obsolete-field',
    ),
  },
  100: {
    what: 'A configuration with a webhook, a key in the wrong place, and a store without a bucket inside one cluster',
    seenIn: 'config/samples/ramendr_v1alpha1_ramenconfig.yaml',
    yaml: configMap(
      `webhook: # <- unknown-config-key\n  port: 9443\nveleroNamespaceName: velero # <- misplaced-config-key\n${profile(
        {
          s3ProfileName: 's3ProfileName: minio-on-dr1 # <- s3-profile-incomplete',
          s3Bucket: '',
          s3CompatibleEndpoint:
            's3CompatibleEndpoint: http://minio.default.svc:9000 # <- s3-endpoint-cluster-local',
        },
      )}`,
    ),
  },
  101: {
    what: 'A DRClusterConfig without the id of its cluster',
    seenIn: 'config/samples/ramendr_v1alpha1_drclusterconfig.yaml',
    yaml: ramenObject('DRClusterConfig', '{ name: dr1 }', 'replicationSchedules: [5m]').replace(
      'spec:',
      'spec: # <- schema-violation',
    ),
  },
  102: {
    what: 'A MaintenanceMode with a token where an id belongs',
    seenIn: 'config/samples/ramendr_v1alpha1_maintenancemode.yaml',
    yaml: ramenObject(
      'MaintenanceMode # <- operator-owned-in-git',
      '{ name: mode }',
      'storageProvisioner: rook-ceph.rbd.csi.ceph.com\ntargetID: <storage-identifier>\nmodes: [Failover]',
    ),
  },
  103: {
    what: 'A configuration with the port of a webhook',
    seenIn: 'examples/dr_hub_config.yaml',
    yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
webhook: # <- unknown-config-key
  port: 9443
`,
  },
  104: {
    what: 'Storage labels in camel case',
    seenIn: 'docs/configure.md',
    yaml: storage(
      'StorageClass',
      'rbd',
      'dr1',
      'ramendr.openshift.io/storageID: rbd # <- label-key-case',
      rbd,
    ),
  },
  105: {
    what: 'Clusters of a Regional pair are declared unfenced',
    seenIn: 'docs/configure.md',
    yaml: documents(
      drPolicy('schedulingInterval: 5m\ndrClusters: [dr1, dr2]'),
      drCluster('dr1', 's3ProfileName: minio-on-dr1\nclusterFence: Unfenced # <- fence-on-regional'),
      drCluster('dr2'),
    ),
  },
  106: {
    what: 'leaderElection.enabled',
    seenIn: 'docs/configure.md',
    yaml: configMap('leaderElection:\n  enabled: true # <- misplaced-config-key'),
  },
  107: {
    what: 'A Metro policy selects snapshot classes',
    seenIn: 'docs/configure.md',
    yaml: drPolicy(
      'drClusters: [dr1, dr2]\nschedulingInterval: ""\nvolumeSnapshotClassSelector:\n  matchLabels: { class: ramen } # <- class-selector-useless',
    ),
  },
  108: {
    what: 'A reference to a Recipe names workflows, and no namespace',
    seenIn: 'docs/usage.md',
    yaml: drpc(
      `preferredCluster: dr1\nkubeObjectProtection:\n  recipeRef: # <- recipe-reference-incomplete\n    name: cart\n    captureWorkflowName: capture # <- obsolete-field\n    recoverWorkflowName: recover # <- obsolete-field\n${refs}`,
    ),
  },
  109: {
    what: 'A relocation to failoverCluster',
    seenIn: 'docs/usage.md',
    yaml: drpc(`action: Relocate\nfailoverCluster: dr1\n${refs}`).replace(
      'spec:',
      'spec: # <- preferred-cluster-missing',
    ),
  },
  110: {
    what: 'A Recipe with a selector as text, commands as lists, and workflows of other names',
    seenIn: 'docs/usage.md',
    yaml: ramenObject(
      'Recipe',
      '{ name: cart, namespace: shop, annotations: { ramen-sync.io/cluster: dr1 } }',
      `appType: cart
groups:
- name: data
  type: volume
  labelSelector: app=cart # <- schema-violation
hooks:
- name: quiesce # <- schema-violation
  ops:
  - name: pre
    command: ["/bin/sh", "-c", sync] # <- schema-violation
workflows:
- name: capture # <- recipe-workflow-name
  sequence:
  - group: data
- name: recover # <- recipe-workflow-name
  sequence:
  - group: data`,
    ),
  },
  111: {
    what: 'A key stands twice',
    seenIn: 'docs/drcluster-crd.md',
    yaml: drCluster(
      'dr1',
      's3ProfileName: minio-on-dr1\ncidrs: [192.0.2.0/28]\ncidrs: [192.0.2.16/28] # <- duplicate-key',
    ),
  },
  112: {
    what: 'A progression is spelled as one word',
    seenIn: 'docs',
    noRule: 'a statement about status',
  },
  113: {
    what: 'The DRPlacementControl of an ApplicationSet is in the namespace of the application',
    seenIn: 'dr/deployment-k8s-regional-rbd in ocm-ramen-samples',
    yaml: documents(
      drpc(
        'preferredCluster: dr1\ndrPolicyRef: { name: p5m }\nplacementRef:\n  kind: Placement\n  name: placement # <- placement-missing\npvcSelector: { matchLabels: { appname: busybox } }',
        '{ name: deployment-rbd-drpc, namespace: deployment-rbd }',
      ),
      placement('deployment-rbd-appset', 'argocd'),
    ),
  },
  114: {
    what: 'Placements without the annotation that leaves them to Ramen',
    seenIn: 'subscription/base in ocm-ramen-samples',
    yaml: documents(
      drpc(`preferredCluster: dr1\n${refs}`),
      placement('cart', 'shop', 'numberOfClusters: 1', false).replace(
        'metadata:',
        'metadata: # <- placement-not-disabled',
      ),
    ),
  },
};
