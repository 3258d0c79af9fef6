import { getString } from '../../../model/field-path.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { RamenConfig, S3Profile } from '../config/ramen-config.ts';
import type { RamenContext } from '../context.ts';

export interface CheckFailure {
  readonly reason: string;
  readonly message: string;
}

/**
 * What Ramen finds wrong with a DRCluster's S3 profile, tried from the hub alone; a Secret without its keys is not noticed
 * here. `NoS3` is never looked at. (Ramen: s3ProfileValidate in internal/controller/drcluster_controller.go, s3utils.go.)
 */
export function s3Failure(
  context: Pick<RamenContext, 'world' | 'stores'>,
  config: RamenConfig,
  drCluster: JsonObject,
): CheckFailure | undefined {
  const name = getString(drCluster, ['spec', 's3ProfileName']) ?? '';
  if (name === 'NoS3') return undefined;
  const fail = (reason: string, message: string): CheckFailure => ({
    reason,
    message: `${name}: ${message}`,
  });
  const profile = config.profiles.find((each) => each.name === name);
  const wrong =
    profile === undefined ? `s3 profile ${name} not found in RamenConfig` : formatProblem(profile);
  if (profile === undefined || wrong !== undefined) {
    return fail(
      's3ConnectionFailed',
      `failed to get profile ${name} for caller drpolicy validation, ${wrong}`,
    );
  }
  const namespace = profile.secretNamespace || config.namespace;
  if (context.world.hub.get('Secret', namespace, profile.secretName) === undefined) {
    const secret = `failed to get secret {${profile.secretName} ${profile.secretNamespace}}`;
    const message = `${secret} for caller drpolicy validation, ${secret}, secrets "${profile.secretName}" not found`;
    return fail('s3ConnectionFailed', message);
  }
  const trouble = context.stores.troubleOf(name);
  if (trouble === 'unreachable') {
    return fail(
      's3BucketNotFound',
      `failed to check bucket ${profile.bucket}, no answer from ${profile.endpoint}`,
    );
  }
  if (trouble === 'no list') {
    return fail('s3ListFailed', `failed to list objects in bucket ${profile.bucket}, AccessDenied`);
  }
  return undefined;
}

/** In the order of s3StoreProfileFormatCheck. Nobody looks at the region. */
function formatProblem({ name, bucket, endpoint }: S3Profile): string | undefined {
  if (endpoint === '') return `s3 endpoint has not been configured in s3 profile ${name}`;
  if (!isRequestUri(endpoint)) {
    return `invalid s3 endpoint <${endpoint}> in profile ${name}, reason: parse "${endpoint}": invalid URI for request`;
  }
  return bucket === '' ? `s3 bucket has not been configured in s3 profile ${name}` : undefined;
}

/** As Go's url.ParseRequestURI: a path or anything with a scheme, so `host:9000` too, which fails only later. */
function isRequestUri(text: string): boolean {
  return text.startsWith('/') || /^[a-z][a-z\d+.-]*:/i.test(text);
}
