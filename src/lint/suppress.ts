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
  const byPlace = indexFindings(findings);
  const useless: Finding[] = [];
  for (const file of files) {
    for (const comment of parseSuppressions(file)) {
      const silenced = comment.problem === undefined && !isAfterDay(comment.until, context.now);
      const hit = silenced ? takeCovered(comment, byPlace.get(file.path)) : [];
      for (const finding of hit) kept.delete(finding);
      const why = uselessBecause(comment, hit, context);
      if (why !== undefined && context.reportOn(file.path)) useless.push(uselessFinding(comment, why));
    }
  }
  return { findings: [...kept, ...useless], count: findings.length - kept.size };
}

/** Of one file and one rule, by line. `next` of each is the nearest one from there on that nothing has silenced. */
interface Lane {
  readonly findings: readonly Finding[];
  readonly next: number[];
}

/** By file, then by rule: comments and findings may both be many. What does not parse cannot be silenced. */
function indexFindings(findings: readonly Finding[]): ReadonlyMap<string, ReadonlyMap<string, Lane>> {
  const files = new Map<string, Map<string, Finding[]>>();
  for (const finding of findings) {
    if (finding.rule === 'yaml-syntax') continue;
    const rules = files.get(finding.location.file) ?? new Map<string, Finding[]>();
    files.set(finding.location.file, rules);
    const list = rules.get(finding.rule);
    if (list === undefined) rules.set(finding.rule, [finding]);
    else list.push(finding);
  }
  const laneOf = (list: Finding[]): Lane => ({
    findings: list.sort((a, b) => a.location.line - b.location.line),
    next: Array.from({ length: list.length + 1 }, (_, index) => index),
  });
  return new Map(
    [...files].map(([file, rules]) => [
      file,
      new Map([...rules].map(([rule, list]) => [rule, laneOf(list)])),
    ]),
  );
}

function takeCovered(
  { ruleIds, appliesTo }: Suppression,
  lanes: ReadonlyMap<string, Lane> | undefined,
): readonly Finding[] {
  const taken: Finding[] = [];
  for (const rule of new Set(ruleIds)) {
    const lane = lanes?.get(rule);
    if (lane === undefined) continue;
    const { findings, next } = lane;
    let at = nextIn(next, firstAtLine(findings, appliesTo.startLine));
    for (; at < findings.length; at = nextIn(next, at)) {
      const finding = findings[at];
      if (finding === undefined || finding.location.line > appliesTo.endLine) break;
      taken.push(finding);
      next[at] = at + 1;
    }
  }
  return taken;
}

function firstAtLine(findings: readonly Finding[], line: number): number {
  let low = 0;
  let high = findings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((findings[middle]?.location.line ?? 0) < line) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Follows the steps over what is silenced, and shortens them for the next who comes this way. */
function nextIn(next: number[], from: number): number {
  let end = from;
  while (next[end] !== undefined && next[end] !== end) end = next[end] ?? end;
  for (let at = from; at !== end; ) {
    const step = next[at] ?? end;
    next[at] = end;
    at = step;
  }
  return end;
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
