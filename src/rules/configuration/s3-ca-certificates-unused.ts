import { getString } from '../../model/field-path.ts';
import { declaredFlag } from '../../topology/config-flags.ts';
import { parseEndpoint, readS3Profiles, type S3Profile } from '../../topology/s3-profiles.ts';
import { profileName, profileSpot } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';

const field = ['caCertificates'];

export const s3CaCertificatesUnused = defineRule({
  id: 's3-ca-certificates-unused',
  severity: 'warning',
  summary: 'caCertificates of an S3 profile does not do what it seems to do.',
  page: () => ({
    why: `Ramen hands \`caCertificates\` to Velero and nothing else. Its own client, which opens the store to validate the cluster
and to keep the volumes' identities, trusts what the pod trusts: with a private authority it fails whatever stands here. The
finding is made where the configuration does not speak of Velero, or the store is reached without TLS.`,
    fix: `Let the operators' pods trust the authority (on OpenShift by the cluster's proxy configuration), on the hub and on the
clusters. Keep \`caCertificates\` for Velero only.`,
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/s3utils.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/kubeobjects/velero/requests.go',
      'https://github.com/RamenDR/ramen/issues/868',
    ],
    invalid: [
      {
        title: 'No Velero is in use',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: one
    s3Bucket: ramen
    s3CompatibleEndpoint: https://s3.one.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-one }
    caCertificates: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUIKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo= # finding
`,
      },
    ],
    valid: [
      {
        title: 'For Velero',
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
      const reason = (getString(profile.value, field) ?? '') === '' ? undefined : uselessBecause(profile);
      if (reason !== undefined) yield problem(profile, reason);
    }
  },
});

function uselessBecause(profile: S3Profile): string | undefined {
  const { config, endpoint } = profile;
  const url = endpoint === undefined ? undefined : parseEndpoint(endpoint);
  if (url?.protocol === 'http:') return 'the store is reached without TLS';
  if (declaredFlag(config, ['kubeObjectProtection', 'disabled']) === true) {
    return 'only Velero reads it, and kube object protection is disabled';
  }
  const velero = getString(config.value, ['kubeObjectProtection', 'veleroNamespaceName']) ?? '';
  return velero === '' ? 'only Velero reads it, and this configuration names no Velero' : undefined;
}

function problem(profile: S3Profile, reason: string): Problem {
  return {
    ...profileSpot(profile, field),
    message: `${profileName(profile)} has caCertificates, but ${reason}`,
    label: "Ramen's own S3 client does not read it",
    help: "let the operators' pods trust the store's authority, on the hub and on the clusters",
  };
}
