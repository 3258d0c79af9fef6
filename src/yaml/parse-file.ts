import { type FieldPath, formatPath } from '../model/field-path.ts';
import { compareFindings, type Finding } from '../model/finding.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { keyOf } from '../model/object-ref.ts';
import type { SourceFile } from '../model/source.ts';
import { type BrokenDocument, isBroken, readDocuments } from './documents.ts';
import { duplicateKeys } from './duplicate-keys.ts';
import { judgeObject } from './judge-object.ts';
import { buildPlaces, type Places, quickRootRange, type Range } from './places.ts';

/** A document without a manifest: other YAML, half an object, or text that does not parse. */
export interface OpaqueDocument {
  readonly document: number;
  /** `not-kubernetes` is counted and ignored; the others have a finding. */
  readonly why: 'unreadable' | 'not-an-object' | 'not-kubernetes';
}

export interface ParsedFile {
  readonly file: string;
  readonly manifests: readonly Manifest[];
  /** Rules `yaml-syntax`, `duplicate-key` and `not-an-object`, by place. */
  readonly findings: readonly Finding[];
  /** Documents that are not empty. */
  readonly documents: number;
  readonly opaque: readonly OpaqueDocument[];
}

/** Reads a file as the Kubernetes API server would. Trouble is findings; nothing is thrown. */
export function parseFile(file: SourceFile): ParsedFile {
  const places = lazyPlaces(file);
  const manifests: Manifest[] = [];
  const findings: Finding[] = [];
  const opaque: OpaqueDocument[] = [];
  let documents = 0;
  for (const document of readDocuments(file.text)) {
    if (isBroken(document)) {
      documents += 1;
      findings.push(syntaxFinding(file, places(), document));
      opaque.push({ document: document.index, why: 'unreadable' });
      continue;
    }
    const { value, index } = document;
    if (value === undefined) continue;
    documents += 1;
    const range = document.base === 0 ? quickRootRange(document.text, document.events) : undefined;
    if (document.hasDuplicateKeys)
      for (const finding of duplicateKeyFindings(file, places(), index)) findings.push(finding);
    for (const part of partsOf(value)) {
      const verdict = judgeObject(part.value);
      if (verdict.is === 'object') {
        manifests.push(manifestOf(file, places, { index, range }, part, verdict.object));
        continue;
      }
      opaque.push({ document: index, why: verdict.is });
      if (verdict.is !== 'not-an-object') continue;
      const at = [...part.path, ...verdict.path];
      const path = formatPath(at);
      findings.push({
        rule: 'not-an-object',
        severity: 'error',
        message: verdict.message,
        ...(path === '' ? {} : { path }),
        location: places().locate(index, at, verdict.part),
        help: verdict.help,
      });
    }
  }
  return { file: file.path, manifests, findings: findings.sort(compareFindings), documents, opaque };
}

function lazyPlaces(file: SourceFile): () => Places {
  let places: Places | undefined;
  return () => {
    places ??= buildPlaces(file);
    return places;
  };
}

interface Part {
  readonly value: Json;
  /** From the document's root. */
  readonly path: FieldPath;
  readonly item?: number;
}

/** A `List` stands for its items; they may leave out what the list's kind says (kubectl's unstructured decoder). */
function partsOf(value: Json): readonly Part[] {
  if (!isObject(value)) return [{ value, path: [] }];
  const { kind, items, apiVersion } = value;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !(isArray(items) || items === null))
    return [{ value, path: [] }];
  const itemKind = kind.slice(0, -'List'.length);
  const inherited: JsonObject =
    itemKind === '' || typeof apiVersion !== 'string' ? {} : { apiVersion, kind: itemKind };
  return (items ?? []).map((item, index) => ({
    value: isObject(item) && item.kind === undefined ? { ...inherited, ...item } : item,
    path: ['items', index],
    item: index,
  }));
}

function manifestOf(
  { path: file }: SourceFile,
  places: () => Places,
  { index: document, range }: { readonly index: number; readonly range: Range | undefined },
  { item, path: root }: Part,
  object: JsonObject,
): Manifest {
  const isRoot = (path: FieldPath): boolean => path.length === 0 && root.length === 0;
  return {
    key: keyOf(object),
    object,
    file,
    document,
    ...(item === undefined ? {} : { item }),
    locate: (path, part) =>
      range !== undefined && isRoot(path) && part !== 'key'
        ? places().lines().location(file, document, range.start, range.end)
        : places().locate(document, [...root, ...path], part),
    locateWithin: (path, offset, end) => places().locateWithin(document, [...root, ...path], offset, end),
  };
}

function syntaxFinding(file: SourceFile, places: Places, broken: BrokenDocument): Finding {
  const start = Math.min(broken.offset, Math.max(0, file.text.trimEnd().length));
  const wide = start < file.text.length && !/[\r\n]/.test(file.text[start] ?? '');
  const help = syntaxHelp(file.text, broken);
  return {
    rule: 'yaml-syntax',
    severity: 'error',
    message: broken.message,
    location: places.lines().location(file.path, broken.index, start, start + (wide ? 1 : 0)),
    ...(help === undefined ? {} : { help }),
  };
}

function syntaxHelp(text: string, { offset, message }: BrokenDocument): string | undefined {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1).split(/[\r\n]/, 1)[0] ?? '';
  if (line.includes('{{')) return 'this looks like a template; lint what it renders to';
  if (message.includes('tab characters')) return 'indent with spaces';
  if (/unidentified alias/.test(message)) return 'anchors are known within their own document only';
  return undefined;
}

/** A document with more is no work of a hand. */
const MOST_DUPLICATES = 1000;

function duplicateKeyFindings(file: SourceFile, places: Places, index: number): readonly Finding[] {
  const placed = places.document(index);
  if (placed === undefined) return [];
  const { base } = placed;
  const at = (range: { start: number; end: number }) =>
    places.lines().location(file.path, index, base + range.start, base + range.end);
  const all = duplicateKeys(placed.root);
  const shown = all.slice(0, MOST_DUPLICATES);
  const left = all.length - shown.length;
  return shown.map(({ path, key, first }, place) => ({
    rule: 'duplicate-key',
    severity: 'error',
    message: `key "${String(path.at(-1))}" is already there${
      left > 0 && place === shown.length - 1 ? `, and so are ${left} more keys of this document` : ''
    }`,
    path: formatPath(path),
    location: at(key),
    related: [{ message: 'first here', location: at(first) }],
    help: 'keep one of them: kubectl silently takes the last, a strict server refuses both',
  }));
}
