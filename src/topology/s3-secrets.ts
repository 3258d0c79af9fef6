import { readS3Profiles, type S3Profile } from './s3-profiles.ts';
import type { SecretEvidence } from './secrets.ts';
import type { Topology } from './topology.ts';

/** A document that makes the Secret of a profile. */
export interface S3Secret {
  readonly secret: SecretEvidence;
  /** The first profile that names it. */
  readonly profile: S3Profile;
}

/** Every document that makes a Secret which a profile names, in the namespace where the profile's operator looks. */
export function s3Secrets({ ramenConfigs, secrets }: Topology): readonly S3Secret[] {
  const wanted = new Map<string, S3Profile[]>();
  for (const profile of ramenConfigs.flatMap(readS3Profiles)) {
    const { secretName } = profile;
    if (secretName === undefined) continue;
    const known = wanted.get(secretName);
    if (known === undefined) wanted.set(secretName, [profile]);
    else known.push(profile);
  }
  return secrets.flatMap((secret) => {
    const profile = wanted
      .get(secret.name)
      ?.find(({ secretNamespace }) => secret.namespace === undefined || secret.namespace === secretNamespace);
    return profile === undefined ? [] : [{ secret, profile }];
  });
}
