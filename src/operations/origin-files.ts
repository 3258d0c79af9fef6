import { posix } from 'node:path';
import { UserError } from '../model/errors.ts';
import { getString } from '../model/field-path.ts';
import { isArray } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { SourceFile } from '../model/source.ts';
import type { Kustomize } from '../ports/kustomize.ts';
import type { FileStore } from '../ports/repository.ts';
import { type ParsedFile, parseFile } from '../yaml/parse-file.ts';
import { generatorFiles, type Origin, type Sources } from './rendered-origin.ts';
import type { KustomizationFile, KustomizationScan } from './scan-kustomization.ts';

export interface RenderDeps {
  readonly kustomize: Kustomize;
  readonly readFile: FileStore['readFile'];
}

/** Files that rendered objects came from, by path, with what is to be masked in them. */
export type OriginFiles = Map<string, { readonly file: SourceFile; readonly parsed: ParsedFile }>;

/** A kustomization may hold the values of a Secret, and is no object that they could be found by. */
export function rememberKustomization(files: OriginFiles, { path, text }: KustomizationFile): void {
  const hidesSecrets = /secretGenerator|stringData|\bSecret\b/i.test(text);
  const opaque = hidesSecrets ? [{ document: 0, why: 'unreadable' as const }] : [];
  files.set(path, {
    file: { path, text },
    parsed: { file: path, manifests: [], findings: [], documents: 0, opaque },
  });
}

/** Reads what the objects came from, and remembers it. */
export async function readSources(
  origins: readonly Origin[],
  scan: KustomizationScan,
  files: OriginFiles,
  deps: RenderDeps,
): Promise<Sources> {
  const own = new Map<string, ParsedFile>();
  const texts = new Map<string, string>();
  const patches: Manifest[] = [];
  for (const path of new Set(origins.flatMap((origin) => origin.path ?? []))) {
    const file = await readSource(path, deps);
    if (file !== undefined) own.set(path, remember(files, file));
  }
  for (const path of new Set(scan.files.flatMap(patchFiles))) {
    const file = await readSource(path, deps);
    if (file !== undefined) for (const manifest of remember(files, file).manifests) patches.push(manifest);
  }
  for (const path of new Set(scan.files.flatMap(configFiles))) {
    const file = await readSource(path, deps);
    if (file === undefined) continue;
    texts.set(path, file.text);
    remember(files, file);
  }
  return {
    kustomizations: scan.files,
    objectsIn: (path) => own.get(path)?.manifests ?? [],
    patches,
    textOf: (path) => texts.get(path),
  };
}

/** Every file that a message of kustomize may quote: what it is made of itself. */
export async function readAround(scan: KustomizationScan, deps: RenderDeps): Promise<readonly SourceFile[]> {
  const paths = scan.files.flatMap((file) => {
    const { resources } = file.value;
    const own = isArray(resources) ? resources.filter((entry) => typeof entry === 'string') : [];
    return [...own.map((path) => posix.join(file.folder, path)), ...patchFiles(file)];
  });
  const files: SourceFile[] = [];
  for (const path of new Set(paths)) {
    if (folderOf(path, deps) !== undefined) continue;
    const file = await readSource(path, deps);
    if (file !== undefined) files.push(file);
  }
  return files;
}

function folderOf(path: string, { kustomize }: RenderDeps): string | undefined {
  try {
    return kustomize.folderAt(path);
  } catch (error) {
    if (error instanceof UserError) return path;
    throw error;
  }
}

async function readSource(path: string, deps: RenderDeps): Promise<SourceFile | undefined> {
  try {
    const text = await deps.readFile(path);
    return text === undefined ? undefined : { path, text };
  } catch (error) {
    // No place can be given in it then; kustomize has read it all the same.
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** What is wrong with the text itself is kustomize's affair; half objects in it are patches. */
function remember(files: OriginFiles, file: SourceFile): ParsedFile {
  const known = files.get(file.path);
  if (known !== undefined) return known.parsed;
  const parsed = { ...parseFile(file), findings: [], opaque: [] };
  files.set(file.path, { file, parsed });
  return parsed;
}

function patchFiles({ folder, value }: KustomizationFile): readonly string[] {
  return ['patches', 'patchesStrategicMerge'].flatMap((field) => {
    const entries = value[field];
    if (!isArray(entries)) return [];
    return entries.flatMap((entry) => {
      const path = typeof entry === 'string' ? entry : getString(entry, ['path']);
      return path === undefined || /[\r\n]/.test(path) ? [] : [posix.join(folder, path)];
    });
  });
}

function configFiles({ folder, value }: KustomizationFile): readonly string[] {
  const entries = value.configMapGenerator;
  if (!isArray(entries)) return [];
  return entries.flatMap((entry) => generatorFiles(entry).map((path) => posix.join(folder, path)));
}
