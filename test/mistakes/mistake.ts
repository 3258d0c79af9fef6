/** A mistake that people make with Ramen. A sample marks what is found: `# <- rule` ends the line, or `# <- rule, rule`. */
export type Mistake = Found | NoRule;

interface Named {
  /** What is wrong, in a few words. */
  readonly what: string;
  /** A document or sample that has it, in a repository of Ramen's. */
  readonly seenIn?: string;
}

export interface Found extends Named {
  /** Documents of one file. */
  readonly yaml: string;
  /** What the file was, where the mistake is an edit. */
  readonly before?: string;
}

/** Nothing that a linter of YAML could find. */
export interface NoRule extends Named {
  readonly noRule: string;
}

/** By number; `1` to the last, none left out. */
export type MistakeTable = Readonly<Record<number, Mistake>>;

const ramen = 'ramendr.openshift.io/v1alpha1';

/** `spec` is what stands below that key, without indentation. */
export function ramenObject(kind: string, metadata: string, spec: string): string {
  return `apiVersion: ${ramen}\nkind: ${kind}\nmetadata: ${metadata}\nspec:\n${indented(spec)}`;
}

export function drpc(spec: string, metadata = '{ name: cart, namespace: shop }'): string {
  return ramenObject('DRPlacementControl', metadata, spec);
}

export function drPolicy(spec: string, metadata = '{ name: p5m }'): string {
  return ramenObject('DRPolicy', metadata, spec);
}

export function drCluster(name: string, spec = `s3ProfileName: minio-on-${name}`): string {
  return ramenObject('DRCluster', `{ name: ${name} }`, spec);
}

/** Ramen's configuration in its ConfigMap. */
export function configMap(text: string, name = 'ramen-hub-operator-config'): string {
  return `apiVersion: v1
kind: ConfigMap
metadata: { name: ${name}, namespace: ramen-system }
data:
  ramen_manager_config.yaml: |
${indented(indented(text))}`;
}

/** The profiles of a configuration; one line of the first may be another. */
export function profile(change: Readonly<Record<string, string>> = {}): string {
  const lines = {
    s3ProfileName: 's3ProfileName: minio-on-dr1',
    s3Bucket: 's3Bucket: ramen',
    s3CompatibleEndpoint: 's3CompatibleEndpoint: https://minio.dr1.example.com',
    s3Region: 's3Region: us-east-1',
    s3SecretRef: 's3SecretRef: { name: s3-dr1 }',
    ...change,
  };
  const text = Object.values(lines).filter((line) => line !== '');
  return `s3StoreProfiles:\n- ${text.join('\n').replaceAll('\n', '\n  ')}`;
}

export function placement(
  name: string,
  namespace: string,
  spec = 'numberOfClusters: 1',
  isDisabled = true,
): string {
  const annotation = 'cluster.open-cluster-management.io/experimental-scheduling-disable: "true"';
  const annotations = isDisabled ? `\n  annotations:\n    ${annotation}` : '';
  return `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata:
  name: ${name}
  namespace: ${namespace}${annotations}
spec:
${indented(spec)}`;
}

/** On one managed cluster. */
export function storage(kind: string, name: string, cluster: string, labels: string, rest: string): string {
  const versions: Readonly<Record<string, string>> = {
    StorageClass: 'storage.k8s.io/v1',
    VolumeSnapshotClass: 'snapshot.storage.k8s.io/v1',
    NetworkFenceClass: 'csiaddons.openshift.io/v1alpha1',
  };
  return `apiVersion: ${versions[kind] ?? 'replication.storage.openshift.io/v1alpha1'}
kind: ${kind}
metadata:
  name: ${name}
  annotations: { ramen-sync.io/cluster: ${cluster} }
  labels:
${indented(indented(labels))}
${rest}`;
}

/** What a DRPlacementControl needs besides what is wrong with it. */
export const refs = `drPolicyRef: { name: p5m }
placementRef: { kind: Placement, name: cart }
pvcSelector: { matchLabels: { app: cart } }`;

export function documents(...texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('---\n');
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');
}
