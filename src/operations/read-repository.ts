import { plainKustomizations } from '../lint/plain-kustomizations.ts';
import type { Config } from '../model/config.ts';
import type { Finding, NotChecked } from '../model/finding.ts';
import type { Manifest } from '../model/manifest.ts';
import type { SourceFile } from '../model/source.ts';
import type { FileStore, SkippedFile } from '../ports/repository.ts';
import { buildTopology } from '../topology/build-topology.ts';
import { sourceFinder } from '../topology/targets.ts';
import type { Topology, UnreadText } from '../topology/topology.ts';
import { type ParsedFile, parseFile } from '../yaml/parse-file.ts';
import type { RenderDeps } from './origin-files.ts';
import { type RenderedSources, renderSources, withOrigins } from './render-sources.ts';

export interface ReadRequest {
  readonly config: Config;
  /** Relative to the repository. Absent: the sources of the config, else everything. */
  readonly paths?: readonly string[];
  /** Files that stand for, or beside, those on disk (stdin). */
  readonly extra?: readonly SourceFile[];
  /** Stands for `parseFile` where some files are parsed already. */
  readonly parse?: (file: SourceFile) => ParsedFile;
}

/** A DR repository as it stands, read once for whoever asks. */
export interface RepositoryContents {
  readonly files: readonly SourceFile[];
  readonly parsed: readonly ParsedFile[];
  readonly manifests: readonly Manifest[];
  /** Rules yaml-syntax, duplicate-key and not-an-object. */
  readonly parseFindings: readonly Finding[];
  readonly skipped: readonly SkippedFile[];
  /** Rules unreadable-file, one for each that was skipped, kustomization-not-rendered and kustomization-not-a-source. */
  readonly readFindings: readonly Finding[];
  /** Sources that kustomize would have to render and did not; nothing of them is in `manifests`. */
  readonly unrendered: RenderedSources['unrendered'];
  readonly rendered: RenderedSources['origins'];
  readonly notChecked: readonly NotChecked[];
  readonly topology: Topology;
}

/** Throws UserError on a path that is not there. */
export async function readRepository(
  request: ReadRequest,
  deps: { readonly files: Pick<FileStore, 'readTree'>; readonly render?: RenderDeps },
): Promise<RepositoryContents> {
  const { config } = request;
  const found = await deps.files.readTree(request.paths ?? sourcePaths(config));
  const extra = request.extra ?? [];
  const replaced = new Set(extra.map(({ path }) => path));
  const sourceAt = sourceFinder(config.sources);
  const files = [...found.files.filter(({ path }) => !replaced.has(path)), ...extra]
    .filter(({ path, text }) => path !== config.file && sourceAt(path)?.kustomize !== true && !isReport(text))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const parsed = files.map(request.parse ?? parseFile);
  const rendered = await renderSources(request.paths === undefined ? config.sources : [], deps.render);
  const manifests = [...parsed.flatMap((file) => file.manifests), ...rendered.manifests];
  const { unrendered, notChecked } = rendered;
  const plain = plainKustomizations(files, parsed);
  return {
    ...withOrigins(files, parsed, rendered),
    manifests,
    parseFindings: parsed.flatMap(({ findings }) => findings),
    skipped: found.skipped,
    unrendered,
    rendered: rendered.origins,
    readFindings: [...found.skipped.map(unreadable), ...rendered.findings, ...plain.findings],
    notChecked,
    topology: buildTopology(
      manifests,
      config,
      unreadTexts(files, parsed, found.skipped, unrendered),
      plain.changed,
    ),
  };
}

/** What ramen-sync itself wrote into the repository: a saved plan must not be part of what it was made from. */
function isReport(text: string): boolean {
  return /^\{\s*"apiVersion":\s*"ramen-sync\.io\/v1alpha1",\s*"kind":\s*"Plan",/.test(text);
}

const cures: Readonly<Record<SkippedFile['reason'], string>> = {
  binary: 'save it as UTF-8 text, or give it another name than .yaml or .json',
  'too-large': 'split it; generated files do not belong into the sources of a DR repository',
  'symlink-loop': 'remove the link',
  'outside-repository': 'copy the file into the repository: what lies outside is not versioned with it',
  unreadable: 'correct the permissions, or remove the file',
};

function unreadable({ path, reason, message }: SkippedFile): Finding {
  return {
    rule: 'unreadable-file',
    severity: 'error',
    message: `${path} is not read: ${message}`,
    location: { file: path, document: 0, line: 1, column: 1, endLine: 1, endColumn: 1 },
    help: cures[reason],
  };
}

function sourcePaths(config: Config): readonly string[] {
  const plain = config.sources.filter(({ kustomize }) => kustomize !== true).map(({ path }) => path);
  return config.sources.length === 0 ? ['.'] : plain;
}

/** Where objects may stand that nobody saw. A file whose name promises no YAML holds none. */
function unreadTexts(
  files: readonly SourceFile[],
  parsed: readonly ParsedFile[],
  skipped: readonly SkippedFile[],
  unrendered: RenderedSources['unrendered'],
): readonly UnreadText[] {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const broken = parsed.filter(({ opaque }) => opaque.some(({ why }) => why !== 'not-kubernetes'));
  return [
    ...broken.map(({ file }) => ({ file, text: texts.get(file) ?? '' })),
    ...skipped.filter(({ reason }) => reason !== 'binary').map(({ path }) => ({ file: path })),
    ...unrendered.map(({ path, why }) => ({ file: path, unrendered: why })),
  ];
}
