import { automationFlag, declaredFlag, distributionFlag } from '../../topology/config-flags.ts';
import { readS3Profiles } from '../../topology/s3-profiles.ts';
import { profileName, profileSpot } from '../config-spot.ts';
import { defineRule } from '../define-rule.ts';

/** OCM joins namespace and name of a Policy by a dot in a label's value; Ramen puts a `v` before the Secret's name. */
const LIMIT = 63;

export const s3SecretNameTooLong = defineRule({
  id: 's3-secret-name-too-long',
  severity: 'error',
  summary: 'The name of an S3 Secret is too long to be distributed.',
  page: () => ({
    why: `Ramen sends the Secrets to the clusters by OCM Policies named for them, and OCM keeps \`namespace.name\` of a Policy in
a label. Together they may have 63 characters, one of them for the letter that Ramen puts before the name for Velero.
Above that no Secret of the policy is sent.`,
    fix: 'Give the Secret a shorter name.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/util/secrets_util.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy.go',
    ],
    invalid: [
      {
        title: '52 characters, in a namespace of 12',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: minio-on-dr1
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr1.example.com
    s3Region: us-east-1
    s3SecretRef:
      name: credentials-of-the-object-store-of-the-first-cluster # finding
`,
      },
    ],
    valid: [
      {
        title: 'Short',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: minio-on-dr1
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr1.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-dr1 }
`,
      },
    ],
  }),
  *check({ ramenConfigs }) {
    for (const document of ramenConfigs) {
      const flags = [automationFlag, distributionFlag].map((flag) => declaredFlag(document, flag));
      if (document.role !== 'hub' || flags.includes(false)) continue;
      const namespace = document.key.namespace ?? '';
      for (const profile of readS3Profiles(document)) {
        const { secretName = '' } = profile;
        const length = secretName.length + namespace.length + 2;
        if (length <= LIMIT) continue;
        yield {
          ...profileSpot(profile, ['s3SecretRef', 'name']),
          message: `${profileName(profile)} has a Secret whose name is ${length - LIMIT} characters too long to be sent to the clusters from namespace ${namespace}`,
          label: `at most ${LIMIT - namespace.length - 2} characters`,
          help: `name the Secret with at most ${LIMIT - namespace.length - 2} characters`,
        };
      }
    }
  },
});
