import { isClusterError } from '../model/errors.ts';
import { getString } from '../model/field-path.ts';
import type { JsonObject } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import { keyOf, type ObjectRef, refId } from '../model/object-ref.ts';
import type { NeighbourApplication, Neighbours } from '../plan/neighbours.ts';
import type { Topology } from '../topology/topology.ts';
import type { LiveReader } from './live-reader.ts';
import { readSituation, type SituationSource } from './situation-reader.ts';

const ramen = 'ramendr.openshift.io/v1alpha1';

/** Reads what stands around an object that is no application: the applications that it concerns, live or only in Git. */
export async function readNeighbours(
  ref: ObjectRef,
  topology: Topology,
  source: SituationSource,
): Promise<Neighbours> {
  const hub = source.reader('hub');
  const [drpcs, drClusters] = await Promise.all([
    listOrUndefined(hub, 'DRPlacementControl'),
    listOrUndefined(hub, 'DRCluster'),
  ]);
  if (drpcs === undefined) return { applications: undefined, drClusters };
  const live = drpcs.map((drpc) => ({ ref: { cluster: 'hub', ...keyOf(drpc) }, drpc, live: drpc }));
  const known = new Set(live.map((application) => refId(application.ref)));
  const inGit = topology.objects
    .filter((object) => object.kind.kind === 'DRPlacementControl' && !known.has(refId(object.ref)))
    .map((object) => ({ ref: object.ref, drpc: object.manifest.object, live: undefined }));
  // Only a fence is judged by what the cluster itself holds.
  const around = ref.kind === 'DRCluster' ? source : { ...source, managedClusters: [] };
  const applications = await Promise.all(
    [...live, ...inGit]
      .filter((application) => mayConcern(ref, application.ref, application.drpc))
      .map((application) => toNeighbour(application, around)),
  );
  return { applications: applications.filter(({ situation }) => isUnder(ref, situation)), drClusters };
}

interface Found {
  readonly ref: ObjectRef;
  readonly drpc: JsonObject;
  readonly live: LiveObject | undefined;
}

function mayConcern(object: ObjectRef, application: ObjectRef, drpc: JsonObject): boolean {
  if (object.kind === 'DRPolicy') return getString(drpc, ['spec', 'drPolicyRef', 'name']) === object.name;
  if (object.kind !== 'Placement') return true;
  return (
    application.namespace === object.namespace &&
    getString(drpc, ['spec', 'placementRef', 'name']) === object.name &&
    getString(drpc, ['spec', 'placementRef', 'kind']) !== 'PlacementRule'
  );
}

/** An application whose policy cannot be read may be under any cluster. */
function isUnder(object: ObjectRef, { policyClusters }: NeighbourApplication['situation']): boolean {
  return object.kind !== 'DRCluster' || policyClusters.length === 0 || policyClusters.includes(object.name);
}

async function toNeighbour(
  { ref, drpc, live }: Found,
  source: SituationSource,
): Promise<NeighbourApplication> {
  const name = ref.namespace === undefined ? ref.name : `${ref.namespace}/${ref.name}`;
  return { name, situation: await readSituation(ref, live, drpc, source) };
}

async function listOrUndefined(
  hub: LiveReader | undefined,
  kind: string,
): Promise<readonly LiveObject[] | undefined> {
  try {
    return await hub?.listKind(ramen, kind);
  } catch (error) {
    if (isClusterError(error)) return undefined;
    throw error;
  }
}
