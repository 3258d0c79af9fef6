import { isClusterError } from '../model/errors.ts';
import type { Block, Change } from '../model/plan.ts';
import type { PlannedChange } from '../plan/planned-change.ts';
import type { DesiredObject } from '../topology/topology.ts';
import type { OpenClusters } from './open-clusters.ts';

/** What is planned: an object that Git wants, or one that it wants gone. */
type Planned = Pick<DesiredObject, 'ref' | 'kind' | 'manifest'>;

/** A change that writes nothing, with one sentence why. */
export function still(
  object: Planned,
  verdict: Pick<Change, 'state'> & { readonly reason: string },
): PlannedChange {
  return {
    change: { ...header(object), ...verdict, fields: [], consequences: [], blocks: [] },
    manifest: object.manifest,
    dependsOn: [],
    judgeAgain: false,
  };
}

/** A change that something stops before its live state counts. */
export function blocked(
  object: Planned,
  blocks: readonly Block[],
  dependsOn: readonly string[] = [],
): PlannedChange {
  return {
    change: { ...header(object), state: 'blocked', fields: [], consequences: [], blocks },
    manifest: object.manifest,
    dependsOn,
    judgeAgain: false,
  };
}

/** A cluster that is not the one meant must never look like one that is only late. */
export function withoutCluster(object: Planned, clusters: OpenClusters): PlannedChange {
  const { cluster } = object.ref;
  const reason = clusters.whyNot(cluster);
  const report = clusters.reports.find(({ name }) => name === cluster);
  if (report?.state !== 'wrong-cluster') return still(object, { state: 'unreachable', reason });
  const block: Block = {
    gate: 'wrong-cluster',
    message: `${cluster}: ${reason}`,
    help: 'check the context, or correct the id in the configuration',
  };
  return blocked(object, [block]);
}

/** A cluster that answered the first question and fails at this one: its own trouble, told where it happened. */
export function failed(object: Planned, error: unknown): PlannedChange {
  if (!isClusterError(error)) throw error;
  if (error.reason === 'unreachable') return still(object, { state: 'unreachable', reason: error.message });
  return blocked(object, [{ gate: 'server-refuses', message: error.message }]);
}

function header(object: Planned): Pick<Change, 'object' | 'wave' | 'location'> {
  return { object: object.ref, wave: object.kind.wave, location: object.manifest.locate([]) };
}
