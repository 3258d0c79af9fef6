import { posix } from 'node:path';
import { type FieldPath, getAt, getString } from '../model/field-path.ts';
import { compareFindings } from '../model/finding.ts';
import { isArray, isObject, type Json, type JsonObject, jsonEquals } from '../model/json.ts';
import type { LintReport } from '../model/lint-report.ts';
import type { Manifest } from '../model/manifest.ts';
import { apiGroup } from '../model/object-ref.ts';
import type { Location } from '../model/source.ts';
import { buildLineIndex } from '../yaml/line-index.ts';
import type { KustomizationFile } from './scan-kustomization.ts';

/** What the objects of one build can have come from. */
export interface Sources {
  /** The outermost first; never empty. */
  readonly kustomizations: readonly KustomizationFile[];
  /** Objects of a file of the repository. */
  readonly objectsIn: (path: string) => readonly Manifest[];
  /** Objects in files that kustomizations name as patches. */
  readonly patches: readonly Manifest[];
  /** Text of a file that a generator reads. */
  readonly textOf: (path: string) => string | undefined;
}

/** As kustomize's annotation says, with paths relative to the repository. */
export interface Origin {
  readonly path?: string;
  readonly configuredIn?: string;
}

/** A rendered object that answers with places in the files it came from. */
export function placeRendered(
  rendered: Pick<Manifest, 'key' | 'object' | 'document'>,
  origin: Origin,
  sources: Sources,
): Manifest {
  const { object, key, document } = rendered;
  const [outermost] = sources.kustomizations;
  const own = origin.path === undefined ? undefined : originalOf(rendered, sources.objectsIn(origin.path));
  const patches = sources.patches.filter((patch) => isPatchOf(patch, rendered, own));
  const texts = [...(own === undefined ? [] : [own]), ...patches];
  const by = outermost?.path ?? '';
  const mark = (location: Location): Location => ({ ...location, renderedBy: by });

  const fallback = (path: FieldPath): Location => {
    const namespace = isNamespace(path) ? namespacePlace(object, sources.kustomizations) : undefined;
    return (
      namespace ??
      own?.locate(['metadata', 'name']) ??
      generatorOf(rendered, origin, sources)?.location ??
      startOf(sources.kustomizations, origin)
    );
  };
  return {
    key,
    object,
    file: by,
    document,
    renderedFrom: sources.kustomizations.map(({ folder }) => folder),
    locate: (path, part) => {
      const text = textThatSays(texts, path, getAt(object, path));
      return mark(text?.locate(path, part) ?? fallback(path));
    },
    locateWithin: (path, offset, end) => {
      const value = getString(object, path);
      const text = texts.find((each) => value !== undefined && getString(each.object, path) === value);
      if (text !== undefined) return mark(text.locateWithin(path, offset, end));
      const generator = generatorOf(rendered, origin, sources);
      const file = generator?.files.find((name) => value !== undefined && sources.textOf(name) === value);
      if (file === undefined || value === undefined) return mark(fallback(path));
      return mark(buildLineIndex(value).location(file, 0, offset, end));
    },
  };
}

/** A place in a file is not where the object of the finding stands: it says so. */
export function sayRendered(report: LintReport): LintReport {
  if (report.findings.every(({ location }) => location.renderedBy === undefined)) return report;
  const findings = report.findings.map((finding) => {
    const by = finding.location.renderedBy;
    return by === undefined ? finding : { ...finding, message: `${finding.message} (rendered by ${by})` };
  });
  return { ...report, findings: findings.sort(compareFindings) };
}

/** Prefixes and suffixes may have been added; where two fit, none is taken. */
function originalOf({ key }: Pick<Manifest, 'key'>, candidates: readonly Manifest[]): Manifest | undefined {
  const alike = candidates.filter((candidate) => isSameKind(candidate, key));
  if (alike.length === 1) return alike[0];
  const exact = alike.filter(({ key: { name } }) => name === key.name);
  const inNamespace = exact.filter(({ key: { namespace } }) => namespace === key.namespace);
  if (exact.length > 0) return inNamespace.length === 1 ? inNamespace[0] : only(exact);
  const within = alike.filter(({ key: { name } }) => name !== '' && key.name.includes(name));
  const longest = within.reduce((most, { key: { name } }) => Math.max(most, name.length), 0);
  return only(within.filter(({ key: { name } }) => name.length === longest));
}

