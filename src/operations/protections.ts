import { preferredApiVersion } from '../kinds/define-kind.ts';
import { drPlacementControl } from '../kinds/dr-placement-control.ts';
import { drPolicy } from '../kinds/dr-policy.ts';
import { isClusterError } from '../model/errors.ts';
import { getString } from '../model/field-path.ts';
import type { LiveObject } from '../model/live-object.ts';
import { keyOf, refId } from '../model/object-ref.ts';
import { promisedInterval } from '../plan/sync-lag.ts';
import type { Topology } from '../topology/topology.ts';
import type { Planner } from './planner.ts';

/** What an application's DRPlacementControl and DRPolicy say of its copy on the peer. */
export interface Protection {
  readonly namespace: string;
  readonly name: string;
  readonly policy: string;
  /** RFC 3339: up to then every volume is on the peer. Absent: nothing was replicated yet. */
  readonly syncedAt?: string;
  /** Absent where the policy does not replicate at an interval. */
  readonly intervalSeconds?: number;
}

/** Of the applications that are in Git and live, from the lists that the plan has read; empty where they may not be listed. */
export async function readProtections(topology: Topology, planner: Planner): Promise<readonly Protection[]> {
  if (!topology.objects.some(({ kind }) => kind === drPlacementControl)) return [];
  const list = async (kind: typeof drPolicy): Promise<readonly LiveObject[]> =>
    (await planner.reader('hub')?.listKind(preferredApiVersion(kind), kind.kind)) ?? [];
  try {
    const drpcs = (await list(drPlacementControl)).filter((live) =>
      topology.byRef.has(refId({ cluster: 'hub', ...keyOf(live) })),
    );
    if (drpcs.length === 0) return [];
    const policies = new Map((await list(drPolicy)).map((policy) => [keyOf(policy).name, policy]));
    return drpcs.map((drpc) => protectionOf(drpc, policies));
  } catch (error) {
    if (isClusterError(error, 'forbidden')) return [];
    throw error;
  }
}

function protectionOf(drpc: LiveObject, policies: ReadonlyMap<string, LiveObject>): Protection {
  const { namespace = '', name } = keyOf(drpc);
  const policy = getString(drpc, ['spec', 'drPolicyRef', 'name']) ?? '';
  const syncedAt = getString(drpc, ['status', 'lastGroupSyncTime']);
  const intervalSeconds = promisedInterval(policies.get(policy));
  return {
    namespace,
    name,
    policy,
    ...(syncedAt === undefined || Number.isNaN(Date.parse(syncedAt)) ? {} : { syncedAt }),
    ...(intervalSeconds === undefined ? {} : { intervalSeconds }),
  };
}
