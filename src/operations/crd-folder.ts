import { UserError } from '../model/errors.ts';
import { formatPath } from '../model/field-path.ts';
import { canonicalJson, type JsonObject } from '../model/json.ts';
import type { FileSet } from '../ports/repository.ts';
import { type Crd, readCrd } from '../schema/crd.ts';
import type { CrdFault } from '../schema/crd-faults.ts';
import { parseFile } from '../yaml/parse-file.ts';

export type CrdCheck = (document: JsonObject) => CrdFault | undefined;

export const CRD_KIND = 'CustomResourceDefinition';

/**
 * The CRDs below a file or folder, each checked as far as it will be relied on. Throws UserError with file and place where one
 * is broken, where two differ about one kind, and where there is none.
 */
export async function readCrdFolder(
  folder: string,
  readFolder: (folder: string) => Promise<FileSet>,
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

export function faultText(where: string, name: string, { path, message }: CrdFault): string {
  const field = formatPath(path);
  return `${where}: ${CRD_KIND} ${name} is no valid one: ${field === '' ? '' : `${field} `}${message}`;
}
