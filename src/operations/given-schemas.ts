import type { NotChecked } from '../model/finding.ts';
import { apiGroup } from '../model/object-ref.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { FileSet } from '../ports/repository.ts';
import { withCrds } from '../schema/compile.ts';
import type { Crd } from '../schema/crd.ts';
import { createCrdCheck } from '../schema/crd-faults.ts';
import type { SchemaSet } from '../schema/schema-set.ts';
import { shippedSchemas } from '../schema/shipped.ts';
import { readCrdFolder } from './crd-folder.ts';
import { hubCrds, type KindKey } from './hub-crds.ts';

/** What to judge by, when these kinds occur. Asked again it answers from what it has read. */
export type SchemaSource = (kinds: Iterable<KindKey>) => Promise<GivenSchemas>;

export interface GivenSchemas {
  readonly schemas: SchemaSet;
  /** Kinds whose CRD the hub was asked for in vain. */
  readonly notChecked: readonly NotChecked[];
}

export interface GivenSchemasDeps {
  /** Files and folders with CRDs, as the user named them; of two CRDs for one kind the later folder's counts. */
  readonly folders: readonly string[];
  /** Throws UserError where there is nothing of that name. Paths of the files as messages should show them. */
  readonly readFolder: (folder: string) => Promise<FileSet>;
  /** The hub, where its CRDs count too: below those of the folders. */
  readonly connectHub?: () => Promise<Cluster>;
}

/**
 * The schemas that ship, with the CRDs of the user's files and of the hub in the place of their own. Import this module only
 * where CRDs are given. Throws UserError where they cannot be read, ClusterError where the hub refuses.
 */
export function givenSchemas({ folders, readFolder, connectHub }: GivenSchemasDeps): SchemaSource {
  const check = createCrdCheck();
  const askHub = connectHub === undefined ? undefined : hubCrds(connectHub, check);
  let fromFolders: readonly Crd[] | undefined;
  let latest: { readonly crds: readonly Crd[]; readonly schemas: SchemaSet } | undefined;
  return async (kinds) => {
    fromFolders ??= (
      await Promise.all(folders.map((folder) => readCrdFolder(folder, readFolder, check)))
    ).flat();
    const own = new Set(fromFolders.map(({ group, kind }) => `${group}/${kind}`));
    const others = [...kinds].filter(({ apiVersion, kind }) => !own.has(`${apiGroup(apiVersion)}/${kind}`));
    const hub = await askHub?.(others);
    const crds = [...(hub?.crds ?? []), ...fromFolders];
    if (latest === undefined || !isSame(latest.crds, crds))
      latest = { crds, schemas: withCrds(shippedSchemas, crds) };
    return { schemas: latest.schemas, notChecked: hub?.notChecked ?? [] };
  };
}

function isSame(before: readonly Crd[], after: readonly Crd[]): boolean {
  return before.length === after.length && before.every((crd, index) => crd === after[index]);
}
