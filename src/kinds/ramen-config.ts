import { getAt } from '../model/field-path.ts';
import { isArray, type JsonObject } from '../model/json.ts';
import type { Reference } from '../model/reference.ts';
import { defineKind } from './define-kind.ts';
import { namespaceOf, namespaceReference, referenceAt } from './facets/references.ts';
import { changed, firstRisk, type Judgement, touched } from './facets/risk.ts';

/**
 * The plain spelling of the operator's configuration: no cluster serves this kind, the plan renders it into a ConfigMap.
 * Ramen: api/v1alpha1/ramenconfig_types.go.
 */
export const ramenConfig = defineKind({
  kind: 'RamenConfig',
  group: 'ramendr.openshift.io',
  plural: 'ramenconfigs',
  scope: 'Namespaced',
  role: 'applied',
  wave: 20,
  listMaps: [{ path: ['s3StoreProfiles'], keys: ['s3ProfileName'] }],
  references: ramenConfigReferences,
  risk: firstRisk(
    switchedOff,
    changed([['ramenOpsNamespace'], ['drClusterOperator'], ['multiNamespace']], 'narrows-protection'),
    // Protected data of every application that uses a profile lies in its bucket.
    changed([['s3StoreProfiles']], 'narrows-protection'),
  ),
});

function ramenConfigReferences(object: JsonObject): readonly Reference[] {
  const profiles = getAt(object, ['s3StoreProfiles']);
  const secrets = (isArray(profiles) ? profiles : []).flatMap((_, index) => {
    const namespace = getAt(object, ['s3StoreProfiles', index, 's3SecretRef', 'namespace']);
    return referenceAt(object, ['s3StoreProfiles', index, 's3SecretRef', 'name'], {
      group: '',
      kind: 'Secret',
      namespace: typeof namespace === 'string' && namespace !== '' ? namespace : namespaceOf(object),
      required: false,
    });
  });
  return [...namespaceReference(object), ...secrets];
}

/** Kube object capture or VolSync turned off for every application. */
function switchedOff(...[path, live, git]: Parameters<Judgement>): ReturnType<Judgement> {
  for (const section of ['kubeObjectProtection', 'volSync']) {
    const flag = [section, 'disabled'];
    const on = getAt(git, flag) === true && getAt(live, flag) !== true;
    if (on && touched([flag], 'reversible')(path, live, git) !== undefined) return 'narrows-protection';
  }
  return undefined;
}
