import type { Fields, GoType } from './go-types.ts';

const string = { is: 'string' } as const;
const keptString = { is: 'string', kept: true } as const;
const bool = { is: 'bool' } as const;
const duration = { is: 'duration', kept: true } as const;
const struct = (fields: Fields): GoType => ({ is: 'struct', fields });
const pointerTo = (fields: Fields): GoType => ({ is: 'struct', fields, pointer: true });

/** Ramen: api/v1alpha1/ramenconfig_types.go. */
export const ramenConfigType = struct({
  apiVersion: string,
  kind: string,
  leaderElection: pointerTo({
    leaderElect: { is: 'bool-pointer' },
    leaseDuration: duration,
    renewDeadline: duration,
    retryPeriod: duration,
    resourceLock: keptString,
    resourceName: keptString,
    resourceNamespace: keptString,
  }),
  metrics: struct({ bindAddress: string }),
  health: struct({
    healthProbeBindAddress: string,
    readinessEndpointName: string,
    livenessEndpointName: string,
  }),
  ramenControllerType: string,
  s3StoreProfiles: {
    is: 'list',
    of: struct({
      s3ProfileName: keptString,
      s3Bucket: keptString,
      s3CompatibleEndpoint: keptString,
      s3Region: keptString,
      s3SecretRef: struct({ name: string, namespace: string }),
      veleroNamespaceSecretKeyRef: pointerTo({
        name: string,
        key: keptString,
        optional: { is: 'bool-pointer' },
      }),
      caCertificates: { is: 'bytes' },
    }),
  },
  maxConcurrentReconciles: { is: 'int' },
  drClusterOperator: struct({
    deploymentAutomationEnabled: bool,
    s3SecretDistributionEnabled: bool,
    channelName: string,
    packageName: string,
    namespaceName: string,
    catalogSourceName: string,
    catalogSourceNamespaceName: string,
    clusterServiceVersionName: string,
  }),
  volSync: struct({ disabled: bool, cephFSCSIDriverName: string, destinationCopyMethod: string }),
  kubeObjectProtection: struct({ disabled: bool, veleroNamespaceName: string }),
  multiNamespace: struct({ FeatureEnabled: bool, volsyncSupported: bool }),
  volumeUnprotectionEnabled: bool,
  ramenOpsNamespace: string,
  retainNamespaceSCCAcrossPeers: bool,
});
