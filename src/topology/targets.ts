import type { Kind } from '../kinds/define-kind.ts';
import { annotation } from '../model/annotations.ts';
import type { Config, SourceConfig } from '../model/config.ts';
import { annotationOf } from '../model/live-object.ts';
import type { Manifest } from '../model/manifest.ts';

/**
 * Clusters that an object goes to: its annotation, else the longest matching source's `clusters`, else the kind's default.
 * Empty where it belongs on managed clusters and nothing says on which.
 */
export function targetClusters(
  manifest: Manifest,
  kind: Kind,
  config: Config,
  managedClusters: readonly string[],
): readonly string[] {
  const named = namedClusters(manifest, config);
  if (named === undefined) return kind.target === 'hub' ? ['hub'] : [];
  return [...new Set(named.flatMap((name) => (name === '*' ? managedClusters : [name])))];
}

/** What annotation or source says, `*` still as it stands. */
export function namedClusters(manifest: Manifest, config: Config): readonly string[] | undefined {
  const text = annotationOf(manifest.object, annotation.cluster);
  if (text === undefined) return sourceOf(manifest.file, config.sources)?.clusters;
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** The source whose folder is the deepest that holds the file. */
export function sourceOf(file: string, sources: readonly SourceConfig[]): SourceConfig | undefined {
  let best: { readonly source: SourceConfig; readonly length: number } | undefined;
  for (const source of sources) {
    const folder = normalize(source.path);
    const holds = folder === '' || file === folder || file.startsWith(`${folder}/`);
    if (holds && (best === undefined || folder.length > best.length))
      best = { source, length: folder.length };
  }
  return best?.source;
}

function normalize(path: string): string {
  return path
    .split('/')
    .filter((step) => step !== '' && step !== '.')
    .join('/');
}
