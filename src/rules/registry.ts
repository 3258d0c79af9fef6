import { compareText } from '../model/finding.ts';
import { builtIns } from './built-ins.ts';
import { clusterNotInPolicy } from './cluster-not-in-policy.ts';
import type { Rule, RuleDocs } from './define-rule.ts';
import { duplicateObject } from './duplicate-object.ts';
import { generatedName } from './generated-name.ts';
import { labelKeyCase } from './label-key-case.ts';
import { namespaceMissing } from './namespace-missing.ts';
import { namespaceOnClusterScoped } from './namespace-on-cluster-scoped.ts';
import { operatorOwnedInGit } from './operator-owned-in-git.ts';
import { placementMissing } from './placement-missing.ts';
import { placementNotDisabled } from './placement-not-disabled.ts';
import { policyClusterCount } from './policy-cluster-count.ts';
import { s3SecretMissing } from './s3-secret-missing.ts';
import { unknownCluster } from './unknown-cluster.ts';
import { unknownPolicy } from './unknown-policy.ts';
import { unknownS3Profile } from './unknown-s3-profile.ts';

/** Rules that look at the topology, by id. */
export const rules: readonly Rule[] = [
  clusterNotInPolicy,
  duplicateObject,
  generatedName,
  labelKeyCase,
  namespaceMissing,
  namespaceOnClusterScoped,
  operatorOwnedInGit,
  placementMissing,
  placementNotDisabled,
  policyClusterCount,
  s3SecretMissing,
  unknownCluster,
  unknownPolicy,
  unknownS3Profile,
];

/** Everything that a finding can be named for, by id. */
export const ruleDocs: readonly RuleDocs[] = [...rules, ...builtIns].sort((a, b) => compareText(a.id, b.id));

export function findRule(id: string): RuleDocs | undefined {
  return ruleDocs.find((rule) => rule.id === id);
}
