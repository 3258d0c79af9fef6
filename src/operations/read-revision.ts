import type { EarlierRevision } from '../lint/run-change-rules.ts';
import type { Config } from '../model/config.ts';
import { isIgnoredFolder, isManifestName } from '../model/file-names.ts';
import type { NotChecked } from '../model/finding.ts';
import type { Revisions } from '../ports/repository.ts';
import { parseFile } from '../yaml/parse-file.ts';
import { type RepositoryContents, readRepository } from './read-repository.ts';

export interface RevisionRequest {
  readonly config: Config;
  /** Branch, tag or commit: what counts is where HEAD parted from it. */
  readonly revision: string;
  /** Relative to the repository. Absent: the sources of the config, else everything. */
  readonly paths?: readonly string[];
  /** As it is now: what has not changed is not parsed again. */
  readonly current: Pick<RepositoryContents, 'files' | 'parsed'>;
}

export interface RevisionContents
  extends EarlierRevision,
    Pick<RepositoryContents, 'files' | 'parsed' | 'readFindings'> {
  /** What could not be read there, so that its changes are not known. */
  readonly notChecked: readonly NotChecked[];
}

/** A DR repository as it was, read as it is read now. Throws UserError where Git cannot tell. */
export async function readRevision(
  request: RevisionRequest,
  revisions: Revisions,
): Promise<RevisionContents> {
  const { config, current, paths } = request;
  const base = await revisions.mergeBase(request.revision);
  const commit = base.slice(0, 7);
  const parsed = new Map(current.files.map((file, index) => [file, current.parsed[index]]));
  const contents = await readRepository(
    {
      config,
      ...(paths === undefined ? {} : { paths }),
      parse: (file) => parsed.get(file) ?? parseFile(file),
    },
    {
      files: {
        readTree: (starts) => revisions.filesAt(base, { isWanted: isBelow(starts), known: current.files }),
      },
    },
  );
  return {
    files: contents.files,
    parsed: contents.parsed,
    readFindings: contents.readFindings,
    topology: contents.topology,
    commit,
    notChecked: unreadPlaces(contents).map((what) => ({
      reason: 'not-compared',
      what: `${what} at ${commit}`,
      count: 1,
    })),
  };
}

/** As a walk through the folders of these paths finds them; a path that is a file counts whatever its name. */
function isBelow(starts: readonly string[]): (path: string) => boolean {
  const folders = starts.map((start) =>
    start
      .split('/')
      .filter((step) => step !== '' && step !== '.')
      .join('/'),
  );
  return (path) =>
    folders.some((folder) => {
      if (path === folder) return true;
      if (folder !== '' && !path.startsWith(`${folder}/`)) return false;
      const between = path
        .slice(folder === '' ? 0 : folder.length + 1)
        .split('/')
        .slice(0, -1);
      return isManifestName(path) && path !== 'ramen-sync.yaml' && !between.some(isIgnoredFolder);
    });
}

function unreadPlaces({ parsed, skipped, unrendered, topology }: RepositoryContents): readonly string[] {
  return [
    ...parsed
      .filter(({ opaque }) => opaque.some(({ why }) => why !== 'not-kubernetes'))
      .map(({ file }) => file),
    ...topology.ramenConfigs.filter(({ readable }) => !readable).map(({ manifest }) => manifest.file),
    ...skipped.map(({ path }) => path),
    ...unrendered.map(({ path }) => `kustomization ${path}`),
  ];
}
