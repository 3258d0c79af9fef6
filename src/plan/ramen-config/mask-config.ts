import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { isSecretName } from '../../topology/secret-name.ts';
import type { SecretMask } from '../secret-mask.ts';
import { isRead } from './operator-rewrite.ts';

/**
 * A value of Ramen's configuration as a plan may show it. No secret belongs there, but people put some: a password in an
 * endpoint, an access key beside the bucket. What Ramen itself reads is no secret, a CA certificate neither.
 */
export function maskConfigValue(path: readonly string[], value: Json, secrets: SecretMask): Json {
  if (isArray(value)) return value.map((item) => maskConfigValue(itemPath(path), item, secrets));
  if (isObject(value)) return maskEntries(path, value, secrets);
  if (isSecretKey(path)) return secrets.mask(value);
  return typeof value === 'string' ? maskUserInfo(value, secrets) : value;
}

/** Of a list at the top, such as the profiles, items have a step of their own: their name, which is no key. */
export function itemPath(path: readonly string[]): readonly string[] {
  return path.length === 1 ? [...path, ''] : path;
}

function maskEntries(path: readonly string[], value: JsonObject, secrets: SecretMask): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, maskConfigValue([...path, key], child, secrets)]),
  );
}

function isSecretKey(path: readonly string[]): boolean {
  return path.some(isSecretName) && !isRead(path);
}

/** The user and password of a URL, wherever it stands in the text. */
function maskUserInfo(text: string, secrets: SecretMask): string {
  return text.replace(
    /([a-z][a-z0-9+.-]*:\/\/)([^/?#\s]*)@/gi,
    (_, scheme: string, userInfo: string) => `${scheme}${String(secrets.mask(userInfo))}@`,
  );
}
