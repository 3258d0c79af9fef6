import { defineKind } from './define-kind.ts';

export const maintenanceMode = defineKind({
  kind: 'MaintenanceMode',
  group: 'ramendr.openshift.io',
  plural: 'maintenancemodes',
  scope: 'Cluster',
  role: 'operator-owned',
  target: 'managed',
  wave: 0,
});
