import type { Rule } from '../define-rule.ts';
import { duplicateObject } from './duplicate-object.ts';
import { generatedName } from './generated-name.ts';
import { namespaceMissing } from './namespace-missing.ts';
import { namespaceOnClusterScoped } from './namespace-on-cluster-scoped.ts';
import { operatorOwnedInGit } from './operator-owned-in-git.ts';

export const repositoryRules: readonly Rule[] = [
  duplicateObject,
  generatedName,
  namespaceMissing,
  namespaceOnClusterScoped,
  operatorOwnedInGit,
];
