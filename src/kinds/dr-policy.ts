import { getAt } from '../model/field-path.ts';
import type { Health } from '../model/health.ts';
import { isArray, type JsonObject } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { Reference } from '../model/reference.ts';
import { defineKind } from './define-kind.ts';
import { conditionHealth, current, deletionHealth, inProgress } from './facets/health.ts';
import { backupLabel, finalizers } from './facets/owned-metadata.ts';
import { referenceAt } from './facets/references.ts';
import { changed, firstRisk, immutable } from './facets/risk.ts';

const fixed = [
  'drClusters',
  'schedulingInterval',
  'replicationClassSelector',
  'volumeSnapshotClassSelector',
].map((field) => ['spec', field]);
const selectors = [
  'replicationClassSelector',
  'volumeSnapshotClassSelector',
  'volumeGroupSnapshotClassSelector',
].map((field) => ['spec', field]);

export const drPolicy = defineKind({
  kind: 'DRPolicy',
  group: 'ramendr.openshift.io',
  plural: 'drpolicies',
  scope: 'Cluster',
  role: 'applied',
  wave: 40,
  immutable: fixed,
  // Two selectors default to {} and Ramen's own update writes the third: where Git does not declare them they are no drift.
  controllerOwned: [...backupLabel, ...finalizers, ...selectors],
  atomicMaps: [...selectors, ['spec', 'networkMappingRef']],
  references: drPolicyReferences,
  health: drPolicyHealth,
  risk: firstRisk(immutable(fixed), changed([['spec', 'networkMappingRef']], 'narrows-protection')),
  removal: drPolicyRemoval,
});

function drPolicyReferences(object: JsonObject): readonly Reference[] {
  const clusters = getAt(object, ['spec', 'drClusters']);
  return (isArray(clusters) ? clusters : []).flatMap((_, index) =>
    referenceAt(object, ['spec', 'drClusters', index], {
      group: 'ramendr.openshift.io',
      kind: 'DRCluster',
      required: true,
    }),
  );
}

/** Ramen: internal/controller/drpolicy.go, drPolicyUndeploy. */
function drPolicyRemoval(live: LiveObject): readonly string[] {
  const clusters = getAt(live, ['spec', 'drClusters']);
  const names = (isArray(clusters) ? clusters : []).map(String).join(' and ');
  return [
    'no application can be protected by it any more',
    `S3 credentials that only this policy needs are taken off ${names || 'its clusters'}`,
  ];
}

/**
 * `Validated=True` can stand beside empty peer classes, and then nothing can be protected: health demands both.
 * Ramen: internal/controller/drpolicy_controller.go, drpolicy_peerclass.go.
 */
function drPolicyHealth(live: LiveObject): Health {
  const deleted = deletionHealth(live);
  if (deleted !== undefined) return deleted;
  const validated = conditionHealth(live, 'Validated', { patience: new Set(['DRClustersUnavailable']) });
  if (validated.status !== 'Current') return validated;
  const classes = peerClasses(live, 'async') + peerClasses(live, 'sync');
  if (classes === 0) return inProgress('validated, but no peer classes yet: no storage can be protected');
  return current(`validated, ${classes} peer ${classes === 1 ? 'class' : 'classes'}`);
}

function peerClasses(live: LiveObject, mode: 'async' | 'sync'): number {
  const classes = getAt(live, ['status', mode, 'peerClasses']);
  return isArray(classes) ? classes.length : 0;
}
