import { kindOf } from '../kinds/registry.ts';
import type { Finding } from '../model/finding.ts';
import { isArray, isObject, type JsonObject } from '../model/json.ts';
import type { SourceFile } from '../model/source.ts';
import { buildLineIndex } from '../yaml/line-index.ts';
import type { ParsedFile } from '../yaml/parse-file.ts';
import { parseText } from '../yaml/parse-text.ts';

/** Kustomizations in folders that are read as they stand. */
export interface PlainKustomizations {
  /** Files whose objects a kustomization changes: as they stand they are not what is meant. */
  readonly changed: ReadonlySet<string>;
  /** Rule kustomization-not-a-source: one for each kustomization that changes objects. */
  readonly findings: readonly Finding[];
}

interface PlainKustomization {
  readonly file: SourceFile;
  readonly folder: string;
  readonly value: JsonObject;
}

const name = /(?:^|\/)kustomization\.ya?ml$/;

/** Keys that list, and change nothing of what they list. */
const harmless = new Set([
  'apiversion',
  'bases',
  'buildmetadata',
  'kind',
  'metadata',
  'resources',
  'sortoptions',
]);

export function plainKustomizations(
  files: readonly SourceFile[],
  parsed: readonly ParsedFile[],
): PlainKustomizations {
  const all = files.filter(({ path }) => name.test(path)).map(readPlain);
  const byFolder = new Map(all.map((each) => [each.folder, each]));
  const changed = new Set<string>();
  const findings: Finding[] = [];
  if (all.length === 0) return { changed, findings };
  const holders = new Set(parsed.filter(holdsObjects).map(({ file }) => file));
  for (const kustomization of all) {
    const key = Object.keys(kustomization.value).find((each) => !harmless.has(each.toLowerCase()));
    if (key === undefined) continue;
    const touched = [...resourcesOf(kustomization, byFolder)].filter((file) => holders.has(file));
    for (const file of touched) changed.add(file);
    if (touched.length > 0) findings.push(findingOf(kustomization, key, touched));
  }
  return { changed, findings };
}

function readPlain(file: SourceFile): PlainKustomization {
  const { value } = parseText(file.text);
  const folder = file.path.split('/').slice(0, -1).join('/');
  return { file, folder, value: isObject(value) ? value : {} };
}

/** Objects that ramen-sync would apply. */
function holdsObjects({ manifests }: ParsedFile): boolean {
  return manifests.some(({ key }) => {
    const role = kindOf(key.apiVersion, key.kind)?.role;
    return role === 'applied' || role === 'manual-mode';
  });
}

/** Files that a kustomization is made of, through the kustomizations that it builds on. */
function resourcesOf(
  start: PlainKustomization,
  byFolder: ReadonlyMap<string, PlainKustomization>,
): ReadonlySet<string> {
  const files = new Set<string>();
  const seen = new Set([start]);
  for (const { folder, value } of seen) {
    const parts = ['resources', 'bases', 'components'].flatMap((key) => value[key] ?? []);
    for (const part of parts.flatMap((each) => (isArray(each) ? each : [each]))) {
      if (typeof part !== 'string') continue;
      const path = join(folder, part);
      const next = byFolder.get(path);
      if (next === undefined) files.add(path);
      else seen.add(next);
    }
  }
  return files;
}

function join(folder: string, part: string): string {
  const steps: string[] = folder === '' ? [] : folder.split('/');
  for (const step of part.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/');
}

function findingOf({ file, folder }: PlainKustomization, key: string, touched: readonly string[]): Finding {
  const { start, end } = parseText(file.text).range([key], 'key');
  const [first = '', ...others] = touched;
  const what = others.length === 0 ? first : `${first} and ${others.length} more`;
  return {
    rule: 'kustomization-not-a-source',
    severity: 'warning',
    message: `${file.path} changes ${what}, which ${others.length === 0 ? 'is' : 'are'} judged as ${others.length === 0 ? 'it stands' : 'they stand'}`,
    location: buildLineIndex(file.text).location(file.path, 0, start, end),
    label: 'not done here',
    help: `make ${folder === '' ? 'the folder' : folder} a source with kustomize: true, and leave what it is made of out of the sources`,
  };
}
