import { getString } from '../model/field-path.ts';
import { defineKind } from './define-kind.ts';
import { finalizers, placementAnnotations } from './facets/owned-metadata.ts';
import { namespaceReference } from './facets/references.ts';
import { firstRisk } from './facets/risk.ts';

/** OCM's older Placement. Its `spec.schedulerName: ramen` says who decides where the application runs. */
export const placementRule = defineKind({
  kind: 'PlacementRule',
  group: 'apps.open-cluster-management.io',
  versions: ['v1'],
  plural: 'placementrules',
  scope: 'Namespaced',
  role: 'applied',
  wave: 50,
  controllerOwned: [...placementAnnotations, ...finalizers],
  references: namespaceReference,
  risk: firstRisk((path, live, git) => {
    const schedulers = [live, git].map((object) => getString(object, ['spec', 'schedulerName']));
    const ramenDecides = schedulers.every((name) => name === 'ramen');
    return path[0] === 'spec' && !ramenDecides ? 'moves-data' : undefined;
  }),
  removal: () => [
    'whatever is deployed through it is un-deployed, and its volumes may go with it: Ramen no longer protects them',
  ],
});
