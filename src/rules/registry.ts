import { compareText } from '../model/finding.ts';
import { applicationRules } from './application/rules.ts';
import { builtIns } from './built-ins.ts';
import { changeRules as listedChangeRules } from './change/rules.ts';
import { configurationRules } from './configuration/rules.ts';
import type { ChangeRule, Rule, RuleDocs } from './define-rule.ts';
import { policyRules } from './policy/rules.ts';
import { recipeRules } from './recipe/rules.ts';
import { repositoryRules } from './repository/rules.ts';
import { storageRules } from './storage/rules.ts';

/** Rules that look at the topology, by id. */
export const rules: readonly Rule[] = [
  ...applicationRules,
  ...configurationRules,
  ...policyRules,
  ...recipeRules,
  ...repositoryRules,
  ...storageRules,
].sort((a, b) => compareText(a.id, b.id));

/** Rules that look at what became of an earlier revision, by id. */
export const changeRules: readonly ChangeRule[] = [...listedChangeRules].sort((a, b) =>
  compareText(a.id, b.id),
);

/** Everything that a finding can be named for, by id. */
export const ruleDocs: readonly RuleDocs[] = [...rules, ...changeRules, ...builtIns].sort((a, b) =>
  compareText(a.id, b.id),
);

const byId: ReadonlyMap<string, RuleDocs> = new Map(ruleDocs.map((rule) => [rule.id, rule]));

export function findRule(id: string): RuleDocs | undefined {
  return byId.get(id);
}
