import type { FieldPath } from '../model/field-path.ts';

/**
 * Fields that newer releases of other projects have and the schemas that ship here do not: Ramen is tested with the
 * older ones. What is in them is not judged (open-cluster-management.io/api: cluster/v1beta1, work/v1).
 */
const laterFields: Readonly<Record<string, readonly string[]>> = {
  'cluster.open-cluster-management.io/Placement': [
    'spec.decisionStrategy',
    'spec.predicates.*.requiredClusterSelector.celSelector',
    'spec.scoreRateLimit',
    'spec.sortBy',
    'spec.spreadPolicy',
  ],
  'work.open-cluster-management.io/ManifestWork': [
    'spec.deleteOption.ttlSecondsAfterFinished',
    'spec.executor',
    'spec.manifestConfigs.*.conditionRules',
    'spec.manifestConfigs.*.updateStrategy',
  ],
};

/** Is this a field that only a newer release of another project knows? */
export function isLaterField(group: string, kind: string, path: FieldPath): boolean {
  const text = path.map((step) => (typeof step === 'number' ? '*' : step)).join('.');
  return laterFields[`${group}/${kind}`]?.includes(text) === true;
}
