import type { SourceConfig } from '../model/config.ts';
import { getAt, getString, removeAt } from '../model/field-path.ts';
import type { Finding, NotChecked } from '../model/finding.ts';
import { isArray, isObject, type JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Location, SourceFile } from '../model/source.ts';
import type { Rendering } from '../ports/kustomize.ts';
import type { UnrenderedReason } from '../topology/topology.ts';
import { type ParsedFile, parseFile } from '../yaml/parse-file.ts';
import { parseText } from '../yaml/parse-text.ts';
import {
  type OriginFiles,
  type RenderDeps,
  readAround,
  readSources,
  rememberKustomization,
} from './origin-files.ts';
import { redactRendering } from './redact-rendering.ts';
import { type Origin, placeRendered } from './rendered-origin.ts';
import { type KustomizationScan, scanKustomization } from './scan-kustomization.ts';

/** What the sources with `kustomize: true` come to. */
export interface RenderedSources {
  readonly manifests: readonly Manifest[];
  /** Files that the objects came from, with what is to be masked in them. */
  readonly files: readonly { readonly file: SourceFile; readonly parsed: ParsedFile }[];
  /** For each source that was rendered: its kustomization, and the files that it is made of. */
  readonly origins: readonly { readonly by: string; readonly files: readonly string[] }[];
  /** Rule kustomization-not-rendered. */
  readonly findings: readonly Finding[];
  readonly notChecked: readonly NotChecked[];
  /** Sources that nobody saw the objects of. */
  readonly unrendered: readonly { readonly path: string; readonly why: UnrenderedReason }[];
}

/** Renders every such source; without `deps` none is. Trouble is findings; nothing is thrown. */
export async function renderSources(
  sources: readonly SourceConfig[],
  deps: RenderDeps | undefined,
): Promise<RenderedSources> {
  const folders = sources.filter(({ kustomize }) => kustomize === true).map(({ path }) => path);
  const files: OriginFiles = new Map();
  const results: SourceResult[] = [];
  const origins: { by: string; files: readonly string[] }[] = [];
  for (const folder of folders) {
    const own: OriginFiles = new Map();
    const result = deps === undefined ? unrendered('not-rendered') : await renderSource(folder, own, deps);
    results.push(result);
    if (result.reason !== undefined && result.findings.length === 0) continue;
    for (const [path, file] of own) files.set(path, file);
    const [by] = own.keys();
    if (by !== undefined) origins.push({ by, files: [...own.keys()] });
  }
  return {
    manifests: results.flatMap(({ manifests }) => manifests),
    files: [...files.values()],
    origins,
    findings: results.flatMap(({ findings }) => findings),
    notChecked: results.flatMap(({ reason }, index) =>
      reason === undefined ? [] : [{ reason, what: `kustomization ${folders[index]}`, count: 1 }],
    ),
    unrendered: folders.flatMap((path, index) => {
      const why = results[index]?.reason;
      return why === undefined ? [] : [{ path, why }];
    }),
  };
}

/** Beside what was read for itself, for code frames and comments that silence rules. */
export function withOrigins(
  files: readonly SourceFile[],
  parsed: readonly ParsedFile[],
  rendered: RenderedSources,
): { readonly files: readonly SourceFile[]; readonly parsed: readonly ParsedFile[] } {
  const known = new Set(files.map(({ path }) => path));
  const added = rendered.files.filter(({ file }) => !known.has(file.path));
  if (added.length === 0) return { files, parsed };
  return {
    files: [...files, ...added.map(({ file }) => file)],
    parsed: [...parsed, ...added.map((each) => each.parsed)],
  };
}

interface SourceResult {
  readonly manifests: readonly Manifest[];
  readonly findings: readonly Finding[];
  /** Why there are no objects. */
  readonly reason?: UnrenderedReason;
}

