import type { Finding } from '../model/finding.ts';
import { isAfterDay } from '../model/last-day.ts';
import type { SourceFile } from '../model/source.ts';
import { findRule } from '../rules/registry.ts';
import { parseSuppressions, type Suppression } from '../yaml/parse-suppressions.ts';
import { type LevelRequest, levelOf } from './levels.ts';

export interface Suppressed {
  readonly findings: readonly Finding[];
  /** How many were silenced. */
  readonly count: number;
}

/** Silences what a comment on the YAML node names with a reason; a comment that silences nothing is a finding itself. */
export function suppress(
  findings: readonly Finding[],
  files: readonly SourceFile[],
  context: {
    readonly levels: LevelRequest;
    readonly reportOn: (file: string) => boolean;
    readonly now: number;
  },
): Suppressed {
  const kept = new Set(findings);
  const useless: Finding[] = [];
  for (const file of files) {
    for (const comment of parseSuppressions(file)) {
      const silenced = comment.problem === undefined && !isAfterDay(comment.until, context.now);
      const hit = silenced ? [...kept].filter((finding) => covers(comment, file.path, finding)) : [];
      for (const finding of hit) kept.delete(finding);
      const why = uselessBecause(comment, hit, context);
      if (why !== undefined && context.reportOn(file.path)) useless.push(uselessFinding(comment, why));
    }
  }
  return { findings: [...kept, ...useless], count: findings.length - kept.size };
}

/** What does not parse cannot be silenced: nothing else of it was judged. */
function covers({ ruleIds, appliesTo }: Suppression, file: string, { rule, location }: Finding): boolean {
  return (
    location.file === file &&
    rule !== 'yaml-syntax' &&
    ruleIds.includes(rule) &&
    appliesTo.startLine <= location.line &&
    location.line <= appliesTo.endLine
  );
}

function uselessBecause(
  comment: Suppression,
  hit: readonly Finding[],
  { levels, now }: { readonly levels: LevelRequest; readonly now: number },
): string | undefined {
  if (comment.problem !== undefined) return comment.problem;
  const unknown = comment.ruleIds.find((id) => findRule(id) === undefined);
  if (unknown !== undefined) return `there is no rule "${unknown}"`;
  if (isAfterDay(comment.until, now)) return `it was to hold until ${comment.until}`;
  const idle = comment.ruleIds.find((id) => {
    const rule = findRule(id);
    const runs = rule !== undefined && levelOf(rule, levels) !== 'off';
    return runs && !hit.some((finding) => finding.rule === id);
  });
  return idle === undefined ? undefined : `${idle} finds nothing here`;
}

function uselessFinding(comment: Suppression, why: string): Finding {
  return {
    rule: 'useless-suppression',
    severity: 'warning',
    message: `this comment silences nothing: ${why}`,
    location: comment.location,
    help: 'remove it, or write: # ramen-sync-ignore <rule>: <reason>, with until <date> where it is to end',
  };
}
