import { UserError } from '../model/errors.ts';
import { formatPath } from '../model/field-path.ts';
import { canonicalJson, type JsonObject } from '../model/json.ts';
import { apiGroup, type ObjectKey } from '../model/object-ref.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { FileSet } from '../ports/repository.ts';
import { withCrds } from '../schema/compile.ts';
import { type Crd, readCrd } from '../schema/crd.ts';
import { type CrdFault, createCrdCheck } from '../schema/crd-faults.ts';
import type { SchemaSet } from '../schema/schema-set.ts';
import { shippedSchemas } from '../schema/shipped.ts';
import { parseFile } from '../yaml/parse-file.ts';

/** What to judge by, when these kinds occur. Asked again it answers from what it has read. */
export type SchemaSource = (kinds: Iterable<KindKey>) => Promise<SchemaSet>;

type KindKey = Pick<ObjectKey, 'apiVersion' | 'kind'>;

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
  const isFaulty = createCrdCheck();
  const read = {
    fromFolders: undefined as readonly Crd[] | undefined,
    fromHub: new Map<string, Crd | undefined>(),
  };
  let latest: { readonly crds: readonly Crd[]; readonly schemas: SchemaSet } | undefined;
  return async (kinds) => {
    read.fromFolders ??= (
      await Promise.all(folders.map((folder) => readCrdFolder(folder, readFolder, isFaulty)))
    ).flat();
    if (connectHub !== undefined) await readHub(kinds, connectHub, read.fromHub, isFaulty);
    const crds = [...[...read.fromHub.values()].flatMap((crd) => crd ?? []), ...read.fromFolders];
    const isSame =
      latest?.crds.length === crds.length && latest.crds.every((crd, index) => crd === crds[index]);
    if (latest === undefined || !isSame) latest = { crds, schemas: withCrds(shippedSchemas, crds) };
    return latest.schemas;
  };
}

type CrdCheck = (document: JsonObject) => CrdFault | undefined;

async function readCrdFolder(
  folder: string,
  readFolder: GivenSchemasDeps['readFolder'],
  check: CrdCheck,
): Promise<readonly Crd[]> {
  const { files, skipped } = await readFolder(folder);
  const [unread] = skipped;
  if (unread !== undefined) throw new UserError(`--crds: ${unread.path} is not read: ${unread.message}`);
  const found = new Map<string, { readonly crd: Crd; readonly place: string; readonly text: string }>();
  for (const file of files) {
    for (const { crd, place, document } of crdsOfFile(file, check)) {
      const id = `${crd.group}/${crd.kind}`;
      const twin = found.get(id);
      const text = canonicalJson(document.spec ?? null);
      if (twin !== undefined && twin.text !== text) {
        throw new UserError(
          `--crds: ${place} and ${twin.place} define ${crd.kind} of ${crd.group} differently`,
          {
            hint: 'name the folder of one release; of several --crds the later wins',
          },
        );
      }
      found.set(id, { crd, place, text });
    }
  }
  if (found.size > 0) return [...found.values()].map(({ crd }) => crd);
  throw new UserError(`--crds: there is no CustomResourceDefinition in ${folder}`, {
    hint: 'name a file or folder with CRDs in YAML or JSON',
  });
}

interface FoundCrd {
  readonly crd: Crd;
  readonly document: JsonObject;
  /** `file:line`. */
  readonly place: string;
}

function crdsOfFile(
  file: { readonly path: string; readonly text: string },
  check: CrdCheck,
): readonly FoundCrd[] {
  // Most files of a release are no CRDs, and large.
  if (!file.text.includes(CRD_KIND)) return [];
  const parsed = parseFile(file);
  const [broken] = parsed.findings;
  if (broken !== undefined) {
    const { line, column } = broken.location;
    throw new UserError(`--crds: ${file.path}:${line}:${column}: ${broken.message}`);
  }
  return parsed.manifests
    .filter(({ key }) => key.kind === CRD_KIND)
    .map((manifest) => {
      const { name } = manifest.key;
      const place = (path: CrdFault['path']): string => {
        const { line, column } = manifest.locate(path, path.length === 0 ? 'key' : 'value');
        return `${file.path}:${line}:${column}`;
      };
      const fault = check(manifest.object);
      if (fault !== undefined) throw new UserError(faultText(`--crds: ${place(fault.path)}`, name, fault));
      const crd = readCrd(manifest.object);
      if (crd === undefined) throw new UserError(`--crds: ${place([])}: ${CRD_KIND} ${name} cannot be read`);
      return { crd, document: manifest.object, place: place([]) };
    });
}

const CRD_KIND = 'CustomResourceDefinition';

function faultText(where: string, name: string, { path, message }: CrdFault): string {
  const field = formatPath(path);
  return `${where}: ${CRD_KIND} ${name} is no valid one: ${field === '' ? '' : `${field} `}${message}`;
}

/** Asks for the CRDs of these kinds alone: all that a hub has may be tens of megabytes. */
async function readHub(
  kinds: Iterable<KindKey>,
  connectHub: () => Promise<Cluster>,
  known: Map<string, Crd | undefined>,
  check: CrdCheck,
): Promise<void> {
  const wanted = new Map<string, KindKey>();
  for (const key of kinds) {
    const id = `${apiGroup(key.apiVersion)}/${key.kind}`;
    // Groups without a dot are Kubernetes' own, and have no CRDs.
    if (!known.has(id) && apiGroup(key.apiVersion).includes('.')) wanted.set(id, key);
  }
  if (wanted.size === 0) return;
  const hub = await connectHub();
  try {
    const read = await Promise.all(
      [...wanted].map(async ([id, key]) => [id, await readHubCrd(hub, key, check)] as const),
    );
    for (const [id, crd] of read) known.set(id, crd);
  } finally {
    hub.close();
  }
  if ([...known.values()].some((crd) => crd !== undefined)) return;
  throw new UserError('--crds-from-cluster: the hub serves none of the kinds in these files', {
    hint: 'name the hub with --context; is Ramen installed on it?',
  });
}

async function readHubCrd(
  hub: Cluster,
  { apiVersion, kind }: KindKey,
  check: CrdCheck,
): Promise<Crd | undefined> {
  const resource = await hub.resource(apiVersion, kind);
  if (resource === undefined) return undefined;
  const name = `${resource.plural}.${apiGroup(apiVersion)}`;
  const document = await hub.get({ apiVersion: 'apiextensions.k8s.io/v1', kind: CRD_KIND, name });
  if (document === undefined) return undefined;
  const fault = check({ ...document, apiVersion: 'apiextensions.k8s.io/v1' });
  if (fault !== undefined) throw new UserError(faultText('--crds-from-cluster', name, fault));
  return readCrd(document);
}
