import { formatPath } from '../model/field-path.ts';
import { compareFindings, compareText, type Finding, type NotChecked } from '../model/finding.ts';
import type { LintReport } from '../model/lint-report.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Location, SourceFile } from '../model/source.ts';
import type { Problem, Rule, RuleDocs, Spot } from '../rules/define-rule.ts';
import { findRule, rules } from '../rules/registry.ts';
import type { SchemaSet } from '../schema/schema-set.ts';
import { shippedSchemas } from '../schema/shipped.ts';
import type { Topology } from '../topology/topology.ts';
import type { ParsedFile } from '../yaml/parse-file.ts';
import { fixEdits } from './fix-edits.ts';
import { type FixableFiles, fixableFiles } from './fixable-files.ts';
import { isGiven, judgeSchemas } from './judge-schemas.ts';
import { type LevelRequest, levelOf } from './levels.ts';
import { leftOut, mostOfOneObject } from './most-of-one-object.ts';
import { type EarlierRevision, runChangeRules } from './run-change-rules.ts';
import { suppress } from './suppress.ts';

export interface LintInput {
  readonly files: readonly SourceFile[];
  readonly parsed: readonly ParsedFile[];
  readonly topology: Topology;
  readonly levels: LevelRequest;
  /** Files that the report is about; the others are the context they are judged in. */
  readonly reportOn: (file: string) => boolean;
  /** Say how many findings the other files have. */
  readonly countElsewhere?: boolean;
  /** What the repository was: change rules compare it with what it is. */
  readonly before?: EarlierRevision;
  /** Files that could not be read at all. */
  readonly readFindings?: readonly Finding[];
  readonly notChecked: readonly NotChecked[];
  /** Those that ship unless told. */
  readonly schemas?: SchemaSet;
  /** Milliseconds since the epoch: suppressions may have an end. */
  readonly now: number;
}

export interface Judgement {
  readonly report: LintReport;
  /** Errors and warnings of files that the report is not about. Empty unless they are counted. */
  readonly elsewhere: readonly Finding[];
}

export function runLint(input: LintInput): LintReport {
  return judge(input).report;
}

/** Judges everything together: a reference may point from any file to any other. */
export function judge(input: LintInput): Judgement {
  const fixable = fixableFiles(input);
  const byRules = rules.map((rule) => runRule(rule, input, fixable));
  const changes = runChangeRules(input, (rule, problem) => findingOf(rule, problem, fixable));
  const schemas = judgeSchemas(input.topology, input.schemas);
  const found = byRules
    .flatMap(({ findings }) => findings)
    .filter((finding) => !isOverruled(finding, input.schemas));
  const all = [
    ...(input.readFindings ?? []),
    ...input.parsed.flatMap(({ findings }) => findings),
    ...textTrouble(input.topology),
    ...withoutTwins(schemas.findings, found),
    ...found,
    ...changes.findings,
  ];
  const reported = all.filter(({ location }) => input.reportOn(location.file));
  const { findings, count } = spokenOf(reported, input);
  const elsewhere = input.countElsewhere === true ? findElsewhere(all, input) : undefined;
  const report = {
    summary: {
      ...summarize(input, findings, count),
      ...(elsewhere === undefined ? {} : { elsewhere: elsewhere.length }),
    },
    findings,
    notChecked: merge([
      ...input.notChecked,
      ...byRules.flatMap(({ notChecked }) => notChecked),
      ...changes.notChecked,
      ...schemas.notChecked,
      ...passedOver(input),
    ]),
  };
  return { report, elsewhere: elsewhere ?? [] };
}

/** Of all that was found, what levels and comments leave, sorted by place. */
function spokenOf(found: readonly Finding[], input: LintInput): ReturnType<typeof suppress> {
  const levelled = found.flatMap((finding) => atLevel(finding, input.levels));
  const { findings, count } = suppress(levelled, input.files, input);
  return {
    findings: findings
      .flatMap((finding) => atLevel(finding, input.levels))
      .map((finding) => withName(finding, input.topology))
      .sort(compareFindings),
    count,
  };
}

function runRule(
  rule: Rule,
  input: LintInput,
  fixable: FixableFiles,
): { readonly findings: readonly Finding[]; readonly notChecked: readonly NotChecked[] } {
  if (levelOf(rule, input.levels) === 'off') return { findings: [], notChecked: [] };
  const findings: Finding[] = [];
  const notChecked: NotChecked[] = [];
  const found = new Map<Manifest, number>();
  for (const output of rule.check(input.topology, input.now)) {
    if ('unjudged' in output) {
      notChecked.push({ ...output.unjudged, count: 1 });
      continue;
    }
    const { manifest } = output;
    const before = found.get(manifest) ?? 0;
    found.set(manifest, before + 1);
    if (before < mostOfOneObject) findings.push(findingOf(rule, output, fixable));
    else notChecked.push(leftOut(rule.id, `${manifest.key.kind} ${manifest.key.name}`, 1));
  }
  return { findings, notChecked };
}

function findingOf(rule: RuleDocs, problem: Problem, fixable: FixableFiles): Finding {
  const { message, label, related, ramen, help } = problem;
  const path = problem.within?.formatPath(problem.path) ?? formatPath(problem.path);
  const fix = editsOf(problem, fixable);
  return {
    rule: rule.id,
    severity: rule.severity,
    message,
    object: problem.manifest.key,
    ...(path === '' ? {} : { path }),
    location: locate(problem),
    ...(label === undefined ? {} : { label }),
    ...(related === undefined
      ? {}
      : { related: related.map((spot) => ({ message: spot.message, location: locate(spot) })) }),
    ...(ramen === undefined ? {} : { ramen }),
    ...(help === undefined ? {} : { help }),
    ...(fix === undefined ? {} : { fix }),
  };
}