function isSameKind({ key }: Manifest, other: Manifest['key']): boolean {
  return key.kind === other.kind && apiGroup(key.apiVersion) === apiGroup(other.apiVersion);
}

function only<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}

function isPatchOf(patch: Manifest, { key }: Pick<Manifest, 'key'>, own: Manifest | undefined): boolean {
  return isSameKind(patch, key) && (patch.key.name === key.name || patch.key.name === own?.key.name);
}

/**
 * The text whose value it is. Of a map or list each text has only its part, the first one counts. What is missing is
 * missed where most of the way to it is written.
 */
function textThatSays(
  texts: readonly Manifest[],
  path: FieldPath,
  value: Json | undefined,
): Manifest | undefined {
  if (value === undefined) {
    const silent = texts.filter(({ object }) => getAt(object, path) === undefined);
    return silent.toSorted((a, b) => reach(b.object, path) - reach(a.object, path))[0];
  }
  const same = texts.find(({ object }) => jsonEquals(getAt(object, path), value));
  if (same !== undefined || !(isObject(value) || isArray(value))) return same;
  return texts.find(
    ({ object }) => isArray(getAt(object, path)) === isArray(value) && reach(object, path) === path.length,
  );
}

/** How many steps of the path are there. */
function reach(object: JsonObject, path: FieldPath): number {
  let steps = path.length;
  while (steps > 0 && getAt(object, path.slice(0, steps)) === undefined) steps -= 1;
  return steps;
}

function isNamespace(path: FieldPath): boolean {
  return path.length === 2 && path[0] === 'metadata' && path[1] === 'namespace';
}

function namespacePlace(object: JsonObject, files: readonly KustomizationFile[]): Location | undefined {
  const namespace = getString(object, ['metadata', 'namespace']);
  if (namespace === undefined) return undefined;
  return files.find(({ value }) => value.namespace === namespace)?.locate(['namespace']);
}

interface Generator {
  readonly location: Location;
  /** Relative to the repository. */
  readonly files: readonly string[];
}

const generatorFields: Readonly<Record<string, string>> = {
  ConfigMap: 'configMapGenerator',
  Secret: 'secretGenerator',
};

/** The entry that made a ConfigMap or Secret; its name has got a prefix, or a hash behind it. */
function generatorOf(
  { key }: Pick<Manifest, 'key'>,
  origin: Origin,
  { kustomizations }: Sources,
): Generator | undefined {
  const file = kustomizations.find(({ path }) => path === origin.configuredIn);
  const field = generatorFields[key.kind];
  const entries = field === undefined ? undefined : file?.value[field];
  if (file === undefined || field === undefined || !isArray(entries)) return undefined;
  const named = entries.flatMap((entry, index) => {
    const name = getString(entry, ['name']) ?? '';
    return name !== '' && key.name.includes(name) ? [{ entry, index, name }] : [];
  });
  const best = named.toSorted((a, b) => b.name.length - a.name.length)[0];
  if (best === undefined) return undefined;
  return {
    location: file.locate([field, best.index, 'name']),
    files: generatorFiles(best.entry).map((path) => posix.join(file.folder, path)),
  };
}

/** `files: [name, key=name]` of a generator's entry, relative to its kustomization. */
export function generatorFiles(entry: Json): readonly string[] {
  const files = getAt(entry, ['files']);
  if (!isArray(files)) return [];
  return files.flatMap((file) => (typeof file === 'string' ? [file.slice(file.indexOf('=') + 1)] : []));
}

function startOf(files: readonly KustomizationFile[], { configuredIn }: Origin): Location {
  const file = files.find(({ path }) => path === configuredIn) ?? files[0];
  return file?.locate([]) ?? { file: '', document: 0, line: 1, column: 1, endLine: 1, endColumn: 1 };
}
