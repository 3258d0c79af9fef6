import { preferredApiVersion } from '../kinds/define-kind.ts';
import { drCluster } from '../kinds/dr-cluster.ts';
import { drPlacementControl } from '../kinds/dr-placement-control.ts';
import { drPolicy } from '../kinds/dr-policy.ts';
import { ClusterError, UserError } from '../model/errors.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { DesiredObject } from '../topology/topology.ts';

/** What Ramen's hub operator brings, and a managed cluster does not have. */
const kindsOfHub = [drPolicy, drCluster, drPlacementControl];

/**
 * Throws UserError where `objects` want something of Ramen on the hub and it serves none of these kinds: then it is
 * the wrong cluster, or Ramen is not installed, and one sentence says more than a `pending` for each object.
 */
export async function requireRamen(
  objects: readonly DesiredObject[],
  hub: Cluster | undefined,
  context: string | undefined,
): Promise<void> {
  if (hub === undefined || !objects.some(isRamens)) return;
  try {
    const served = await Promise.all(
      kindsOfHub.map((kind) => hub.resource(preferredApiVersion(kind), kind.kind)),
    );
    if (served.some((resource) => resource !== undefined)) return;
  } catch (error) {
    // What discovery refuses is told of each object.
    if (error instanceof ClusterError) return;
    throw error;
  }
  const place = context === undefined ? '' : ` (context ${JSON.stringify(context)})`;
  throw new UserError(
    `this cluster${place} does not serve Ramen's kinds: ${kindsOfHub.map(({ kind }) => kind).join(', ')}`,
    { hint: 'it is no Ramen hub: name the hub with --context, or install Ramen on it first' },
  );
}

function isRamens({ ref, kind }: DesiredObject): boolean {
  return ref.cluster === 'hub' && kindsOfHub.some((known) => known === kind);
}
