import { type Chance, pickOne } from '../differential/chance.ts';
import { drawPolicies, type PolicyFacts } from './policies.ts';

/** What a generated installation is like, before any text is written. */
export interface World {
  readonly flavour: 'kubernetes' | 'openshift';
  readonly operatorNamespace: string;
  readonly clusterOperatorNamespace: string;
  readonly opsNamespace: string;
  readonly veleroNamespace: string;
  readonly argoNamespace: string;
  readonly clusters: readonly ClusterFacts[];
  readonly profiles: readonly ProfileFacts[];
  readonly policies: readonly PolicyFacts[];
  /** How a Secret stands in Git. */
  readonly secretStyle: 'placeholder' | 'base64' | 'sops' | 'sealed' | 'external';
  readonly clusterSet: string;
  /** The hub installs and configures Ramen on the clusters; else Git does. */
  readonly isAutomated: boolean;
}

export interface ClusterFacts {
  readonly name: string;
  readonly profile: string;
  readonly cidrs: readonly string[];
}

export interface ProfileFacts {
  readonly name: string;
  readonly bucket: string;
  readonly endpoint: string;
  readonly region: string;
  readonly secret: string;
}

export function drawWorld(chance: Chance): World {
  const flavour = pickOne<World['flavour']>(chance, ['kubernetes', 'kubernetes', 'openshift']);
  const names = drawClusterNames(chance);
  const profiles = drawProfiles(chance, names);
  const clusters = names.map((name, index) => ({
    name,
    profile: (profiles[index] ?? profiles[0])?.name ?? '',
    cidrs: drawCidrs(chance, index),
  }));
  return {
    flavour,
    ...namespacesOf(flavour, chance),
    clusters,
    profiles,
    policies: drawPolicies(chance, names),
    secretStyle: pickOne(chance, ['placeholder', 'base64', 'sops', 'sealed', 'external']),
    clusterSet: pickOne(chance, ['default', 'dr-clusters', 'global']),
    isAutomated: !chance.often(15),
  };
}

function namespacesOf(flavour: World['flavour'], chance: Chance) {
  return flavour === 'openshift'
    ? {
        operatorNamespace: 'openshift-operators',
        clusterOperatorNamespace: 'openshift-dr-system',
        opsNamespace: 'openshift-dr-ops',
        veleroNamespace: 'openshift-adp',
        argoNamespace: 'openshift-gitops',
      }
    : {
        operatorNamespace: 'ramen-system',
        clusterOperatorNamespace: 'ramen-system',
        opsNamespace: 'ramen-ops',
        veleroNamespace: 'velero',
        argoNamespace: pickOne(chance, ['argocd', 'openshift-gitops']),
      };
}

/** The second is never a part of the first by chance alone: real names are like that too. */
function drawClusterNames(chance: Chance): readonly string[] {
  const names = pickOne<readonly string[]>(chance, [
    ['dr1', 'dr2', 'dr3', 'dr4'],
    ['east', 'west', 'north', 'south'],
    ['ocp-east', 'ocp-east2', 'ocp-west', 'ocp-west2'],
    ['c1-prod', 'c2-prod', 'c3-prod', 'c4-prod'],
    ['berlin', 'munich', 'hamburg', 'cologne'],
  ]);
  return names.slice(0, pickOne(chance, [2, 2, 2, 3, 4]));
}

function drawProfiles(chance: Chance, clusters: readonly string[]): readonly ProfileFacts[] {
  const isShared = chance.often(20);
  const isOneBucketName = chance.often(60);
  const isOneSecret = chance.often(20);
  const prefix = pickOne(chance, ['minio-on-', 's3-', 'odf-s3-']);
  return (isShared ? ['shared'] : clusters).map((name) => ({
    name: `${prefix}${name}`,
    bucket: isOneBucketName ? 'ramen' : `ramen.dr-${name}`,
    endpoint: pickOne(chance, [
      `https://s3.${name}.example.com`,
      `https://minio.${name}.example.com:9000`,
      `https://${name}.s3.example.net/`,
      `https://rgw.apps.${name}.example.org:443/store`,
    ]),
    region: pickOne(chance, ['us-east-1', 'eu-central-1', 'noobaa', 'default']),
    secret: isOneSecret ? 's3-secret' : `s3-${name}`,
  }));
}

function drawCidrs(chance: Chance, index: number): readonly string[] {
  return chance.often(30)
    ? [`10.${index}.0.0/16`, `fd00:${index}::/64`]
    : [`192.0.2.${index * 16}/28`, `198.51.100.${index + 1}/32`];
}
