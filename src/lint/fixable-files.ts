import type { SourceFile } from '../model/source.ts';
import type { Topology } from '../topology/topology.ts';
import type { ParsedFile } from '../yaml/parse-file.ts';

/** The file of that path, if it may be edited. */
export type FixableFiles = (path: string) => SourceFile | undefined;

/** Not one of which any document does not parse: nobody knows what its author is about to write. */
export function fixableFiles(input: {
  readonly files: readonly SourceFile[];
  readonly parsed: readonly ParsedFile[];
  readonly topology: Topology;
}): FixableFiles {
  let files: ReadonlyMap<string, SourceFile> | undefined;
  return (path) => {
    files ??= findFixable(input);
    return files.get(path);
  };
}

function findFixable({ files, parsed, topology }: Parameters<typeof fixableFiles>[0]) {
  const broken = new Set([
    ...parsed.filter(({ opaque }) => opaque.some(({ why }) => why === 'unreadable')).map(({ file }) => file),
    ...topology.ramenConfigs
      .filter(({ trouble }) => trouble.some(({ rule }) => rule === 'yaml-syntax'))
      .map(({ manifest }) => manifest.file),
  ]);
  return new Map(files.filter(({ path }) => !broken.has(path)).map((file) => [file.path, file]));
}
