import type { Risk } from './plan.ts';

/** Where a cluster's credentials come from. Nothing set: the current context of the default kubeconfig. */
export interface ClusterAccess {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly inCluster?: boolean;
}

export interface ManagedClusterConfig extends ClusterAccess {
  /** The DRCluster's and ManagedCluster's name. */
  readonly name: string;
  /** Expected UID of namespace kube-system. */
  readonly id?: string;
}

export interface SourceConfig {
  /** Folder relative to the repository. */
  readonly path: string;
  /** `*` means every managed cluster. Absent: the default target of each kind. */
  readonly clusters?: readonly string[];
  readonly kustomize?: boolean;
}

export type RuleLevel = 'off' | 'error' | 'warning';

/** `ramen-sync.yaml` with defaults filled in. */
export interface Config {
  /** Path of the file it was read from, relative to the repository; absent where there is none. */
  readonly file?: string;
  readonly hub: ClusterAccess & { readonly id?: string };
  readonly managedClusters: readonly ManagedClusterConfig[];
  readonly sources: readonly SourceConfig[];
  readonly ramen: {
    readonly flavour: 'kubernetes' | 'openshift';
    /** Where the hub operator and its ConfigMap live. */
    readonly operatorNamespace: string;
    /** Where the dr-cluster operator and its ConfigMap live on managed clusters. */
    readonly clusterOperatorNamespace: string;
    /** Where DRPlacementControls of discovered applications live. */
    readonly opsNamespace: string;
    readonly mode: 'hub' | 'manual';
  };
  readonly rules: Readonly<Record<string, RuleLevel>>;
  readonly gates: { readonly maxRisk?: Risk; readonly removals: { readonly max: number } };
  /** Managers whose fields may be taken over; `*` is a wildcard. */
  readonly takeOver: readonly string[];
}
