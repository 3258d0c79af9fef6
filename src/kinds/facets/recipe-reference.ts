import { getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Reference } from '../../model/reference.ts';
import { referenceAt } from './references.ts';

const ref = ['spec', 'kubeObjectProtection', 'recipeRef'];

/**
 * The Recipe of a DRPC or VRG. It lives on the managed clusters, so nothing on the hub waits for it; `vm-recipe` is
 * built into Ramen (internal/controller/vrg_recipe.go).
 */
export function recipeReference(object: JsonObject): readonly Reference[] {
  const namespace = getString(object, [...ref, 'namespace']);
  if (getString(object, [...ref, 'name']) === 'vm-recipe') return [];
  return referenceAt(object, [...ref, 'name'], {
    group: 'ramendr.openshift.io',
    kind: 'Recipe',
    namespace: namespace ?? '',
    required: false,
  });
}
