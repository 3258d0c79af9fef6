import type { Rule } from '../define-rule.ts';
import { duplicateObject } from './duplicate-object.ts';
import { exportedMetadata } from './exported-metadata.ts';
import { fieldOfAnotherKind } from './field-of-another-kind.ts';
import { generatedName } from './generated-name.ts';
import { namespaceMissing } from './namespace-missing.ts';
import { namespaceOnClusterScoped } from './namespace-on-cluster-scoped.ts';
import { obsoleteApi } from './obsolete-api.ts';
import { obsoleteField } from './obsolete-field.ts';
import { operatorOwnedInGit } from './operator-owned-in-git.ts';
import { removalExpired } from './removal-expired.ts';
import { removalOfStated } from './removal-of-stated.ts';
import { removalTarget } from './removal-target.ts';
import { unknownRamenKind } from './unknown-ramen-kind.ts';
import { unreplacedPlaceholder } from './unreplaced-placeholder.ts';

export const repositoryRules: readonly Rule[] = [
  duplicateObject,
  exportedMetadata,
  fieldOfAnotherKind,
  generatedName,
  namespaceMissing,
  namespaceOnClusterScoped,
  obsoleteApi,
  obsoleteField,
  operatorOwnedInGit,
  removalExpired,
  removalOfStated,
  removalTarget,
  unknownRamenKind,
  unreplacedPlaceholder,
];
