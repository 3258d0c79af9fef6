import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { SourceFile } from '../../src/model/source.ts';
import { ruleDocs } from '../../src/rules/registry.ts';

/** Real text to start from: whole repositories, and every example of a rule as a repository of one file. */
export function readCorpus(project: string): readonly (readonly SourceFile[])[] {
  const folder = join(project, 'examples');
  const repositories = ['regional', 'metro', 'openshift'].map((name) => filesBelow(join(folder, name)));
  const examples = ruleDocs
    .map(({ page }) => page())
    .flatMap(({ invalid, valid }) => [...invalid, ...valid])
    .map(({ yaml }) => [{ path: 'example.yaml', text: yaml }]);
  return [...repositories, ...examples];
}

function filesBelow(folder: string): readonly SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => ({
      path: relative(folder, join(folder, name)),
      text: readFileSync(join(folder, name), 'utf8'),
    }))
    .filter(({ path }) => path !== 'ramen-sync.yaml');
}
