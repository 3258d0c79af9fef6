import type { Kind } from '../kinds/define-kind.ts';
import { annotation } from '../model/annotations.ts';
import type { Config, SourceConfig } from '../model/config.ts';
import { annotationOf } from '../model/live-object.ts';
import type { Manifest } from '../model/manifest.ts';

/**
 * Clusters that an object goes to: its annotation, else the longest matching source's `clusters`, else the kind's default.
 * Empty where it belongs on managed clusters and nothing says on which.
 */
export function clusterFinder(
  config: Config,
  managedClusters: readonly string[],
): (manifest: Manifest, kind: Kind) => readonly string[] {
  const sourceAt = sourceFinder(config.sources);
  return (manifest, kind) => {
    const named = namedOn(manifest) ?? sourceAt(manifest.file)?.clusters;
    if (named === undefined) return kind.target === 'hub' ? hubAlone : [];
    return [...new Set(named.flatMap((name) => (name === '*' ? managedClusters : [name])))];
  };
}

const hubAlone = ['hub'];

/** What annotation or source says, `*` still as it stands. */
export function namedClusters(manifest: Manifest, config: Config): readonly string[] | undefined {
  return namedOn(manifest) ?? sourceOf(manifest.file, config.sources)?.clusters;
}

function namedOn(manifest: Manifest): readonly string[] | undefined {
  return annotationOf(manifest.object, annotation.cluster)
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** The source whose folder is the deepest that holds the file. */
export function sourceOf(file: string, sources: readonly SourceConfig[]): SourceConfig | undefined {
  return sourceFinder(sources)(file);
}

/** The same for many files. */
export function sourceFinder(sources: readonly SourceConfig[]): (file: string) => SourceConfig | undefined {
  const folders = sources.map((source) => {
    const folder = normalize(source.path);
    return { source, folder, below: folder === '' ? '' : `${folder}/` };
  });
  // Stable: of two that name the same folder the first counts.
  folders.sort((a, b) => b.folder.length - a.folder.length);
  return (file) => folders.find(({ folder, below }) => file.startsWith(below) || file === folder)?.source;
}

function normalize(path: string): string {
  return path
    .split('/')
    .filter((step) => step !== '' && step !== '.')
    .join('/');
}
