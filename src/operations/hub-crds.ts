import { UserError } from '../model/errors.ts';
import type { NotChecked } from '../model/finding.ts';
import { apiGroup, type ObjectKey } from '../model/object-ref.ts';
import type { Cluster } from '../ports/cluster.ts';
import { isBuiltInGroup } from '../schema/built-in-problems.ts';
import { type Crd, readCrd } from '../schema/crd.ts';
import { shippedSchemas } from '../schema/shipped.ts';
import { CRD_KIND, type CrdCheck, faultText } from './crd-folder.ts';

export type KindKey = Pick<ObjectKey, 'apiVersion' | 'kind'>;

export interface HubCrds {
  readonly crds: readonly Crd[];
  /** Kinds that had to be judged by the schemas that ship. */
  readonly notChecked: readonly NotChecked[];
}

/**
 * Asks the hub for the CRDs of the kinds that occur, each once: all that a hub has may be tens of megabytes. Throws UserError
 * where it serves none of them, ClusterError where it refuses or does not answer.
 */
export function hubCrds(
  connectHub: () => Promise<Cluster>,
  check: CrdCheck,
): (kinds: Iterable<KindKey>) => Promise<HubCrds> {
  const known = new Map<string, { readonly key: KindKey; readonly crd: Crd | undefined }>();
  return async (kinds) => {
    const wanted = new Map<string, KindKey>();
    for (const key of kinds) {
      const id = `${apiGroup(key.apiVersion)}/${key.kind}`;
      if (!known.has(id) && mayHaveCrd(key)) wanted.set(id, key);
    }
    if (wanted.size > 0) {
      const hub = await connectHub();
      try {
        const read = await Promise.all(
          [...wanted].map(
            async ([id, key]) => [id, { key, crd: await readHubCrd(hub, key, check) }] as const,
          ),
        );
        for (const [id, entry] of read) known.set(id, entry);
      } finally {
        hub.close();
      }
    }
    const entries = [...known.values()];
    const crds = entries.flatMap(({ crd }) => crd ?? []);
    if (entries.length > 0 && crds.length === 0) {
      throw new UserError('--crds-from-cluster: the hub serves none of the kinds in these files', {
        hint: 'name the hub with --context; is Ramen installed on it?',
      });
    }
    return { crds, notChecked: entries.flatMap(({ key, crd }) => (crd === undefined ? missing(key) : [])) };
  };
}

/** Built-in kinds have none, nor have documents that no cluster serves. */
function mayHaveCrd({ apiVersion, kind }: KindKey): boolean {
  const group = apiGroup(apiVersion);
  const shipped = shippedSchemas.find(group, kind);
  if (shipped !== undefined) return !isBuiltInGroup(group) && shipped.versions.some(({ served }) => served);
  return group.includes('.');
}

/** Of a kind that nobody knows nothing is judged anyway, and the report says that. */
function missing({ apiVersion, kind }: KindKey): readonly NotChecked[] {
  if (shippedSchemas.originOf(apiGroup(apiVersion), kind) === undefined) return [];
  return [{ reason: 'not-on-hub', what: `CRD of ${apiGroup(apiVersion)} ${kind}`, count: 1 }];
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
