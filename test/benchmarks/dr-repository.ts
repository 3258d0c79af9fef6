import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Writes a DR repository of exactly `documents` objects, one file each, that lints clean: the clusters, policies and
 * Ramen's configuration, then applications of four objects, whose names begin with `prefix`. Answers the folder that
 * holds the objects and nothing else.
 */
export function writeDrRepository(root: string, documents: number, prefix = 'app'): string {
  const objects = join(root, 'dr');
  const texts =
    documents === 1 ? [drpc(`${prefix}-0`)] : [...base, ...applications(documents - base.length, prefix)];
  for (const { path, text } of texts) {
    const file = join(objects, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  writeFileSync(join(root, 'ramen-sync.yaml'), config);
  return objects;
}

interface Document {
  readonly path: string;
  readonly text: string;
}

const config = `apiVersion: ramen-sync.io/v1alpha1
kind: Config
hub: { context: hub }
sources:
  - { path: dr/ }
`;

const base: readonly Document[] = [
  {
    path: 'hub/namespace.yaml',
    text: `apiVersion: v1
kind: Namespace
metadata:
  name: ramen-system
`,
  },
  {
    path: 'hub/ramen-config.yaml',
    text: `apiVersion: v1
kind: ConfigMap
metadata:
  name: ramen-hub-operator-config
  namespace: ramen-system
data:
  ramen_manager_config.yaml: |
    apiVersion: ramendr.openshift.io/v1alpha1
    kind: RamenConfig
    health:
      healthProbeBindAddress: :8081
    metrics:
      bindAddress: 0.0.0.0:9289
    leaderElection:
      leaderElect: true
      resourceName: hub.ramendr.openshift.io
    ramenOpsNamespace: ramen-ops
    multiNamespace:
      FeatureEnabled: true
      volsyncSupported: true
    volumeUnprotectionEnabled: true
    retainNamespaceSCCAcrossPeers: true
    drClusterOperator:
      deploymentAutomationEnabled: true
      s3SecretDistributionEnabled: true
    s3StoreProfiles:
${['dr1', 'dr2'].map(s3Profile).join('')}`,
  },
  ...['dr1', 'dr2'].flatMap((cluster) => [
    {
      path: `hub/secret-${cluster}.yaml`,
      text: `apiVersion: v1
kind: Secret
metadata:
  name: s3-${cluster}
  namespace: ramen-system
stringData:
  AWS_ACCESS_KEY_ID: example
  AWS_SECRET_ACCESS_KEY: example
`,
    },
    {
      path: `hub/dr-cluster-${cluster}.yaml`,
      text: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata:
  name: ${cluster}
spec:
  s3ProfileName: minio-on-${cluster}
`,
    },
  ]),
  ...['5m', '1h'].map((interval) => ({
    path: `hub/policy-${interval}.yaml`,
    text: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata:
  name: p${interval}
spec:
  drClusters: [dr1, dr2]
  schedulingInterval: ${interval}
`,
  })),
];

function s3Profile(cluster: string): string {
  return `      - s3ProfileName: minio-on-${cluster}
        s3Bucket: ramen
        s3CompatibleEndpoint: https://minio.${cluster}.example.com:9000
        s3Region: us-east-1
        s3SecretRef:
          name: s3-${cluster}
`;
}

function applications(documents: number, prefix: string): readonly Document[] {
  return Array.from({ length: Math.ceil(documents / 4) }, (_, index) => application(`${prefix}-${index}`))
    .flat()
    .slice(0, documents);
}

function application(name: string): readonly Document[] {
  return [
    {
      path: `apps/${name}/00-namespace.yaml`,
      text: `apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
  labels:
    app.kubernetes.io/part-of: ${name}
    example.com/team: team-${name.length}
`,
    },
    {
      path: `apps/${name}/binding.yaml`,
      text: `apiVersion: cluster.open-cluster-management.io/v1beta2
kind: ManagedClusterSetBinding
metadata:
  name: default
  namespace: ${name}
spec:
  clusterSet: default
`,
    },
    {
      path: `apps/${name}/placement.yaml`,
      text: `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata:
  name: ${name}
  namespace: ${name}
  labels:
    app.kubernetes.io/part-of: ${name}
  annotations:
    # Ramen decides where the application runs, not OCM's scheduler.
    cluster.open-cluster-management.io/experimental-scheduling-disable: "true"
spec:
  clusterSets: [default]
  numberOfClusters: 1
  predicates:
    - requiredClusterSelector:
        labelSelector:
          matchExpressions:
            - key: name
              operator: In
              values: [dr1, dr2]
`,
    },
    drpc(name),
  ];
}

function drpc(name: string): Document {
  return {
    path: `apps/${name}/drpc.yaml`,
    text: `# Disaster recovery of ${name}. Owner: team ${name.length}, see the runbook before changing spec.action.
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata:
  name: ${name}
  namespace: ${name}
  labels:
    app.kubernetes.io/name: ${name}
    app.kubernetes.io/part-of: ${name}
    cluster.open-cluster-management.io/backup: ramen
  annotations:
    example.com/runbook: https://runbooks.example.com/dr/${name}
spec:
  preferredCluster: dr1
  drPolicyRef:
    apiVersion: ramendr.openshift.io/v1alpha1
    kind: DRPolicy
    name: p5m
  placementRef:
    apiVersion: cluster.open-cluster-management.io/v1beta1
    kind: Placement
    name: ${name}
    namespace: ${name}
  pvcSelector:
    matchLabels:
      app.kubernetes.io/part-of: ${name}
  kubeObjectProtection:
    captureInterval: 5m0s
    kubeObjectSelector:
      matchExpressions:
        - key: app.kubernetes.io/part-of
          operator: In
          values:
            - ${name}
`,
  };
}
