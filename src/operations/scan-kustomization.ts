import { posix } from 'node:path';
import { UserError } from '../model/errors.ts';
import type { FieldPath } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Location, SourceFile } from '../model/source.ts';
import type { Kustomize } from '../ports/kustomize.ts';
import type { FileStore } from '../ports/repository.ts';
import { isBroken, readDocuments } from '../yaml/documents.ts';
import { buildLineIndex } from '../yaml/line-index.ts';
import { type ParsedText, parseText } from '../yaml/parse-text.ts';

/** One kustomization file of a build. */
export interface KustomizationFile extends SourceFile {
  readonly folder: string;
  readonly value: JsonObject;
  readonly locate: (path: FieldPath, part?: 'value' | 'key') => Location;
}

export interface KustomizationScan {
  /** The folder's own first. */
  readonly files: readonly KustomizationFile[];
  /** Why kustomize must not run: parts that are not in this repository. */
  readonly refusals: readonly { readonly message: string; readonly location: Location }[];
}

export interface ScanDeps {
  readonly kustomize: Pick<Kustomize, 'folderAt'>;
  readonly readFile: FileStore['readFile'];
}

const MAX_FOLDERS = 1000;
const fileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/**
 * Reads every kustomization that a build would read. kustomize fetches what looks like a URL from the network, and
 * follows bases out of the repository; both are found here, before it runs.
 */
export async function scanKustomization(folder: string, deps: ScanDeps): Promise<KustomizationScan> {
  const files: KustomizationFile[] = [];
  const refusals: { message: string; location: Location }[] = [];
  const waiting: { readonly path: string; readonly from?: Location }[] = [{ path: folder }];
  const seen = new Set<string>();
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { path, from = nowhere(posix.join(folder, 'kustomization.yaml')) } = next;
    try {
      const real = deps.kustomize.folderAt(path);
      if (real === undefined) {
        if (files.length === 0) refusals.push({ message: `there is no folder ${path}`, location: from });
        continue;
      }
      if (seen.has(real)) continue;
      seen.add(real);
      if (seen.size > MAX_FOLDERS) {
        refusals.push({ message: `it has more than ${MAX_FOLDERS} parts`, location: from });
        break;
      }
      const found = await readKustomization(real, deps);
      if (found.length === 0 && files.length === 0)
        refusals.push({ message: `${path} has no kustomization.yaml`, location: from });
      for (const file of found) {
        files.push(file);
        for (const use of partsOf(file)) {
          const location = file.locate(use.path);
          if (isRemote(use.text)) refusals.push({ message: remoteMessage(use.text), location });
          else if (use.isPart) waiting.push({ path: posix.join(real, use.text), from: location });
        }
        for (const { text, path: at } of await pluginTexts(file, deps)) {
          if (isRemote(text)) refusals.push({ message: remoteMessage(text), location: file.locate(at) });
        }
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      refusals.push({ message: error.message, location: from });
    }
  }
  return { files, refusals };
}

async function readKustomization(folder: string, deps: ScanDeps): Promise<readonly KustomizationFile[]> {
  const found: KustomizationFile[] = [];
  for (const name of fileNames) {
    const path = posix.join(folder, name);
    const text = await deps.readFile(path);
    if (text !== undefined) found.push(kustomizationFile({ path, text }, folder));
  }
  return found;
}

function kustomizationFile(file: SourceFile, folder: string): KustomizationFile {
  const parsed = parseText(file.text);
  const lines = buildLineIndex(file.text);
  const locate = (path: FieldPath, part?: 'value' | 'key'): Location => {
    const { start, end } = parsed.range(path, part);
    return lines.location(file.path, 0, start, end);
  };
  return { ...file, folder, value: mapOf(parsed), locate };
}

function mapOf({ value }: ParsedText): JsonObject {
  return isObject(value) ? value : {};
}

interface Use {
  readonly path: FieldPath;
  readonly text: string;
  /** May be a folder with a kustomization of its own. */
  readonly isPart: boolean;
}

/** kustomize reads its keys as Go reads JSON: upper and lower case are the same. */
const partFields = new Set(['resources', 'bases', 'components', 'generators', 'transformers', 'validators']);

/** What is written there is data, and never read as the name of a file. */
const dataFields = new Set([
  'annotations',
  'commonannotations',
  'commonlabels',
  'images',
  'labels',
  'literals',
  'metadata',
  'patch',
  'target',
]);

/** Every text of a kustomization that kustomize may read a file or a folder by. */
function partsOf(file: KustomizationFile): readonly Use[] {
  return Object.entries(file.value).flatMap(([key, value]) =>
    dataFields.has(key.toLowerCase()) ? [] : textsIn(value, [key], partFields.has(key.toLowerCase())),
  );
}

function textsIn(value: Json, path: FieldPath, isPart: boolean): readonly Use[] {
  if (typeof value === 'string') return /[\r\n]/.test(value) ? [] : [{ path, text: value, isPart }];
  if (isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index], isPart));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    dataFields.has(key.toLowerCase()) ? [] : textsIn(child, [...path, key], false),
  );
}

const pluginFields = new Set(['generators', 'transformers', 'validators']);

/** Configurations of kustomize's own plugins name files too, in files of their own or as text in the kustomization. */
async function pluginTexts(file: KustomizationFile, deps: ScanDeps): Promise<readonly Use[]> {
  const uses: Use[] = [];
  for (const [key, value] of Object.entries(file.value)) {
    if (!pluginFields.has(key.toLowerCase()) || !isArray(value)) continue;
    for (const [index, item] of value.entries()) {
      if (typeof item !== 'string' || isRemote(item)) continue;
      const isInline = /[\r\n]/.test(item);
      const text = isInline ? item : await readPlugin(posix.join(file.folder, item), deps);
      for (const document of text === undefined ? [] : readDocuments(text)) {
        if (isBroken(document) || document.value === undefined) continue;
        const found = textsIn(document.value, [], false);
        for (const use of found) uses.push({ ...use, path: [key, index] });
      }
    }
  }
  return uses;
}

async function readPlugin(path: string, deps: ScanDeps): Promise<string | undefined> {
  return deps.kustomize.folderAt(path) === undefined ? deps.readFile(path) : undefined;
}

/** As kustomize tells: URLs of any scheme, `git::`, `user@host:`, and the hosts that it knows. */
function isRemote(text: string): boolean {
  const place = text.replace(/^[^=/:]*=(?=[a-z][a-z0-9+.-]*:)/i, '');
  return (
    /^(?:[a-z][a-z0-9+.-]*:\/\/|git::|gh:)/i.test(place) ||
    /^[^/@\s]+@[^/:\s]+[:/]/.test(place) ||
    /^(?:www\.)?(?:github|gitlab|bitbucket)\.[a-z]+[:/]/i.test(place) ||
    /\?(?:ref|version|timeout|submodules)=/.test(place)
  );
}

function remoteMessage(text: string): string {
  return `"${text.replace(/:\/\/[^/@\s]+@/, '://')}" is not in this repository, and nothing is fetched from elsewhere`;
}

function nowhere(file: string): Location {
  return { file, document: 0, line: 1, column: 1, endLine: 1, endColumn: 1 };
}
