import { preferredApiVersion } from '../kinds/define-kind.ts';
import { drCluster } from '../kinds/dr-cluster.ts';
import { drPlacementControl } from '../kinds/dr-placement-control.ts';
import { drPolicy } from '../kinds/dr-policy.ts';
import { isClusterError } from '../model/errors.ts';
import type { LiveObject } from '../model/live-object.ts';
import { keyOf } from '../model/object-ref.ts';
import type { Consequence } from '../model/plan.ts';
import type { PlannedChange } from '../plan/planned-change.ts';
import { fenceConsequences, reachesSomebody, touchConsequences } from '../plan/touch-words.ts';
import { applicationName, type ProtectionMap, touchedApplications } from '../plan/touched-applications.ts';
import type { Topology } from '../topology/topology.ts';
import type { Planner } from './planner.ts';

/** Says of changes to policies, clusters, classes and configuration which live applications they touch. */
export async function tellTouched(
  planned: readonly PlannedChange[],
  topology: Topology,
  planner: Planner,
): Promise<readonly PlannedChange[]> {
  const asks = planned.some(
    ({ change }) => reachesSomebody(change) && touchedApplications(change.object, nothing) !== undefined,
  );
  if (!asks) return planned;
  const map = await readProtection(topology, planner);
  return Promise.all(planned.map((one) => told(one, map, planner)));
}

const nothing: ProtectionMap = { drpcs: [], policies: [], drClusters: [], profilesOf: () => [] };

async function told(
  planned: PlannedChange,
  map: ProtectionMap | undefined,
  planner: Planner,
): Promise<PlannedChange> {
  const { change } = planned;
  if (!reachesSomebody(change)) return planned;
  const touched = touchedApplications(change.object, map ?? nothing);
  if (touched === undefined) return planned;
  const found: Consequence[] = [...touchConsequences(change, map === undefined ? undefined : touched)];
  if (change.fields.some(({ path }) => path === 'spec.clusterFence')) {
    const neighbours = await Promise.all(
      touched.map(async (drpc) => ({
        name: applicationName(drpc),
        situation: await planner.situationOf({ cluster: 'hub', ...keyOf(drpc) }, drpc, false),
      })),
    );
    found.push(...fenceConsequences(change, neighbours));
  }
  return { ...planned, change: { ...change, consequences: [...change.consequences, ...found] } };
}

/** Undefined where something of it cannot be read. */
async function readProtection(topology: Topology, planner: Planner): Promise<ProtectionMap | undefined> {
  const hub = planner.reader('hub');
  if (hub === undefined) return undefined;
  try {
    const [drpcs, policies, drClusters] = await Promise.all(
      [drPlacementControl, drPolicy, drCluster].map(
        async (kind): Promise<readonly LiveObject[]> =>
          (await hub.listKind(preferredApiVersion(kind), kind.kind)) ?? [],
      ),
    );
    return {
      drpcs: drpcs ?? [],
      policies: policies ?? [],
      drClusters: drClusters ?? [],
      profilesOf: ({ namespace, name }) =>
        topology.s3Profiles
          .filter(
            (profile) => profile.secretName === name && (profile.secretNamespace ?? '') === (namespace ?? ''),
          )
          .map((profile) => profile.name),
    };
  } catch (error) {
    if (isClusterError(error)) return undefined;
    throw error;
  }
}
