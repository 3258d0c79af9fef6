import type { FieldPath } from '../model/field-path.ts';
import { getString } from '../model/field-path.ts';
import type { JsonObject } from '../model/json.ts';
import type { Reference } from '../model/reference.ts';
import { defineKind } from './define-kind.ts';
import { drpcHealth } from './facets/drpc-health.ts';
import { backupLabel, finalizers, ownerReferences, protectionAnnotations } from './facets/owned-metadata.ts';
import { recipeReference } from './facets/recipe-reference.ts';
import { namespaceOf, namespaceReference, referenceAt } from './facets/references.ts';
import { changed, firstRisk, immutable, narrowed, touched } from './facets/risk.ts';

const fixed = ['placementRef', 'drPolicyRef', 'pvcSelector'].map((field) => ['spec', field]);
const runtime = ['action', 'failoverCluster', 'preferredCluster', 'dryRun'].map((field) => ['spec', field]);

/** Annotations by which Ramen knows where the application lives: another value and it looks in the wrong place. */
const location: readonly FieldPath[] = [
  ['metadata', 'annotations', 'drplacementcontrol.ramendr.openshift.io/last-app-deployment-cluster'],
  ['metadata', 'annotations', 'drplacementcontrol.ramendr.openshift.io/app-namespace'],
];

/** People's annotations that choose how volumes are protected. */
const protection: readonly FieldPath[] = [
  'is-cg-enabled',
  'use-volsync-for-pvc-protection',
  'do-not-delete-pvc',
].map((key) => ['metadata', 'annotations', `drplacementcontrol.ramendr.openshift.io/${key}`]);

export const drPlacementControl = defineKind({
  kind: 'DRPlacementControl',
  group: 'ramendr.openshift.io',
  plural: 'drplacementcontrols',
  shortNames: ['drpc'],
  scope: 'Namespaced',
  role: 'applied',
  wave: 60,
  runtime,
  immutable: fixed,
  controllerOwned: [
    ...backupLabel,
    ...finalizers,
    ...ownerReferences,
    ...protectionAnnotations,
    ['metadata', 'labels', 'ramendr.openshift.io/global-vgr'],
  ],
  durations: [['spec', 'kubeObjectProtection', 'captureInterval']],
  // Ramen: api/v1alpha1/drplacementcontrol_types.go.
  emptyAsAbsent: ['failoverCluster', 'preferredCluster', 'dryRun'].map((field) => ['spec', field]),
  atomicMaps: [...fixed, ['spec', 'kubeObjectProtection', 'kubeObjectSelector']],
  references: drpcReferences,
  health: drpcHealth,
  risk: firstRisk(
    immutable(fixed),
    touched(runtime, 'moves-data'),
    changed(location, 'moves-data'),
    narrowed([['spec', 'protectedNamespaces']]),
    changed([['spec', 'kubeObjectProtection']], 'narrows-protection'),
    changed(protection, 'narrows-protection'),
  ),
  // What becomes of application, replica and store depends on where it runs: the plan says that.
  removal: () => ['protection ends: no failover and no relocation until it is protected again'],
});

function drpcReferences(object: JsonObject): readonly Reference[] {
  return [
    ...namespaceReference(object),
    ...referenceAt(object, ['spec', 'drPolicyRef', 'name'], {
      group: 'ramendr.openshift.io',
      kind: 'DRPolicy',
      required: true,
    }),
    ...placementReference(object),
    ...recipeReference(object),
  ];
}

/** Ramen reads only name and namespace, tries Placement first and PlacementRule second, in the DRPC's own namespace. */
function placementReference(object: JsonObject): readonly Reference[] {
  const isRule = getString(object, ['spec', 'placementRef', 'kind']) === 'PlacementRule';
  return referenceAt(object, ['spec', 'placementRef', 'name'], {
    group: isRule ? 'apps.open-cluster-management.io' : 'cluster.open-cluster-management.io',
    kind: isRule ? 'PlacementRule' : 'Placement',
    namespace: namespaceOf(object),
    required: true,
  });
}
