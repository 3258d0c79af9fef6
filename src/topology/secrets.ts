import { getAt, getString } from '../model/field-path.ts';
import { isObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { apiGroup } from '../model/object-ref.ts';

/** A document after which a Secret of this name exists. */
export interface SecretEvidence {
  readonly manifest: Manifest;
  readonly name: string;
  readonly namespace: string | undefined;
  /** Its values are in Git, readable. */
  readonly plain: boolean;
}

export function readSecretEvidence(manifest: Manifest): SecretEvidence | undefined {
  const { key, object } = manifest;
  const group = apiGroup(key.apiVersion);
  if (group === '' && key.kind === 'Secret') {
    return { manifest, name: key.name, namespace: key.namespace, plain: !isEncrypted(manifest) };
  }
  if (group === 'bitnami.com' && key.kind === 'SealedSecret') {
    const name = getString(object, ['spec', 'template', 'metadata', 'name']) ?? key.name;
    return { manifest, name, namespace: key.namespace, plain: false };
  }
  if (group === 'external-secrets.io' && key.kind === 'ExternalSecret') {
    const name = getString(object, ['spec', 'target', 'name']) ?? key.name;
    return { manifest, name, namespace: key.namespace, plain: false };
  }
  return undefined;
}

/** SOPS leaves its own section in a document whose values it encrypted. */
export function isEncrypted(manifest: Manifest): boolean {
  return isObject(getAt(manifest.object, ['sops']));
}
