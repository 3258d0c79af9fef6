import { isClusterError } from '../model/errors.ts';
import { compareText } from '../model/finding.ts';
import type { MissingPermission } from '../model/missing-permission.ts';
import { apiGroup, type ObjectKey } from '../model/object-ref.ts';
import type { PlannedChange, PlannedWrite } from '../plan/planned-change.ts';
import type { Clock } from '../ports/clock.ts';
import type { AccessQuestion, ApiResource, Cluster } from '../ports/cluster.ts';
import type { OpenClusters } from './open-clusters.ts';

export interface PermissionCheck {
  readonly missing: readonly MissingPermission[];
  /** Clusters that do not say what the credentials allow. */
  readonly silent: readonly string[];
}

type Verb = AccessQuestion['verb'];

/**
 * Server-side apply is a patch, and a create too where the object is not there (Kubernetes: apiserver
 * endpoints/handlers/patch.go, withAuthorization). What was written is read again until it is healthy.
 */
const verbsOf: Readonly<Record<PlannedWrite['type'], readonly Verb[]>> = {
  create: ['create', 'get', 'patch'],
  apply: ['get', 'patch'],
  patch: ['get', 'patch'],
  delete: ['delete', 'get'],
  'being-deleted': ['get'],
};

/** Asks each cluster, before anything is written, whether its credentials allow all that the plan does. */
export async function findMissingPermissions(
  changes: readonly PlannedChange[],
  deps: { readonly clusters: Pick<OpenClusters, 'find'>; readonly clock: Clock },
): Promise<PermissionCheck> {
  const writes = changes.filter(({ write }) => write !== undefined);
  const names = [...new Set(writes.map(({ change }) => change.object.cluster))].sort(compareText);
  const checks = await Promise.all(
    names.map((name) =>
      checkInTime(
        deps.clusters.find(name),
        writes.filter(({ change }) => change.object.cluster === name),
        deps.clock,
      ),
    ),
  );
  return {
    missing: checks.flatMap((check, index) => merge(names[index] ?? '', check ?? [])),
    silent: names.filter((_, index) => checks[index] === undefined),
  };
}

const PATIENCE_MS = 5000;

/** One verb on the objects of one resource. */
interface Need {
  readonly verb: Verb;
  readonly resource: ApiResource;
  readonly objects: readonly ObjectKey[];
}

interface Denied {
  readonly verb: Verb;
  readonly resource: ApiResource;
  readonly namespace?: string;
}

/** A cluster that fails or hangs now will say so when it is written to, and must not hold the others back. */
async function checkInTime(
  cluster: Cluster | undefined,
  writes: readonly PlannedChange[],
  clock: Clock,
): Promise<readonly Denied[] | undefined> {
  const asked = new AbortController();
  const late = clock.sleep(PATIENCE_MS, asked.signal).then(() => undefined);
  try {
    return await Promise.race([checkCluster(cluster, writes), late]);
  } catch (error) {
    if (isClusterError(error)) return undefined;
    throw error;
  } finally {
    asked.abort();
  }
}

/** Undefined where the cluster does not say. */
async function checkCluster(
  cluster: Cluster | undefined,
  writes: readonly PlannedChange[],
): Promise<readonly Denied[] | undefined> {
  if (cluster === undefined) return [];
  const needs = await needsOf(cluster, writes);
  const [first, ...others] = needs;
  if (first === undefined) return [];
  const known = await denials(cluster, first);
  // One that does not know the question need not be asked all of them.
  if (known === undefined) return undefined;
  const found = [known, ...(await Promise.all(others.map((need) => denials(cluster, need))))];
  return found.includes(undefined) ? undefined : found.flatMap((denied) => denied ?? []);
}

async function needsOf(cluster: Cluster, writes: readonly PlannedChange[]): Promise<readonly Need[]> {
  const needs = new Map<string, { verb: Verb; resource: ApiResource; objects: ObjectKey[] }>();
  for (const { change, write } of writes) {
    if (write === undefined) continue;
    const object = (write.type === 'patch' ? write.target : undefined) ?? change.object;
    const resource = await cluster.resource(object.apiVersion, object.kind);
    if (resource === undefined) continue;
    for (const verb of verbsOf[write.type]) {
      const key = `${verb} ${resource.apiVersion} ${resource.plural}`;
      const need = needs.get(key) ?? { verb, resource, objects: [] };
      need.objects.push(object);
      needs.set(key, need);
    }
  }
  return [...needs.values()];
}

/** Everywhere, else namespace by namespace, else object by object: most credentials are done with the first question. */
async function denials(
  cluster: Cluster,
  { verb, resource, objects }: Need,
): Promise<readonly Denied[] | undefined> {
  const everywhere = await cluster.mayI({ verb, resource });
  if (everywhere !== false) return everywhere === undefined ? undefined : [];
  const namespaces = [...new Set(objects.map(({ namespace }) => namespace))];
  const found = await Promise.all(
    namespaces.map(async (namespace): Promise<readonly Denied[]> => {
      const place = namespace === undefined ? {} : { namespace };
      if (namespace !== undefined && (await cluster.mayI({ verb, resource, namespace })) !== false) return [];
      const own = objects.filter((object) => object.namespace === namespace);
      return (await mayByName(cluster, { verb, resource, objects: own }))
        ? []
        : [{ verb, resource, ...place }];
    }),
  );
  return found.flat();
}

/** Rules can name objects. The first one tells whether they do at all. */
async function mayByName(cluster: Cluster, { verb, resource, objects }: Need): Promise<boolean> {
  const may = async ({ namespace, name }: ObjectKey): Promise<boolean> =>
    (await cluster.mayI({ verb, resource, name, ...(namespace === undefined ? {} : { namespace }) })) !==
    false;
  const [first, ...others] = objects;
  if (first === undefined || !(await may(first))) return first === undefined;
  return (await Promise.all(others.map(may))).every((allowed) => allowed);
}

function merge(cluster: string, denied: readonly Denied[]): readonly MissingPermission[] {
  const found = new Map<string, { permission: MissingPermission; verbs: string[] }>();
  for (const { verb, resource, namespace } of denied) {
    const group = apiGroup(resource.apiVersion);
    const key = `${namespace ?? ''} ${group} ${resource.plural}`;
    const place = namespace === undefined ? {} : { namespace };
    const one = found.get(key) ?? {
      permission: { cluster, group, resource: resource.plural, ...place, verbs: [] },
      verbs: [],
    };
    one.verbs.push(verb);
    found.set(key, one);
  }
  return [...found]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, { permission, verbs }]) => ({ ...permission, verbs: verbs.sort(compareText) }));
}
