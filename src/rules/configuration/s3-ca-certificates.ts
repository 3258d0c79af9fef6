import { getString } from '../../model/field-path.ts';
import { readS3Profiles, type S3Profile } from '../../topology/s3-profiles.ts';
import { profileName, profileSpot } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';

const field = ['caCertificates'];

export const s3CaCertificates = defineRule({
  id: 's3-ca-certificates',
  severity: 'error',
  summary: 'caCertificates of an S3 profile is not base64 of PEM certificates.',
  page: () => ({
    why: `The field holds bytes, which YAML carries as base64. Where it is anything else, Ramen cannot read its configuration
at all, and no cluster and no policy is validated. What it decodes to is handed to Velero, which expects PEM.`,
    fix: 'Write the output of `base64 -w0 ca.pem`.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/ramenconfig_types.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/kubeobjects/velero/requests.go',
    ],
    invalid: [
      {
        title: 'The PEM text itself, and base64 of something else',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: one
    s3Bucket: ramen
    s3CompatibleEndpoint: https://s3.one.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-one }
    caCertificates: "-----BEGIN CERTIFICATE----- MIIB -----END CERTIFICATE-----" # finding
  - s3ProfileName: two
    s3Bucket: ramen
    s3CompatibleEndpoint: https://s3.two.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-two }
    caCertificates: L2V0Yy9zc2wvY2EucGVt # finding
kubeObjectProtection: { veleroNamespaceName: velero }
`,
      },
    ],
    valid: [
      {
        title: 'base64 of PEM',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: one
    s3Bucket: ramen
    s3CompatibleEndpoint: https://s3.one.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-one }
    caCertificates: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUIKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=
kubeObjectProtection: { veleroNamespaceName: velero }
`,
      },
    ],
  }),
  *check({ ramenConfigs }) {
    for (const profile of ramenConfigs.flatMap(readS3Profiles)) {
      const text = getString(profile.value, field) ?? '';
      if (text !== '') yield* checkText(profile, text);
    }
  },
});

function* checkText(profile: S3Profile, text: string): Iterable<Problem> {
  const decoded = decode(text);
  if (decoded?.includes('-----BEGIN CERTIFICATE-----') === true) return;
  yield {
    ...profileSpot(profile, field),
    message: `${profileName(profile)} has caCertificates that ${decoded === undefined ? 'are not base64' : 'decode to something else than PEM certificates'}`,
    label: decoded === undefined ? 'not base64' : 'not PEM',
    ...(decoded === undefined
      ? { ramen: 'error unmarshaling JSON: while decoding JSON: illegal base64 data' }
      : {}),
    help: 'write the output of base64 -w0 for a file of PEM certificates',
  };
}

/** Go's decoder: the standard alphabet, with padding, and line ends where they may. */
function decode(text: string): string | undefined {
  const bare = text.replace(/[\r\n]/g, '');
  if (bare.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(bare)) return undefined;
  try {
    return atob(bare);
  } catch {
    return undefined;
  }
}
