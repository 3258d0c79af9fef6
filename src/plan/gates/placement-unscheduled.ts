import { ramenKey } from '../../model/annotations.ts';
import { annotationOf } from '../../model/live-object.ts';
import { defineUnbuilt } from './unbuilt.ts';

/** Without the annotation Open Cluster Management schedules the application anywhere. */
export const placementUnscheduled = defineUnbuilt({
  id: 'placement-unscheduled',
  summary: 'A Placement would be without the annotation that leaves scheduling to Ramen.',
  why: `Ramen decides where a protected application runs. Without ${ramenKey.schedulingDisabled}: "true" Open Cluster
Management decides too, and may move the application to a cluster that does not have its data.
(Ramen: internal/controller/drplacementcontrol_controller.go, getPlacement.)`,
  touches: (input) => {
    if (input.kind.kind !== 'Placement' || annotationOf(input.wanted, ramenKey.schedulingDisabled) === 'true')
      return false;
    return (
      input.operation === 'create' ||
      annotationOf(input.live ?? {}, ramenKey.schedulingDisabled) !== undefined
    );
  },
});
