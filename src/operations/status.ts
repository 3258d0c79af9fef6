import { preferredApiVersion } from '../kinds/define-kind.ts';
import { drPlacementControl } from '../kinds/dr-placement-control.ts';
import { UserError } from '../model/errors.ts';
import { getString } from '../model/field-path.ts';
import { compareText } from '../model/finding.ts';
import type { LiveObject } from '../model/live-object.ts';
import { keyOf, type ObjectRef, refId } from '../model/object-ref.ts';
import type { ApplicationStatus, StatusReport } from '../model/status.ts';
import { applicationStatus } from '../plan/application-status.ts';
import { createPlanner, type Planner, type PlannerDeps, type PlannerInput } from './planner.ts';

export interface StatusRequest extends PlannerInput {
  /** `shop/cart`, `cart`, `drpc/shop/cart`; empty: all. */
  readonly applications: readonly string[];
}

/** Every protected application of the hub, in Git or not: where it runs, and whether its green is true. */
export async function readStatus(request: StatusRequest, deps: PlannerDeps): Promise<StatusReport> {
  const planner = await createPlanner(request, deps);
  const hub = planner.reader('hub');
  if (hub === undefined) throw new UserError(`the hub does not answer: ${deps.clusters.whyNot('hub')}`);
  const apiVersion = preferredApiVersion(drPlacementControl);
  const live = await hub.listKind(apiVersion, drPlacementControl.kind);
  if (live === undefined) {
    throw new UserError('this cluster does not serve DRPlacementControl: it is no Ramen hub', {
      hint: 'name the hub with --context, or install Ramen on it first',
    });
  }
  const chosen = live.filter((drpc) => isAsked(drpc, request.applications));
  for (const word of request.applications) {
    if (!live.some((drpc) => isAsked(drpc, [word]))) {
      throw new UserError(`no application ${word} on this hub`, {
        hint: `it has ${live.map(nameOf).sort().join(', ') || 'none'}`,
      });
    }
  }
  const applications = await Promise.all(chosen.map((drpc) => statusOf(drpc, request, planner)));
  applications.sort((a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name));
  return {
    summary: summarise(applications),
    applications,
    notChecked: [...planner.notChecked(), ...unseenStores(applications)],
  };
}

/** After some mishaps the S3 stores lack what a failover starts from, and nothing else shows it. */
function unseenStores(applications: readonly ApplicationStatus[]): StatusReport['notChecked'] {
  if (applications.length === 0) return [];
  return [
    {
      reason: 's3-not-read',
      what: 'what the S3 stores hold for a failover',
      count: applications.length,
    },
  ];
}

function nameOf(drpc: LiveObject): string {
  return `${getString(drpc, ['metadata', 'namespace']) ?? ''}/${getString(drpc, ['metadata', 'name']) ?? ''}`;
}

function isAsked(drpc: LiveObject, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const name = nameOf(drpc);
  return words.some(
    (word) => word === name || word === `drpc/${name}` || word === getString(drpc, ['metadata', 'name']),
  );
}

async function statusOf(
  drpc: LiveObject,
  request: StatusRequest,
  planner: Planner,
): Promise<ApplicationStatus> {
  const ref: ObjectRef = { cluster: 'hub', ...keyOf(drpc) };
  const object = request.topology.byRef.get(refId(ref));
  const [situation, planned] = await Promise.all([
    planner.situationOf(ref, drpc, false),
    object === undefined ? undefined : planner.plan(object),
  ]);
  return applicationStatus(drpc, situation, planned?.change);
}

function summarise(applications: readonly ApplicationStatus[]): StatusReport['summary'] {
  const count = (health: ApplicationStatus['health']) =>
    applications.filter((app) => app.health === health).length;
  return {
    applications: applications.length,
    current: count('Current'),
    inProgress: count('InProgress'),
    failed: count('Failed'),
    unknown: count('Unknown'),
    held: applications.filter((app) => app.sync === 'held').length,
  };
}
