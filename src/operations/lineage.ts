import type { Kind } from '../kinds/define-kind.ts';
import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { objectId } from '../model/object-ref.ts';
import { type Base, runtimeGroup, sameGroup } from '../plan/base.ts';
import type { Lineage } from '../plan/runtime-comparison.ts';
import type { Repository, Revision } from '../ports/repository.ts';
import { parseFile } from '../yaml/parse-file.ts';

/** What Git tells about the commits that earlier applies came from. */
export interface GitMemory {
  readonly revision: Revision;
  readonly lineageOf: (base: Base | undefined) => Promise<Lineage>;
  /** Did a commit between the base's and ours ask for other runtime fields than Git does now? */
  readonly askedOtherwiseSince: (base: Base | undefined, manifest: Manifest, kind: Kind) => Promise<boolean>;
  /** The object as its file had it at the base's commit; undefined where that cannot be read, or was rendered. */
  readonly objectAt: (base: Base | undefined, manifest: Manifest) => Promise<JsonObject | undefined>;
}

export async function readGitMemory(repository: Repository): Promise<GitMemory> {
  const revision = await repository.revision();
  const lineages = new Map<string, Promise<Lineage>>();
  const files = new Map<string, Promise<ReadonlyMap<string, JsonObject>>>();
  const touched = new Map<string, ReturnType<Repository['filesTouched']>>();

  const lineageOf = async (base: Base | undefined): Promise<Lineage> => {
    if (base?.revision === undefined) {
      return {
        kind: 'unknown',
        why: 'the last apply came from a folder without Git, so no commit can be said to come after it',
      };
    }
    if (revision.commit === undefined) {
      return {
        kind: 'unknown',
        why: 'this folder is not a Git checkout, so it cannot be told whether it is newer than the last apply',
      };
    }
    if (base.revision === revision.commit) return { kind: 'ancestor' };
    const known = lineages.get(base.revision) ?? ask(repository, base.revision);
    lineages.set(base.revision, known);
    return known;
  };

  const objectAt = async (base: Base | undefined, manifest: Manifest): Promise<JsonObject | undefined> => {
    if (base?.revision === undefined || base.dirty || manifest.renderedFrom !== undefined) return undefined;
    const key = `${base.revision}:${manifest.file}`;
    const known = files.get(key) ?? readObjects(repository, base.revision, manifest.file);
    files.set(key, known);
    return (await known).get(objectId(manifest.key));
  };

  const askedOtherwiseSince = async (
    base: Base | undefined,
    manifest: Manifest,
    kind: Kind,
  ): Promise<boolean> => {
    if (base?.revision === undefined || base.revision === revision.commit || kind.runtime.length === 0)
      return false;
    // Asked once for all objects: most files have not been touched, and need no git of their own.
    const asked = touched.get(base.revision) ?? repository.filesTouched(base.revision);
    touched.set(base.revision, asked);
    const since = await asked;
    if (since === undefined || !isAmong(manifest, since)) return false;
    if (manifest.renderedFrom !== undefined)
      return wasTouchedTwice(manifest.renderedFrom, base.revision, repository);
    const commits = await repository.commitsTouching(manifest.file, base.revision);
    const now = runtimeGroup(manifest.object, kind);
    for (const commit of commits ?? []) {
      const object = await objectAt({ revision: commit }, manifest);
      if (object !== undefined && !sameGroup(runtimeGroup(object, kind), now)) return true;
    }
    return false;
  };

  return { revision, lineageOf, objectAt, askedOtherwiseSince };
}

/** Is any of the files one that the object was read or rendered from? */
export function isAmong({ file, renderedFrom }: Manifest, files: ReadonlySet<string>): boolean {
  if (renderedFrom === undefined) return files.has(file);
  return [...files].some((each) =>
    renderedFrom.some((folder) => folder === '' || each.startsWith(`${folder}/`)),
  );
}

/** What was rendered at a commit cannot be told any more. It was another thing in between only if it was changed and changed back. */
async function wasTouchedTwice(
  folders: readonly string[],
  since: string,
  repository: Pick<Repository, 'commitsTouching'>,
): Promise<boolean> {
  const commits = await Promise.all(folders.map((folder) => repository.commitsTouching(folder, since)));
  return new Set(commits.flatMap((each) => each ?? [])).size > 1;
}

async function ask(repository: Repository, commit: string): Promise<Lineage> {
  const ancestry = await repository.isAncestor(commit);
  if (!ancestry.known) return { kind: 'unknown', why: ancestry.why };
  return { kind: ancestry.ancestor ? 'ancestor' : 'not-ancestor' };
}

async function readObjects(
  repository: Repository,
  commit: string,
  path: string,
): Promise<ReadonlyMap<string, JsonObject>> {
  const text = await repository.fileAt(commit, path);
  if (text === undefined) return new Map();
  const { manifests } = parseFile({ path, text });
  return new Map(manifests.map((manifest) => [objectId(manifest.key), manifest.object]));
}