function locate({ manifest, within, path, part }: Spot): Location {
  return (within ?? manifest).locate(path, part);
}

function editsOf(problem: Problem, fixable: FixableFiles): Finding['fix'] | undefined {
  const edits = problem.fix === undefined ? undefined : fixEdits(problem, problem.fix, fixable);
  return edits === undefined || edits.length === 0 ? undefined : { safe: true, edits };
}

/** A rule that knows the domain says it better than the schema: of two findings on one field the rule's stays. */
function withoutTwins(
  schemaFindings: readonly Finding[],
  ruleFindings: readonly Finding[],
): readonly Finding[] {
  const placeOf = ({ location, path }: Finding): string =>
    `${location.file}:${location.document}:${location.line}:${path ?? ''}`;
  const told = new Set(ruleFindings.map(placeOf));
  return schemaFindings.filter((finding) => !told.has(placeOf(finding)));
}

/** The rule knows the kinds of this release; those of another may be given. */
function isOverruled({ rule, object }: Finding, schemas: SchemaSet | undefined): boolean {
  return (
    rule === 'unknown-ramen-kind' && object !== undefined && schemas !== undefined && isGiven(object, schemas)
  );
}

function textTrouble(topology: Topology): readonly Finding[] {
  return topology.ramenConfigs.flatMap(({ manifest, trouble }) =>
    trouble.map(({ rule, message, path, location, first }) => ({
      rule,
      severity: 'error' as const,
      message,
      object: manifest.key,
      ...(path === undefined ? {} : { path }),
      location,
      ...(first === undefined ? {} : { related: [{ message: 'first here', location: first }] }),
      help:
        rule === 'yaml-syntax'
          ? 'Ramen reads this text; while it does not parse, no cluster is validated'
          : 'keep one of them',
    })),
  );
}

function atLevel(finding: Finding, levels: LevelRequest): readonly Finding[] {
  const rule = findRule(finding.rule);
  const level = rule === undefined ? finding.severity : levelOf(rule, levels);
  return level === 'off' ? [] : [{ ...finding, severity: level }];
}

/** A plain RamenConfig needs no name of its own: reports call it as its ConfigMap is called. */
function withName(finding: Finding, { ramenConfigs }: Topology): Finding {
  const { object, location, ...rest } = finding;
  if (object === undefined || object.name !== '') return finding;
  const config = ramenConfigs.find(
    ({ manifest }) => manifest.file === location.file && manifest.document === location.document,
  );
  return config === undefined
    ? { ...rest, location }
    : { ...finding, object: { ...object, name: config.key.name } };
}

function findElsewhere(all: readonly Finding[], input: LintInput): readonly Finding[] {
  const isOther = (file: string): boolean => !input.reportOn(file);
  const others = all.filter(({ location }) => isOther(location.file));
  return spokenOf(others, { ...input, reportOn: isOther }).findings;
}

function summarize(
  input: LintInput,
  findings: readonly Finding[],
  suppressed: number,
): LintReport['summary'] {
  const parsed = input.parsed.filter(({ file }) => input.reportOn(file));
  return {
    files: parsed.length,
    documents: parsed.reduce((sum, { documents }) => sum + documents, 0),
    objects: parsed.reduce((sum, { manifests }) => sum + manifests.length, 0),
    errors: findings.filter(({ severity }) => severity === 'error').length,
    warnings: findings.filter(({ severity }) => severity === 'warning').length,
    suppressed,
    baselined: 0,
    fixable: findings.filter(({ fix }) => fix?.safe === true).length,
  };
}

/** Objects that ramen-sync does not know, or does not know where to put. */
function passedOver({
  topology,
  parsed,
  reportOn,
  schemas = shippedSchemas,
}: LintInput): readonly NotChecked[] {
  const others = parsed
    .filter(({ file }) => reportOn(file))
    .flatMap(({ opaque }) => opaque)
    .filter(({ why }) => why === 'not-kubernetes');
  return [
    ...topology.ignored
      .filter(({ what }) => !isGivenText(what, schemas))
      .map(({ what, count }) => ({ reason: 'no-dr-kind', what, count })),
    ...topology.unplaced.map((manifest) => ({ reason: 'no-cluster', what: kindText(manifest), count: 1 })),
    ...others.map(() => ({ reason: 'not-kubernetes', what: 'other YAML', count: 1 })),
  ];
}

function isGivenText(what: string, schemas: SchemaSet): boolean {
  const [apiVersion = '', kind = ''] = what.split(' ');
  return isGiven({ apiVersion, kind }, schemas);
}

function kindText({ key }: Manifest): string {
  return `${key.apiVersion} ${key.kind}`;
}

function merge(items: readonly NotChecked[]): readonly NotChecked[] {
  const counts = new Map<string, NotChecked>();
  for (const { reason, what, count } of items) {
    const id = `${reason}\n${what}`;
    counts.set(id, { reason, what, count: (counts.get(id)?.count ?? 0) + count });
  }
  return [...counts.values()].sort((a, b) => compareText(a.reason, b.reason) || compareText(a.what, b.what));
}
