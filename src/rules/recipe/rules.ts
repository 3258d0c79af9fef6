import type { Rule } from '../define-rule.ts';
import { recipeMissing } from './recipe-missing.ts';
import { recipeNamespaceNotProtected } from './recipe-namespace-not-protected.ts';
import { recipeParameterMissing } from './recipe-parameter-missing.ts';
import { recipeReferenceIncomplete } from './recipe-reference-incomplete.ts';
import { recipeSpecialVariable } from './recipe-special-variable.ts';
import { recipeUnknownStep } from './recipe-unknown-step.ts';
import { recipeWithoutGroup } from './recipe-without-group.ts';
import { recipeWorkflowName } from './recipe-workflow-name.ts';

export const recipeRules: readonly Rule[] = [
  recipeMissing,
  recipeNamespaceNotProtected,
  recipeParameterMissing,
  recipeReferenceIncomplete,
  recipeSpecialVariable,
  recipeUnknownStep,
  recipeWithoutGroup,
  recipeWorkflowName,
];
