import { documents, drpc, type MistakeTable, placement, ramenObject, refs } from './mistake.ts';

/** Applications written by hand, as guides and first tries have them. */
export const applicationsByHand: MistakeTable = {
  1: {
    what: 'A VolumeReplicationGroup is written by hand, with an action on the day it is made',
    yaml: ramenObject(
      'VolumeReplicationGroup # <- operator-owned-in-git',
      '{ name: cart, namespace: shop }',
      'action: Relocate\nreplicationState: primary\npvcSelector: {}\ns3Profiles: [a, b]\nasync: { schedulingInterval: 5m }',
    ),
  },
  4: {
    what: 'A VolumeReplicationGroup by hand names one S3 profile, where Ramen would list those of both clusters',
    yaml: ramenObject(
      'VolumeReplicationGroup # <- operator-owned-in-git',
      '{ name: cart, namespace: shop }',
      'replicationState: primary\npvcSelector: {}\ns3Profiles: [minio]\nasync: { schedulingInterval: 5m }',
    ),
  },
  5: {
    what: 'A DRPolicy is said to make VolumeReplicationGroups',
    noRule: 'a statement; nothing of it is in YAML',
  },
  8: {
    what: 'A DRPlacementControl refers to no Placement',
    yaml: drpc('preferredCluster: dr1\ndrPolicyRef: { name: p5m }\npvcSelector: {}').replace(
      'spec:',
      'spec: # <- schema-violation',
    ),
  },
  9: {
    what: 'The reference to a DRPolicy has a namespace',
    yaml: drpc(
      'preferredCluster: dr1\ndrPolicyRef:\n  name: p5m\n  namespace: ramen-system # <- policy-reference-namespace\nplacementRef: { kind: Placement, name: cart }\npvcSelector: { matchLabels: { app: cart } }',
    ),
  },
  10: {
    what: 'failoverCluster is set before any action asks for it',
    noRule: 'healthy: Ramen does not read it before the action, and many set it on the first day',
  },
  11: {
    what: 'A DRPlacementControl has the replicationState of a VolumeReplicationGroup',
    yaml: drpc(`preferredCluster: dr1\nreplicationState: primary # <- field-of-another-kind\n${refs}`),
  },
  12: {
    what: "DRPlacementControls are said to need a vendor's hub",
    noRule: 'a statement; they work with plain Open Cluster Management',
  },
  24: {
    what: 'Files and webhooks of Ramen that are not there',
    noRule: 'a statement about the source; what cannot be changed is in the CRDs, and an edit of it is found',
  },
  25: {
    what: 'VolumeReplication is said to belong to VolSync',
    noRule: 'a statement; its group is right in every API',
  },
  26: {
    what: 'A VolumeReplication is written by hand',
    yaml: `apiVersion: replication.storage.openshift.io/v1alpha1
kind: VolumeReplication # <- operator-owned-in-git
metadata: { name: data, namespace: shop }
spec:
  volumeReplicationClass: ramen-volsync
  replicationState: primary
  autoResync: true
  dataSource: { apiGroup: "", kind: PersistentVolumeClaim, name: data }
`,
  },
  39: {
    what: 'The reference to a Placement names its namespace',
    noRule: 'right, as long as it is the same namespace; another one is found',
  },
  40: {
    what: 'OCM still schedules the Placement',
    yaml: documents(
      drpc(`preferredCluster: dr1\n${refs}`),
      placement('cart', 'shop', 'numberOfClusters: 1', false).replace(
        'metadata:',
        'metadata: # <- placement-not-disabled',
      ),
    ),
  },
  41: {
    what: 'The Placement does not ask for one cluster',
    yaml: documents(
      drpc(`preferredCluster: dr1\n${refs}`),
      placement('cart', 'shop', 'clusterSets: [default]').replace(
        'spec:',
        'spec: # <- placement-cluster-count',
      ),
    ),
  },
  42: {
    what: 'The cluster set of a Placement is not bound to its namespace',
    yaml: documents(
      drpc(`preferredCluster: dr1\n${refs}`),
      placement('cart', 'shop', 'numberOfClusters: 1\nclusterSets:\n- dr-clusters # <- cluster-set-unbound'),
      `apiVersion: cluster.open-cluster-management.io/v1beta2
kind: ManagedClusterSetBinding
metadata: { name: dr-clusters, namespace: billing }
spec: { clusterSet: dr-clusters }`,
    ),
  },
  44: { what: 'The hub is said to fail over by itself', noRule: 'a statement; somebody sets the action' },
  45: {
    what: 'A failover by switching the state of a VolumeReplicationGroup',
    yaml: ramenObject(
      'VolumeReplicationGroup # <- operator-owned-in-git',
      '{ name: cart, namespace: shop }',
      'replicationState: secondary\npvcSelector: {}\ns3Profiles: [a, b]\nasync: { schedulingInterval: 5m }',
    ),
  },
  46: { what: 'DRClusters are said to be watched on managed clusters', noRule: 'a statement' },
  47: {
    what: 'Objects are captured by one label, which not all of them have',
    noRule: 'which objects of the application carry the label is not in the DR repository',
  },
};
