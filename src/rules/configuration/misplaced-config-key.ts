import { formatPath, getAt } from '../../model/field-path.ts';
import { isObject } from '../../model/json.ts';
import type { RamenConfigDocument } from '../../topology/ramen-config.ts';
import { ramenConfigKeys, type StrangeKey, strangeKeys } from '../../topology/ramen-config-keys.ts';
import { configName, configSpot } from '../config-spot.ts';
import { defineRule, type FixIntent, type Problem } from '../define-rule.ts';

export const misplacedConfigKey = defineRule({
  id: 'misplaced-config-key',
  severity: 'error',
  summary: "A key of Ramen's configuration stands where Ramen does not look for it.",
  page: () => ({
    why: `Ramen reads its configuration without a schema and ignores what it does not know. Profiles below
\`drClusterOperator\` do not exist for it, and every DRCluster answers that its profile is not found. Examples with such
places are widespread.`,
    fix: 'Move the key to where Ramen reads it, or write the name that Ramen reads there.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/ramenconfig_types.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/ramenconfig.go',
    ],
    invalid: [
      {
        title: 'Profiles below the wrong key',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system }
data:
  ramen_manager_config.yaml: |
    drClusterOperator:
      channelName: alpha
      s3StoreProfiles: # finding
        - s3ProfileName: minio-on-dr1
          s3Bucket: ramen
          s3CompatibleEndpoint: https://minio.dr1.example.com
          s3Region: us-east-1
          s3SecretRef: { name: s3-dr1 }
`,
      },
      {
        title: 'A section forgotten, and a name that was never right',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
veleroNamespaceName: velero # finding
leaderElection:
  enabled: true # finding
  resourceName: hub.ramendr.openshift.io
`,
      },
    ],
    valid: [
      {
        title: 'All in their places',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
leaderElection: { leaderElect: true, resourceName: hub.ramendr.openshift.io }
kubeObjectProtection: { veleroNamespaceName: velero }
s3StoreProfiles: []
`,
      },
    ],
  }),
  fixable: true,
  *check({ ramenConfigs }) {
    for (const config of ramenConfigs) {
      for (const strange of strangeKeys(config.value)) {
        if (strange.inCase !== undefined) continue;
        const right = rightPlace(config, strange);
        if (right !== undefined) yield problem(config, strange, right);
      }
    }
  },
});

interface RightPlace {
  readonly where: string;
  readonly fix?: FixIntent;
}

/** Names that stand in examples, by the path without indexes. */
const otherNames: Readonly<Record<string, string>> = {
  'leaderElection.enabled': 'leaderElect',
  's3StoreProfiles.s3Endpoint': 's3CompatibleEndpoint',
  's3StoreProfiles.endpoint': 's3CompatibleEndpoint',
  's3StoreProfiles.bucket': 's3Bucket',
  's3StoreProfiles.region': 's3Region',
  's3StoreProfiles.name': 's3ProfileName',
  's3StoreProfiles.secretRef': 's3SecretRef',
};

function rightPlace(config: RamenConfigDocument, { path, value }: StrangeKey): RightPlace | undefined {
  const name = String(path.at(-1));
  const steps = path.filter((step) => typeof step === 'string');
  const other = otherNames[steps.join('.')];
  if (other !== undefined) {
    const isFree = getAt(config.value, [...path.slice(0, -1), other]) === undefined;
    return { where: other, ...(isFree ? { fix: { type: 'rename-key', path, to: other } as const } : {}) };
  }
  const to = homeOf(name);
  if (to === undefined) return undefined;
  const isFree = getAt(config.value, to) === undefined;
  return { where: formatPath(to), ...(isFree ? { fix: { type: 'move', path, to, value } as const } : {}) };
}

/** The one place where Ramen reads a key of that name; undefined where there is none, or more than one. */
function homeOf(name: string): readonly string[] | undefined {
  const homes: (readonly string[])[] = [];
  for (const [key, section] of Object.entries(ramenConfigKeys)) {
    if (key === name) homes.push([key]);
    if (isObject(section) && Object.hasOwn(section, name)) homes.push([key, name]);
  }
  const [home, second] = homes;
  return second === undefined ? home : undefined;
}

function problem(config: RamenConfigDocument, { path }: StrangeKey, right: RightPlace): Problem {
  const sameName = right.where.split('.').at(-1) === path.at(-1);
  return {
    ...configSpot(config, path, 'key'),
    message: `${configName(config)} has ${formatPath(path)}, which Ramen reads as ${right.where} only`,
    label: `belongs ${sameName ? 'to' : 'here as'} ${right.where}`,
    help: `${sameName ? 'move it to' : 'write'} ${right.where}`,
    ...(right.fix === undefined ? {} : { fix: right.fix }),
  };
}
