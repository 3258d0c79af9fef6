import { describe, expect, it } from 'vitest';
import { parseText } from '../../../yaml/parse-text.ts';
import { rewriteConfig } from './rewrite-config.ts';

/**
 * The expected texts were written by Go: sigs.k8s.io/yaml 1.6.0 over a copy of Ramen's types and component-base's
 * LeaderElectionConfiguration. 3,000 drawn texts were compared the same way when the model was made.
 */
describe("the operator's rewrite", () => {
  it.each<[string, string, 'hub' | 'cluster', string]>([
    [
      'of a hub: zeros and strangers go, numbers become text, base64 one line, a pointer keeps its false',
      `multiNamespace:
  featureEnabled: false
metrics: {bindAddress: 0} # none
webhook: {port: 3}
leaderElection: {leaderElect: false, leaseDuration: 60s}
s3StoreProfiles:
- s3ProfileName: a
  caCertificates: |
    aGVs
    bG8=
`,
      'hub',
      `apiVersion: ramendr.openshift.io/v1alpha1
drClusterOperator:
  catalogSourceName: ramen-catalog
  catalogSourceNamespaceName: ramen-system
  channelName: alpha
  clusterServiceVersionName: ramen-dr-cluster-operator.v0.0.1
  deploymentAutomationEnabled: true
  namespaceName: ramen-system
  packageName: ramen-dr-cluster-operator
  s3SecretDistributionEnabled: true
health:
  healthProbeBindAddress: :8081
kind: RamenConfig
kubeObjectProtection:
  veleroNamespaceName: velero
leaderElection:
  leaderElect: false
  leaseDuration: 1m0s
  renewDeadline: 0s
  resourceLock: ""
  resourceName: hub.ramendr.openshift.io
  resourceNamespace: ""
  retryPeriod: 0s
maxConcurrentReconciles: 50
metrics:
  bindAddress: "0"
multiNamespace:
  volsyncSupported: true
ramenOpsNamespace: ramen-ops
retainNamespaceSCCAcrossPeers: true
s3StoreProfiles:
- caCertificates: aGVsbG8=
  s3Bucket: ""
  s3CompatibleEndpoint: ""
  s3ProfileName: a
  s3Region: ""
  s3SecretRef: {}
volSync:
  destinationCopyMethod: Direct
volumeUnprotectionEnabled: true
`,
    ],
    [
      'of nothing on a cluster: the defaults',
      '',
      'cluster',
      `apiVersion: ramendr.openshift.io/v1alpha1
drClusterOperator:
  deploymentAutomationEnabled: true
  s3SecretDistributionEnabled: true
health:
  healthProbeBindAddress: :8081
kind: RamenConfig
kubeObjectProtection:
  veleroNamespaceName: velero
leaderElection:
  leaderElect: true
  leaseDuration: 0s
  renewDeadline: 0s
  resourceLock: ""
  resourceName: dr-cluster.ramendr.openshift.io
  resourceNamespace: ""
  retryPeriod: 0s
maxConcurrentReconciles: 50
metrics:
  bindAddress: 0.0.0.0:9289
multiNamespace:
  FeatureEnabled: true
  volsyncSupported: true
ramenOpsNamespace: ramen-ops
retainNamespaceSCCAcrossPeers: true
volSync:
  destinationCopyMethod: Direct
volumeUnprotectionEnabled: true
`,
    ],
  ])('%s', (_, text, role, expected) => {
    const written = rewriteConfig(text, role, 'ramen-system') ?? '';
    expect(written.replaceAll("''", '""').replaceAll("'0'", '"0"')).toBe(expected);
  });

  it('loses a false for good: the start after that takes the default', () => {
    const first = rewriteConfig(
      'drClusterOperator: { deploymentAutomationEnabled: false }',
      'hub',
      'ramen-system',
    );
    expect(first).not.toContain('deploymentAutomationEnabled');
    const second = parseText(rewriteConfig(first ?? '', 'hub', 'ramen-system') ?? '').value;
    expect(second).toMatchObject({ drClusterOperator: { deploymentAutomationEnabled: true } });
  });

  it.each([
    '- a',
    'a: [',
    'maxConcurrentReconciles: "5"',
    'volSync: 3',
    'leaderElection: { leaseDuration: x }',
  ])('refuses %j, as the operator then does not start', (text) =>
    expect(rewriteConfig(text, 'hub', 'ramen-system')).toBeUndefined(),
  );
});
