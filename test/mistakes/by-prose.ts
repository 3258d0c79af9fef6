import { documents, drCluster, drPolicy, drpc, type MistakeTable, ramenObject, refs } from './mistake.ts';

const failedOver = `preferredCluster: dr1\nfailoverCluster: dr2\naction: Failover\n${refs}`;
const emptyAction = `preferredCluster: dr1\naction: "" # <- empty-action\n${refs}`;

/** What people write after descriptions of the API that say it wrong, or leave half of it out. */
export const byProse: MistakeTable = {
  48: { what: 'The action is cleared with empty text', yaml: drpc(emptyAction) },
  49: {
    what: 'After a failover action and failoverCluster go, and preferredCluster stays',
    yaml: drpc(`preferredCluster: dr1\n${refs}`).replace('spec:', 'spec: # <- action-removed'),
    before: drpc(failedOver),
  },
  50: {
    what: 'status.preferredDecision is taken for the place where the application runs',
    noRule: 'status is not in Git; ramen-sync itself reads decisions, not this field',
  },
  51: { what: 'Available is said to speak of the preferred cluster', noRule: 'a statement about status' },
  52: {
    what: 'Regions are to pair clusters for Metro',
    yaml: drCluster('dr1', 's3ProfileName: minio-on-dr1\nregion: metro # <- region-deprecated'),
  },
  53: { what: 'An interval is said never to be empty', noRule: 'a statement; empty is Metro, and accepted' },
  54: {
    what: 'Nothing says that selectors of a DRPolicy cannot change',
    before: drPolicy('schedulingInterval: 5m\ndrClusters: [dr1, dr2]'),
    yaml: drPolicy(
      'schedulingInterval: 5m\ndrClusters: [dr1, dr2]\nreplicationClassSelector:\n  matchLabels: { class: ramen } # <- immutable-field',
    ),
  },
  55: {
    what: 'Nothing says that the clusters of a DRPolicy must be two different ones, and stay in their order',
    yaml: drPolicy('schedulingInterval: 5m\ndrClusters:\n- dr1\n- dr1 # <- policy-cluster-count'),
  },
  56: { what: 'A condition of DRClusters is left out', noRule: 'a statement about status' },
  57: {
    what: 'protectedNamespaces is taken for additional namespaces of any application',
    yaml: drpc(
      `preferredCluster: dr1\nprotectedNamespaces: [shop-db] # <- protected-namespaces-outside-ops\n${refs}`,
    ),
  },
  58: { what: 'Two fields are left out of a table', noRule: 'a statement; the schema has them' },
  59: { what: 'Progressions are named in part', noRule: 'a statement about status' },
  60: { what: 'Conditions are named in part', noRule: 'a statement about status' },
  61: { what: 'The names of the ConfigMaps', noRule: 'they are right' },
  62: {
    what: 'A DRPolicy names the S3 profile, which is a field of the DRCluster',
    yaml: drPolicy(
      'schedulingInterval: 5m\ndrClusters: [dr1, dr2]\ns3ProfileName: minio # <- field-of-another-kind',
    ),
  },
  63: {
    what: 'Scopes are named after clusters, not as Kubernetes means them',
    noRule: 'a statement; a namespace on an object that has none is found',
  },
  64: {
    what: 'The interval is described as a wish, not as the text that a class must repeat',
    noRule: 'a statement; a class with another interval is found',
  },
  65: { what: 'No action is written as an empty action', yaml: drpc(emptyAction) },
  66: { what: 'A failover is said to wait for PeerReady', noRule: 'a statement about status' },
  67: {
    what: 'Clusters are to be fenced before a Regional failover',
    yaml: documents(
      drPolicy('schedulingInterval: 5m\ndrClusters: [dr1, dr2]'),
      drCluster(
        'dr1',
        's3ProfileName: minio-on-dr1\nclusterFence: Fenced # <- fence-on-regional\ncidrs: [192.0.2.0/28]',
      ),
      drCluster('dr2'),
    ),
  },
  68: { what: 'A DRPolicy is said to make S3 profiles', noRule: 'a statement; it sends Secrets' },
  69: { what: 'Reasons are named as conditions', noRule: 'a statement about status' },
  70: { what: 'Phases of a DRCluster that are not there', noRule: 'a statement about status' },
  71: { what: 'A DRClusterConfig is said to check the store', noRule: 'a statement' },
  72: { what: 'DRPlacementControls are said to watch Secrets', noRule: 'a statement' },
  73: { what: 'Asynchronous replication is said to be VolSync alone', noRule: 'a statement' },
  74: { what: 'Controllers are counted', noRule: 'a statement' },
  75: {
    what: 'ManagedClusters are said to be dispensable',
    noRule: 'a statement; where a repository keeps them, one that is missing is found',
  },
  76: { what: 'Kinds that travel in ManifestWorks are left out', noRule: 'a statement' },
  77: {
    what: 'Constants of the source are taken for types of conditions',
    noRule: 'about a program, not about YAML',
  },
  78: { what: 'Kinds that are read through views are left out', noRule: 'a statement' },
  79: { what: 'A constant is taken for the type of a condition', noRule: 'about a program, not about YAML' },
  80: { what: 'The shape of a status', noRule: 'about a program, not about YAML' },
  81: { what: 'An example of a view', noRule: 'it is right; in Git a view is found as what Ramen makes' },
  82: {
    what: 'S3 profiles are declared in the DRPolicy',
    yaml: drPolicy(
      'schedulingInterval: 5m\ndrClusters: [dr1, dr2]\ns3StoreProfiles: # <- unknown-field\n- { s3ProfileName: minio }',
    ),
  },
  83: { what: 'A DRCluster is named as its cluster', noRule: 'it is right' },
  84: { what: 'The names of the ConfigMaps', noRule: 'they are right' },
  85: { what: 'The action is cleared with empty text, by a program', yaml: drpc(emptyAction) },
  86: {
    what: 'A DRPlacementControl without a Placement: placementRef is null',
    yaml: drpc(
      'preferredCluster: dr1\ndrPolicyRef: { name: p5m }\nplacementRef: null # <- schema-violation\npvcSelector: { matchLabels: { app: cart } }',
    ),
  },
  87: {
    what: 'Fields of status in capitals',
    noRule: 'a mistake in queries; a field of spec in capitals is found as an unknown one',
  },
  88: { what: 'status.preferredDecision is taken for where it should run', noRule: 'status is not in Git' },
  89: { what: 'A stray character', noRule: 'of a text that is not YAML' },
  90: {
    what: 'Recovery of a hub is said not to be there',
    noRule: 'a statement; what Git must hold then is judged by plan, which sees the clusters',
  },
  91: {
    what: 'A kind that Ramen never had in this API',
    yaml: ramenObject(
      'AppVolumeReplication # <- unknown-ramen-kind',
      '{ name: cart, namespace: shop }',
      '{}',
    ).replace('spec:\n  {}', 'spec: {}'),
  },
  92: {
    what: 'Version v1 of the API',
    yaml: drPolicy('schedulingInterval: 5m\ndrClusters: [dr1, dr2]').replace(
      'ramendr.openshift.io/v1alpha1',
      'ramendr.openshift.io/v1 # <- obsolete-api',
    ),
  },
  93: { what: "A vendor's product is said to be needed", noRule: 'a statement' },
  94: { what: 'Metro is said to come later', noRule: 'a statement' },
};
