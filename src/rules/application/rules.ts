import type { Rule } from '../define-rule.ts';
import { clusterNotInPolicy } from './cluster-not-in-policy.ts';
import { placementMissing } from './placement-missing.ts';
import { placementNotDisabled } from './placement-not-disabled.ts';
import { unknownPolicy } from './unknown-policy.ts';

export const applicationRules: readonly Rule[] = [
  clusterNotInPolicy,
  placementMissing,
  placementNotDisabled,
  unknownPolicy,
];
