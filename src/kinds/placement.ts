import { ramenKey } from '../model/annotations.ts';
import { getAt } from '../model/field-path.ts';
import { isArray, type JsonObject } from '../model/json.ts';
import { annotationOf } from '../model/live-object.ts';
import type { Reference } from '../model/reference.ts';
import { defineKind } from './define-kind.ts';
import { finalizers, placementAnnotations } from './facets/owned-metadata.ts';
import { namespaceOf, namespaceReference, referenceAt } from './facets/references.ts';
import { firstRisk, type Judgement, touched } from './facets/risk.ts';

const group = 'cluster.open-cluster-management.io';
const disabled = ['metadata', 'annotations', ramenKey.schedulingDisabled];

export const placement = defineKind({
  kind: 'Placement',
  group,
  versions: ['v1beta1'],
  plural: 'placements',
  scope: 'Namespaced',
  role: 'applied',
  wave: 50,
  controllerOwned: [...placementAnnotations, ...finalizers],
  references: placementReferences,
  risk: firstRisk(schedulingRisk),
  removal: () => [
    'whatever is deployed through it is un-deployed, and its volumes may go with it: Ramen no longer protects them',
  ],
});

function placementReferences(object: JsonObject): readonly Reference[] {
  const sets = getAt(object, ['spec', 'clusterSets']);
  const bindings = (isArray(sets) ? sets : []).flatMap((_, index) =>
    referenceAt(object, ['spec', 'clusterSets', index], {
      group,
      kind: 'ManagedClusterSetBinding',
      namespace: namespaceOf(object),
      required: false,
    }),
  );
  return [...namespaceReference(object), ...bindings];
}

/**
 * OCM schedules a Placement unless this annotation is exactly "true": losing it hands the application's place from
 * Ramen to OCM, and while it is not there every change of spec may move the application.
 */
function schedulingRisk(...[path, live, git]: Parameters<Judgement>): ReturnType<Judgement> {
  const before = annotationOf(live, ramenKey.schedulingDisabled);
  const after = git === undefined ? undefined : annotationOf(git, ramenKey.schedulingDisabled);
  if (
    touched([disabled], 'moves-data')(path, live, git) !== undefined &&
    after !== 'true' &&
    before !== undefined
  ) {
    return 'moves-data';
  }
  const scheduled = before !== 'true' && after !== 'true';
  return path[0] === 'spec' && scheduled ? 'moves-data' : undefined;
}
