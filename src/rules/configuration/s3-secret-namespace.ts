import { getString } from '../../model/field-path.ts';
import { declaredFlag, distributionFlag, operatorNamespaces } from '../../topology/config-flags.ts';
import type { RamenConfigDocument } from '../../topology/ramen-config.ts';
import { readS3Profiles } from '../../topology/s3-profiles.ts';
import { profileName, profileSpot } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { quoted } from '../wording.ts';

const field = ['s3SecretRef', 'namespace'];

export const s3SecretNamespace = defineRule({
  id: 's3-secret-namespace',
  severity: 'warning',
  summary: 'The Secret of an S3 profile is bound to a namespace that is not the same everywhere.',
  page: () => ({
    why: `The hub copies its profiles to the clusters as they are, and each operator looks for the Secret in the namespace that
the profile names. The Secrets it sends along go to the operator's own namespace on each side. A fixed namespace that is not
the operator's on the hub and on the clusters leads one of them to a Secret that is not there.`,
    fix: 'Remove `s3SecretRef.namespace`: each operator then looks in its own namespace.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/s3utils.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy.go',
      'https://github.com/RamenDR/ramen/issues/394',
    ],
    invalid: [
      {
        title: "The hub's namespace, where the operator of the clusters lives in another",
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: openshift-operators }
data:
  ramen_manager_config.yaml: |
    s3StoreProfiles:
      - s3ProfileName: s3-on-east
        s3Bucket: ramen
        s3CompatibleEndpoint: https://s3.east.example.com
        s3Region: us-east-1
        s3SecretRef:
          name: s3-east
          namespace: openshift-operators # finding
`,
      },
    ],
    valid: [
      {
        title: 'No namespace',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: openshift-operators }
data:
  ramen_manager_config.yaml: |
    s3StoreProfiles:
      - s3ProfileName: s3-on-east
        s3Bucket: ramen
        s3CompatibleEndpoint: https://s3.east.example.com
        s3Region: us-east-1
        s3SecretRef: { name: s3-east }
`,
      },
      {
        title: 'The same namespace on both sides',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system }
data:
  ramen_manager_config.yaml: |
    s3StoreProfiles:
      - s3ProfileName: s3-on-east
        s3Bucket: ramen
        s3CompatibleEndpoint: https://s3.east.example.com
        s3Region: us-east-1
        s3SecretRef: { name: s3-east, namespace: ramen-system }
`,
      },
    ],
  }),
  fixable: true,
  *check({ ramenConfigs, config }) {
    for (const document of ramenConfigs) {
      if (document.role !== 'hub' || declaredFlag(document, distributionFlag) === false) continue;
      yield* checkConfig(document, operatorNamespaces(document, config));
    }
  },
});

function* checkConfig(
  document: RamenConfigDocument,
  own: ReturnType<typeof operatorNamespaces>,
): Iterable<Problem> {
  for (const profile of readS3Profiles(document)) {
    const namespace = getString(profile.value, field) ?? '';
    if (namespace === '' || (namespace === own.hub && namespace === own.cluster)) continue;
    yield {
      ...profileSpot(profile, field),
      message: `${profileName(profile)} looks for its Secret in namespace ${quoted(namespace)}, but the operators are in ${
        own.hub === own.cluster ? own.hub : `${own.hub} on the hub and in ${own.cluster} on the clusters`
      }`,
      label: 'not the same on the hub and on the clusters',
      help: `remove namespace, and keep Secret ${profile.secretName ?? ''} in namespace ${own.hub} of the hub`,
      fix: { type: 'remove', path: [...profile.path, ...field] },
    };
  }
}
