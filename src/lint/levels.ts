import type { Config, RuleLevel } from '../model/config.ts';
import type { RuleDocs } from '../rules/define-rule.ts';
import { ruleDocs } from '../rules/registry.ts';
import { similarName } from '../rules/similar-name.ts';

export interface LevelRequest {
  /** `rules` of the config. */
  readonly levels: Config['rules'];
  /** Empty: all. */
  readonly only: readonly string[];
  readonly off: readonly string[];
  /** There is an earlier revision to compare with. */
  readonly against?: true;
}

/** What cannot be read cannot be judged: a syntax error is never turned off. */
const always = 'yaml-syntax';

export function levelOf(rule: RuleDocs, { levels, only, off, against }: LevelRequest): RuleLevel {
  if (rule.id === always) return 'error';
  if (rule.compares === true && against !== true) return 'off';
  if (off.includes(rule.id) || (only.length > 0 && !only.includes(rule.id))) return 'off';
  return levels[rule.id] ?? rule.severity;
}

/** Ids that name no rule, each with the rule that was probably meant. */
export function unknownRules(
  ids: Iterable<string>,
): readonly { readonly id: string; readonly similar: string | undefined }[] {
  const known = ruleDocs.map(({ id }) => id);
  return [...new Set(ids)]
    .filter((id) => !known.includes(id))
    .map((id) => ({ id, similar: similarName(id, known) }));
}
