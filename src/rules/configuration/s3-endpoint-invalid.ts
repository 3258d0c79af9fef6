import { parseEndpoint, readS3Profiles, type S3Profile } from '../../topology/s3-profiles.ts';
import { profileName, profileSpot } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { isPlaceholder } from '../placeholder.ts';
import { quoted, withoutUser } from '../wording.ts';

export const s3EndpointInvalid = defineRule({
  id: 's3-endpoint-invalid',
  severity: 'error',
  summary: 'The endpoint of an S3 profile is not a URL.',
  page: () => ({
    why: `Ramen asks Go whether the endpoint is a URL. A bare host name is none, and the cluster is never validated.
\`host:9000\` passes, because Go takes \`host\` for the scheme, and fails only when the store is opened.`,
    fix: 'Write the whole URL, with `https://` in front.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/ramenconfig.go',
      'https://pkg.go.dev/net/url#ParseRequestURI',
    ],
    invalid: [
      {
        title: 'A bare host, a host with a port, and a blank in the name',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: one
    s3Bucket: ramen
    s3CompatibleEndpoint: s3.example.com # finding
    s3Region: us-east-1
    s3SecretRef: { name: s3-one }
  - s3ProfileName: two
    s3Bucket: ramen
    s3CompatibleEndpoint: minio.dr2.example.com:9000 # finding
    s3Region: us-east-1
    s3SecretRef: { name: s3-two }
  - s3ProfileName: three
    s3Bucket: ramen
    s3CompatibleEndpoint: "https://minio dr3.example.com" # finding
    s3Region: us-east-1
    s3SecretRef: { name: s3-three }
`,
      },
    ],
    valid: [
      {
        title: 'URLs',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: one
    s3Bucket: ramen
    s3CompatibleEndpoint: https://s3.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-one }
  - s3ProfileName: two
    s3Bucket: ramen
    s3CompatibleEndpoint: https://192.0.2.7:9000/
    s3Region: us-east-1
    s3SecretRef: { name: s3-two }
`,
      },
    ],
  }),
  *check({ ramenConfigs }) {
    for (const profile of ramenConfigs.flatMap(readS3Profiles)) {
      const { endpoint } = profile;
      if (endpoint === undefined || isPlaceholder(endpoint)) continue;
      if (parseEndpoint(endpoint) === undefined) yield problem(profile, endpoint);
    }
  },
});

function problem(profile: S3Profile, endpoint: string): Problem {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(endpoint)?.[1];
  const isBare = scheme === undefined && !endpoint.startsWith('/');
  const shown = withoutUser(endpoint);
  return {
    ...profileSpot(profile, ['s3CompatibleEndpoint']),
    message: `${profileName(profile)} has endpoint ${quoted(shown)}, which ${because(endpoint, scheme)}`,
    label: 'not a URL of a store',
    ...(isBare
      ? {
          ramen: `invalid s3 endpoint <${shown}> in profile ${profile.name}, reason: parse ${quoted(shown)}: invalid URI for request`,
        }
      : {}),
    help: 'write the whole URL: https://, the host, and a port where the store has one of its own',
  };
}

function because(endpoint: string, scheme: string | undefined): string {
  if (/\s/.test(endpoint)) return 'has white space in it';
  if (scheme === undefined) return 'has no scheme';
  if (/^https?$/i.test(scheme)) return 'has no valid host or port';
  return endpoint.startsWith(`${scheme}://`)
    ? `has scheme ${scheme}; a store is reached by https or http`
    : `is read as scheme ${quoted(scheme)}, not as a host with a port`;
}
