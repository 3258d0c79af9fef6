import { getAt, getString } from '../model/field-path.ts';
import { canonicalJson, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { PlanSource, SecretFile } from '../model/plan.ts';
import type { SourceFile } from '../model/source.ts';
import type { Revision } from '../ports/repository.ts';
import { isEncrypted } from '../topology/secrets.ts';
import type { ParsedFile } from '../yaml/parse-file.ts';

/** The files that a plan was made from, as they were read. */
export interface PlanFiles {
  readonly files: readonly SourceFile[];
  readonly parsed: readonly ParsedFile[];
}

export interface SourceDeps {
  readonly digest: (text: string) => string;
  readonly blobIds: (files: readonly SourceFile[]) => Readonly<Record<string, string>>;
}

/**
 * Pins the files that a plan came from by their blob ids; those that hold a Secret's values by the rest of what they say,
 * because a blob id would be a digest of the values.
 */
export function pinSources(
  { files, parsed }: PlanFiles,
  revision: Revision,
  deps: SourceDeps,
): Required<Pick<PlanSource, 'blobs' | 'secrets'>> {
  const readings = new Map(parsed.map((file) => [file.file, file]));
  const plain: SourceFile[] = [];
  const secrets: [string, SecretFile][] = [];
  for (const file of files) {
    const reading = readings.get(file.path);
    if (reading === undefined || !holdsSecret(file, reading)) {
      plain.push(file);
      continue;
    }
    const committed = revision.commit !== undefined && !revision.changed.has(file.path);
    secrets.push([file.path, { digest: `sha256:${deps.digest(withoutValues(reading))}`, committed }]);
  }
  return { blobs: deps.blobIds(plain), secrets: Object.fromEntries(secrets) };
}

/** Text that nobody could parse may hold one too. */
function holdsSecret({ text }: SourceFile, { manifests, opaque }: ParsedFile): boolean {
  return manifests.some(isPlainSecret) || (opaque.length > 0 && /\bSecret\b/.test(text));
}

function isPlainSecret(manifest: Manifest): boolean {
  const { apiVersion, kind } = manifest.key;
  return apiVersion === 'v1' && kind === 'Secret' && !isEncrypted(manifest);
}

function withoutValues({ manifests }: ParsedFile): string {
  return canonicalJson(
    manifests.map((manifest) => (isPlainSecret(manifest) ? outline(manifest.object) : manifest.object)),
  );
}

/** A Secret by the names in it. Any other part of it may hold a copy of a value: an annotation, a misspelt section. */
function outline(secret: JsonObject): Json {
  const name = (path: readonly string[]): string => getString(secret, path) ?? '';
  return {
    id: [name(['metadata', 'namespace']), name(['metadata', 'name']), name(['type'])],
    keys: Object.keys(secret).sort(),
    data: keysOf(secret.data),
    stringData: keysOf(secret.stringData),
    labels: getAt(secret, ['metadata', 'labels']) ?? {},
    annotations: keysOf(getAt(secret, ['metadata', 'annotations'])),
  };
}

function keysOf(value: Json | undefined): Json {
  return isObject(value) ? Object.keys(value).sort() : [];
}
