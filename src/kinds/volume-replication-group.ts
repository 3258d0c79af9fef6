import { getString } from '../model/field-path.ts';
import type { Health } from '../model/health.ts';
import { conditionOf, type LiveObject } from '../model/live-object.ts';
import { defineKind } from './define-kind.ts';
import { conditionHealth, current, deletionHealth, inProgress } from './facets/health.ts';
import { recipeReference } from './facets/recipe-reference.ts';
import { namespaceReference } from './facets/references.ts';
import { changed, firstRisk, narrowed, touched } from './facets/risk.ts';

const state = ['replicationState', 'action', 'dryRun', 'prepareForFinalSync', 'runFinalSync'].map((field) => [
  'spec',
  field,
]);

/** The hub makes it through a ManifestWork, with the DRPC's name; only without a hub operator does it live in Git. */
export const volumeReplicationGroup = defineKind({
  kind: 'VolumeReplicationGroup',
  group: 'ramendr.openshift.io',
  plural: 'volumereplicationgroups',
  shortNames: ['vrg'],
  scope: 'Namespaced',
  role: 'manual-mode',
  target: 'managed',
  wave: 60,
  durations: [['spec', 'kubeObjectProtection', 'captureInterval']],
  atomicMaps: [
    ['spec', 'async', 'replicationClassSelector'],
    ['spec', 'async', 'volumeGroupSnapshotClassSelector'],
    ['spec', 'async', 'volumeSnapshotClassSelector'],
    ['spec', 'kubeObjectProtection', 'kubeObjectSelector'],
    ['spec', 'pvcSelector'],
  ],
  references: (object) => [...namespaceReference(object), ...recipeReference(object)],
  health: vrgHealth,
  risk: firstRisk(
    touched(state, 'moves-data'),
    changed([['spec', 'pvcSelector']], 'narrows-protection'),
    narrowed([
      ['spec', 'protectedNamespaces'],
      ['spec', 's3Profiles'],
    ]),
  ),
});

const patience = new Set(['Initializing', 'Progressing', 'Replicating', 'Uploading']);
const primaryTypes = [
  'DataReady',
  'ClusterDataReady',
  'ClusterDataProtected',
  'DataProtected',
  'NoClusterDataConflict',
];

/** Ramen: internal/controller/status.go and volumereplicationgroup_controller.go. A condition `Unused` says nothing. */
function vrgHealth(live: LiveObject): Health {
  const deleted = deletionHealth(live);
  if (deleted !== undefined) return deleted;
  const asked = getString(live, ['spec', 'replicationState']) ?? '';
  const types = asked === 'primary' ? primaryTypes : ['DataReady', 'DataProtected'];
  for (const type of types) {
    if (conditionOf(live, type)?.reason === 'Unused') continue;
    const health = conditionHealth(live, type, { patience });
    if (health.status !== 'Current') return health;
  }
  const reached = getString(live, ['status', 'state']) ?? '';
  return reached.toLowerCase() === asked
    ? current(`is ${reached}`)
    : inProgress(`asked to be ${asked}, is ${reached || 'unknown'}`);
}
