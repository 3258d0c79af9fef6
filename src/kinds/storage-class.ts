import { defineKind } from './define-kind.ts';
import { firstRisk, immutable, ramenLabels } from './facets/risk.ts';

/** Kubernetes: pkg/apis/storage/validation, ValidateStorageClassUpdate. */
const fixed = [['provisioner'], ['parameters'], ['reclaimPolicy'], ['volumeBindingMode']];

export const storageClass = defineKind({
  kind: 'StorageClass',
  group: 'storage.k8s.io',
  versions: ['v1'],
  plural: 'storageclasses',
  shortNames: ['sc'],
  scope: 'Cluster',
  role: 'applied',
  target: 'managed',
  wave: 25,
  immutable: fixed,
  risk: firstRisk(immutable(fixed), ramenLabels),
});
