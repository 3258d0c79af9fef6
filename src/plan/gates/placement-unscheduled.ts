import { ramenKey } from '../../model/annotations.ts';
import { annotationOf } from '../../model/live-object.ts';
import { listNames } from '../neighbours.ts';
import { defineGate, type GateInput } from './define-gate.ts';

/** Without the annotation Open Cluster Management schedules the application anywhere. */
export const placementUnscheduled = defineGate({
  id: 'placement-unscheduled',
  summary: 'A Placement of a protected application would be scheduled by Open Cluster Management.',
  why: `Ramen decides where a protected application runs. Unless ${ramenKey.schedulingDisabled} is exactly "true", Open Cluster
Management decides too, and may move the application to a cluster that does not have its data; Ramen refuses to work with
such a Placement. (Ramen: internal/controller/drplacementcontrol_controller.go, getPlacement.)`,
  asksNeighbours: true,
  appliesTo: (input) =>
    input.kind.kind === 'Placement' &&
    input.operation !== 'remove' &&
    !isLeftToRamen(input.wanted) &&
    mayMove(input),
  judge: ({ name, neighbours, live }) => {
    const applications = neighbours?.applications;
    const help = `keep the annotation ${ramenKey.schedulingDisabled}: "true" on the Placement`;
    if (applications === undefined) {
      return {
        message: `Placement ${name} would be left to Open Cluster Management, and which applications it places cannot be read`,
        help,
      };
    }
    if (applications.length === 0) return undefined;
    const names = listNames(applications.map((application) => application.name));
    const places = listNames(applications.flatMap(({ situation }) => situation.runsOn ?? []));
    const verb = live === undefined ? 'would be created' : 'would be left';
    return {
      message: `Placement ${name} ${verb} without the annotation that leaves ${names} to Ramen: Open Cluster Management could move it${places === '' ? '' : ` from ${places}`} to a cluster without its data`,
      help,
    };
  },
  examples: [
    {
      title: 'the annotation goes away',
      live: '',
      git: 'Placement shop/cart: { metadata: { annotations: { cluster.open-cluster-management.io/experimental-scheduling-disable: null } } }',
      stops: {
        message:
          'Placement shop/cart would be left without the annotation that leaves shop/cart to Ramen: Open Cluster Management could move it from dr1 to a cluster without its data',
        help: 'keep the annotation cluster.open-cluster-management.io/experimental-scheduling-disable: "true" on the Placement',
      },
    },
    {
      title: 'made without it, together with its DRPlacementControl',
      live: `cart: none
Placement shop/cart: none
decisions: []
dr1: absent
dr2: absent`,
      git: 'Placement shop/cart: { metadata: { annotations: { cluster.open-cluster-management.io/experimental-scheduling-disable: null } } }',
      stops: {
        message:
          'Placement shop/cart would be created without the annotation that leaves shop/cart to Ramen: Open Cluster Management could move it to a cluster without its data',
        help: 'keep the annotation cluster.open-cluster-management.io/experimental-scheduling-disable: "true" on the Placement',
      },
    },
    {
      title: 'the annotation goes away where nothing is protected',
      live: 'cart: none',
      git: `Placement shop/cart: { metadata: { annotations: { cluster.open-cluster-management.io/experimental-scheduling-disable: null } } }
DRPlacementControl shop/cart: none`,
    },
  ],
});

function isLeftToRamen(placement: Parameters<typeof annotationOf>[0]): boolean {
  return annotationOf(placement, ramenKey.schedulingDisabled) === 'true';
}

/** Created so, made so, or changed while it is so. */
function mayMove({ live, paths }: GateInput): boolean {
  return live === undefined || isLeftToRamen(live) || paths.some((path) => path.startsWith('spec'));
}
