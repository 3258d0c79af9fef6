import { defineKind } from './define-kind.ts';
import { conditionHealth, deletionHealth } from './facets/health.ts';
import { createdByRamenLabel, finalizers } from './facets/owned-metadata.ts';
import { firstRisk, immutable } from './facets/risk.ts';

/** Its condition `Reachable` is never set, so health is `Processed` alone (internal/controller/drclusterconfig_controller.go). */
export const drClusterConfig = defineKind({
  kind: 'DRClusterConfig',
  group: 'ramendr.openshift.io',
  plural: 'drclusterconfigs',
  scope: 'Cluster',
  role: 'manual-mode',
  target: 'managed',
  wave: 60,
  immutable: [['spec', 'clusterID']],
  controllerOwned: [...createdByRamenLabel, ...finalizers],
  health: (live) => deletionHealth(live) ?? conditionHealth(live, 'Processed'),
  risk: firstRisk(immutable([['spec', 'clusterID']])),
});
