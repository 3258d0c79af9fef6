import type { Json } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { Change, Consequence } from '../model/plan.ts';
import { listNames, type NeighbourApplication } from './neighbours.ts';
import { applicationName } from './touched-applications.ts';

/** `applications` undefined: could not be read. */
export function touchConsequences(
  change: Change,
  applications: readonly LiveObject[] | undefined,
): readonly Consequence[] {
  if (applications === undefined)
    return [{ code: 'unknown', text: 'which applications it touches is unknown: the hub cannot be read' }];
  const { length } = applications;
  if (length === 0 && change.state === 'create') return [];
  const text =
    length === 0
      ? 'touches no application'
      : `touches ${length === 1 ? 'application' : `${length} applications:`} ${listNames(applications.map(applicationName))}`;
  return [{ code: 'applications-touched', text }];
}

/**
 * What fencing or unfencing a cluster does to whatever is there; empty where the fence stays.
 * Ramen: internal/controller/drcluster_controller.go, clusterFenceHandle.
 */
export function fenceConsequences(
  change: Change,
  neighbours: readonly NeighbourApplication[],
): readonly Consequence[] {
  const field = change.fields.find(({ path }) => path === 'spec.clusterFence');
  if (field === undefined) return [];
  const cluster = change.object.name;
  const there = neighbours.filter(({ situation }) => situation.runsOn === cluster).map(({ name }) => name);
  const lost = neighbours.filter(({ situation }) => situation.runsOn === undefined).map(({ name }) => name);
  const who =
    there.length === 0
      ? 'no application runs there'
      : `${listNames(there)} ${there.length === 1 ? 'runs' : 'run'} there`;
  const harm = harmOf(cluster, field.git, who);
  return [
    field.held
      ? { code: 'take-over-would', text: `putting Git back would ${harm.verb}` }
      : { code: harm.code, text: harm.text },
    ...(lost.length === 0
      ? []
      : [
          {
            code: 'unknown',
            text: `where ${listNames(lost)} ${lost.length === 1 ? 'runs' : 'run'} is unknown`,
          },
        ]),
  ];
}

/** Without a value Ramen undoes nothing: it only stops to look after the fence, and reports the cluster as Available. */
function harmOf(cluster: string, wanted: Json | undefined, who: string) {
  const writes = `what was left running there writes too; ${who}`;
  switch (wanted) {
    case 'Fenced':
      return {
        code: 'fences',
        text: `${cluster} is cut off from its storage: ${who}`,
        verb: `cut ${cluster} off from its storage: ${who}`,
      };
    case 'ManuallyFenced':
      return {
        code: 'fences',
        text: `${cluster} counts as cut off by hand, and a failover trusts that: ${who}`,
        verb: `call ${cluster} cut off by hand, and a failover would trust that: ${who}`,
      };
    case undefined:
      return {
        code: 'fence-forgotten',
        text: `${cluster} stays as it is, cut off or not, and Ramen reports it as Available: ${who}`,
        verb: `leave ${cluster} as it is, cut off or not, and have Ramen report it as Available: ${who}`,
      };
    default:
      return {
        code: 'unfences',
        text: `${cluster} may reach its storage again: ${writes}`,
        verb: `let ${cluster} reach its storage again: ${writes}`,
      };
  }
}

/** Does a change reach whoever uses the object? Labels of hub objects are for people, those of classes are not. */
export function reachesSomebody({ object, state, fields }: Change): boolean {
  if (!['create', 'update', 'blocked', 'held'].includes(state)) return false;
  if (state === 'create') return true;
  const isLabelled = object.kind === 'DRPolicy' || object.kind === 'DRCluster';
  return fields.some(({ path }) => !isLabelled || !path.startsWith('metadata.'));
}
