import type { Health } from '../model/health.ts';
import { conditionOf, type LiveObject } from '../model/live-object.ts';
import { defineKind } from './define-kind.ts';
import { conditionHealth, describe, failed } from './facets/health.ts';

export const manifestWork = defineKind({
  kind: 'ManifestWork',
  group: 'work.open-cluster-management.io',
  versions: ['v1'],
  plural: 'manifestworks',
  scope: 'Namespaced',
  role: 'operator-owned',
  wave: 0,
  health: manifestWorkHealth,
});

function manifestWorkHealth(live: LiveObject): Health {
  const degraded = conditionOf(live, 'Degraded');
  if (degraded?.status === 'True') return failed(describe(degraded));
  const applied = conditionHealth(live, 'Applied');
  return applied.status === 'Current' ? conditionHealth(live, 'Available') : applied;
}
