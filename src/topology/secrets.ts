import { type FieldPath, getAt, getString } from '../model/field-path.ts';
import { isArray, isObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { isOfGroup } from '../model/object-ref.ts';

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
  if (key.kind === 'Secret' && isOfGroup(key.apiVersion, '')) {
    return { manifest, name: key.name, namespace: key.namespace, plain: !isEncrypted(manifest) };
  }
  if (key.kind === 'SealedSecret' && isOfGroup(key.apiVersion, 'bitnami.com')) {
    const name = getString(object, ['spec', 'template', 'metadata', 'name']) ?? key.name;
    return { manifest, name, namespace: key.namespace, plain: false };
  }
  if (key.kind === 'ExternalSecret' && isOfGroup(key.apiVersion, 'external-secrets.io')) {
    const name = getString(object, ['spec', 'target', 'name']) ?? key.name;
    return { manifest, name, namespace: key.namespace, plain: false };
  }
  return undefined;
}

/** SOPS leaves its own section in a document whose values it encrypted. */
export function isEncrypted(manifest: Manifest): boolean {
  return isObject(getAt(manifest.object, ['sops']));
}

/** One key that the Secret will have. */
export interface SecretEntry {
  readonly key: string;
  readonly path: FieldPath;
  /** Decoded; only where it stands readable in Git. Never for any output. */
  readonly value?: string;
}

/** The keys that the Secret will have; undefined where nobody can know before it is fetched. */
export function secretEntries({ manifest, plain }: SecretEvidence): readonly SecretEntry[] | undefined {
  const { kind } = manifest.key;
  if (kind === 'Secret') {
    return [
      ...entriesAt(manifest, ['data'], plain ? decoded : undefined),
      ...entriesAt(manifest, ['stringData'], plain ? (text) => text : undefined),
    ];
  }
  if (kind === 'SealedSecret') {
    return [
      ...entriesAt(manifest, ['spec', 'encryptedData']),
      ...entriesAt(manifest, ['spec', 'template', 'data']),
    ];
  }
  return externalEntries(manifest);
}

/** external-secrets.io: a template replaces what is fetched; `dataFrom` brings keys that only the store knows. */
function externalEntries(manifest: Manifest): readonly SecretEntry[] | undefined {
  const spec = getAt(manifest.object, ['spec']);
  const template = getAt(spec, ['target', 'template']);
  if (getAt(spec, ['dataFrom']) !== undefined || getAt(template, ['templateFrom']) !== undefined)
    return undefined;
  if (getAt(template, ['data']) !== undefined) {
    return entriesAt(manifest, ['spec', 'target', 'template', 'data']);
  }
  const data = getAt(spec, ['data']);
  return (isArray(data) ? data : []).flatMap((_, index) => {
    const path = ['spec', 'data', index, 'secretKey'];
    const key = getString(manifest.object, path);
    return key === undefined ? [] : [{ key, path }];
  });
}

function entriesAt(
  manifest: Manifest,
  path: FieldPath,
  read?: (text: string) => string | undefined,
): readonly SecretEntry[] {
  const section = getAt(manifest.object, path);
  return Object.entries(isObject(section) ? section : {}).map(([key, text]) => {
    const value = typeof text === 'string' ? read?.(text) : undefined;
    return { key, path: [...path, key], ...(value === undefined ? {} : { value }) };
  });
}

function decoded(text: string): string | undefined {
  try {
    return atob(text);
  } catch {
    return undefined;
  }
}