async function renderSource(folder: string, files: OriginFiles, deps: RenderDeps): Promise<SourceResult> {
  const scan = await scanKustomization(folder, deps);
  for (const file of scan.files) rememberKustomization(files, file);
  const [outermost] = scan.files;
  if (outermost === undefined || scan.refusals.length > 0)
    return unrendered('render-failed', scan.refusals.map(refusal));
  const { buildMetadata, kind } = outermost.value;
  const rendering = await deps.kustomize.build({
    folder: outermost.folder,
    buildMetadata: isArray(buildMetadata) ? buildMetadata.filter((item) => typeof item === 'string') : [],
    isComponent: kind === 'Component',
  });
  if (rendering.state === 'no-binary') return unrendered('no-kustomize');
  const place = outermost.locate([]);
  if (rendering.state === 'failed') {
    const known = await readAround(scan, deps);
    const said = redactRendering(rendering.message, scan.files, known);
    return unrendered('render-failed', [failure(`kustomize cannot render it: ${said}`, place)]);
  }
  return placeObjects(rendering, scan, place, files, deps);
}

async function placeObjects(
  rendering: Extract<Rendering, { state: 'rendered' }>,
  scan: KustomizationScan,
  place: Location,
  files: OriginFiles,
  deps: RenderDeps,
): Promise<SourceResult> {
  const parsed = parseFile({ path: place.file, text: rendering.text });
  const [broken] = parsed.findings;
  if (broken !== undefined || parsed.opaque.length > 0) {
    const why =
      broken?.rule === 'yaml-syntax' ? broken.message : 'there is something else than objects in it';
    return unrendered('render-failed', [failure(`what kustomize printed is of no use: ${why}`, place)]);
  }
  const origins = parsed.manifests.map((manifest) => originOf(manifest.object, rendering.root));
  if (origins.some(({ isOutside }) => isOutside))
    return unrendered('render-failed', [
      failure('an object of it comes from outside of the repository', place),
    ]);
  const sources = await readSources(origins, scan, files, deps);
  return {
    manifests: parsed.manifests.map((manifest, index) =>
      placeRendered(
        { ...manifest, object: withoutOrigin(manifest.object), document: index },
        origins[index] ?? {},
        sources,
      ),
    ),
    findings: [],
  };
}

const ORIGIN = 'config.kubernetes.io/origin';

function originOf(object: JsonObject, root: string): Origin & { readonly isOutside?: true } {
  const text = getString(object, ['metadata', 'annotations', ORIGIN]);
  const { value } = parseText(text ?? '');
  const inside = (field: string): string | undefined => {
    const path = getString(value, [field]);
    return path?.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined;
  };
  const path = inside('path');
  const configuredIn = inside('configuredIn');
  if (isObject(value) && path === undefined && configuredIn === undefined) return { isOutside: true };
  return {
    ...(path === undefined ? {} : { path }),
    ...(configuredIn === undefined ? {} : { configuredIn }),
  };
}

function withoutOrigin(object: JsonObject): JsonObject {
  const clean = removeAt(object, ['metadata', 'annotations', ORIGIN]);
  const annotations = getAt(clean, ['metadata', 'annotations']);
  const isEmpty = isObject(annotations) && Object.keys(annotations).length === 0;
  return isEmpty ? removeAt(clean, ['metadata', 'annotations']) : clean;
}

function unrendered(reason: UnrenderedReason, findings: readonly Finding[] = []): SourceResult {
  return { manifests: [], findings, reason };
}

function refusal({ message, location }: KustomizationScan['refusals'][number]): Finding {
  const help = 'keep what it is made of in this repository; nothing of this source is checked until then';
  return { ...failure(`it is not rendered: ${message}`, location), help };
}

function failure(message: string, location: Location): Finding {
  return {
    rule: 'kustomization-not-rendered',
    severity: 'error',
    message,
    location,
    help: 'try it with: kustomize build, or kubectl kustomize; nothing of this source is checked until it works',
  };
}
