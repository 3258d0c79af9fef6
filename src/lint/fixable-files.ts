import type { SourceFile } from '../model/source.ts';
import type { Topology } from '../topology/topology.ts';
import type { ParsedFile } from '../yaml/parse-file.ts';
import { cutFile, type Piece } from '../yaml/pieces.ts';

/** The part of a file that holds a document, if the file may be edited. */
export type FixableFiles = (path: string, document: number) => Piece | undefined;

/** Not one of which any document does not parse: nobody knows what its author is about to write. */
export function fixableFiles(input: {
  readonly files: readonly SourceFile[];
  readonly parsed: readonly ParsedFile[];
  readonly topology: Topology;
}): FixableFiles {
  let files: ReadonlyMap<string, (document: number) => Piece | undefined> | undefined;
  return (path, document) => {
    files ??= findFixable(input);
    return files.get(path)?.(document);
  };
}

function findFixable({ files, parsed, topology }: Parameters<typeof fixableFiles>[0]) {
  const broken = new Set([
    ...parsed.filter(({ opaque }) => opaque.some(({ why }) => why === 'unreadable')).map(({ file }) => file),
    ...topology.ramenConfigs
      .filter(({ trouble }) => trouble.some(({ rule }) => rule === 'yaml-syntax'))
      .map(({ manifest }) => manifest.file),
  ]);
  const whole = files.filter(({ path }) => !broken.has(path));
  return new Map(whole.map(({ path, text }) => [path, cutFile(text)]));
}
