import { kindOf } from '../kinds/registry.ts';
import { applyFixes } from '../lint/apply-fixes.ts';
import { isGiven } from '../lint/judge-schemas.ts';
import { levelOf, unknownRules } from '../lint/levels.ts';
import { maskPlainSecrets } from '../lint/mask-plain-secrets.ts';
import { maskSecrets } from '../lint/mask-secrets.ts';
import { judge } from '../lint/run-lint.ts';
import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { NotChecked } from '../model/finding.ts';
import type { LintReport } from '../model/lint-report.ts';
import type { SourceFile } from '../model/source.ts';
import type { Kustomize } from '../ports/kustomize.ts';
import type { FileStore, Revisions } from '../ports/repository.ts';
import type { RuleDocs } from '../rules/define-rule.ts';
import { findRule, ruleDocs } from '../rules/registry.ts';
import type { SchemaSet } from '../schema/schema-set.ts';
import { shippedSchemas } from '../schema/shipped.ts';
import { withVanished } from '../topology/topology-change.ts';
import { type ParsedFile, parseFile } from '../yaml/parse-file.ts';
import { boundFindings } from './bound-findings.ts';
import type { SchemaSource } from './given-schemas.ts';
import { brokenByDeletions, withBroken } from './lint-deletions.ts';
import { type RepositoryContents, readRepository } from './read-repository.ts';
import { type RevisionContents, readRevision } from './read-revision.ts';
import { sayRendered } from './rendered-origin.ts';

export interface LintRequest {
  readonly config: Config;
  /** Files and folders that the report is about, relative to the repository. Empty: everything. */
  readonly paths: readonly string[];
  /** Read nothing but `paths`: there is no repository around them. */
  readonly alone: boolean;
  readonly only: readonly string[];
  readonly off: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Stands for the file of that path. */
  readonly stdin?: SourceFile;
  /** Texts that stand for those on disk, without being what the report is about. */
  readonly instead?: readonly SourceFile[];
  /** Judge also what changed since HEAD parted from this revision. */
  readonly against?: string;
  /** What would be committed. */
  readonly staged?: StagedChange;
}

export interface StagedChange {
  /** Without `paths` the report is about these files alone, be they none; what is found elsewhere is counted. */
  readonly changed: readonly string[];
  /** Manifests go: what that breaks in other files, which HEAD did not have, is reported too. */
  readonly deletes: boolean;
}

export interface LintOutcome {
  readonly report: LintReport;
  /** Texts of the files with findings, as read. */
  readonly texts: ReadonlyMap<string, string>;
  /** The same for code frames, with the values of Secrets masked. */
  readonly shownTexts: ReadonlyMap<string, string>;
  /** Rules that ran, for reports that describe them. */
  readonly rules: readonly RuleDocs[];
  /** Is the report about this file, whether there is one or not? */
  readonly isReported: (file: string) => boolean;
}

export interface LintDeps {
  /** Must be there for `against`, and where manifests are deleted. */
  readonly revisions?: Revisions;
  readonly files: Pick<FileStore, 'readTree' | 'readFile'>;
  /** Absent: nothing is rendered, and the report says so. */
  readonly kustomize?: Kustomize;
  /** What to judge by. Absent: the schemas that ship. */
  readonly schemas?: SchemaSource;
  /** Reads a file's YAML; one that remembers saves most of the work of a second look. */
  readonly parse?: (file: SourceFile) => ParsedFile;
}

/** Throws UserError where there is nothing to lint, or a rule is asked for that does not exist. */
export async function lint(request: LintRequest, deps: LintDeps): Promise<LintOutcome> {
  const levels = {
    levels: request.config.rules,
    only: request.only,
    off: request.off,
    ...(request.against === undefined ? {} : ({ against: true } as const)),
  };
  refuseUnknownRules(request);
  refuseIdleRules(request);
  const contents = await readRepository(
    {
      config: request.config,
      ...(request.alone && request.paths.length > 0 ? { paths: request.paths } : {}),
      extra: extraFiles(request),
      ...(deps.parse === undefined ? {} : { parse: deps.parse }),
    },
    {
      files: deps.files,
      ...(deps.kustomize === undefined
        ? {}
        : { render: { kustomize: deps.kustomize, readFile: deps.files.readFile } }),
    },
  );
  const asked = askedOf(request);
  const origins = new Set(contents.rendered.filter(({ by }) => asked(by)).flatMap(({ files }) => files));
  const reportOn = (file: string): boolean => asked(file) || origins.has(file);
  const before = await readBefore(request, contents, deps);
  const head = await readHead(request, contents, deps);
  const earlier = before ?? head;
  const topology =
    earlier === undefined ? contents.topology : withVanished(contents.topology, earlier.topology);
  const given = await deps.schemas?.(contents.manifests.map(({ key }) => key));
  const notChecked = [
    ...contents.notChecked,
    ...pathsWithoutFiles(request.paths, contents),
    ...(before?.notChecked ?? []),
    ...(given?.notChecked ?? []),
  ];
  const { report: judged, elsewhere } = judge({
    ...contents,
    topology,
    ...(before === undefined ? {} : { before }),
    ...(given === undefined ? {} : { schemas: given.schemas }),
    notChecked,
    levels,
    reportOn,
    countElsewhere: request.staged !== undefined,
    now: request.now,
  });
  const broken =
    head === undefined
      ? []
      : await brokenByDeletions(
          {
            ...request,
            levels: { levels: request.config.rules, only: request.only, off: request.off },
            isLeftAlone: (file) => !reportOn(file),
            head,
            found: elsewhere.filter(({ rule }) => findRule(rule)?.compares !== true),
            contents,
            ...(given === undefined ? {} : { schemas: given.schemas }),
          },
          deps.files,
        );
  const report = boundFindings(sayRendered(withBroken(judged, broken, contents.parsed)));
  if (report.findings.length === 0 && request.staged?.deletes !== true) {
    refuseNothing(contents, given?.schemas);
  }
  return {
    report,
    ...textsOf(report, contents),
    rules: ruleDocs.filter((rule) => levelOf(rule, levels) !== 'off'),
    isReported: reportOn,
  };
}

function askedOf({ paths, stdin, staged }: LintRequest): (file: string) => boolean {
  if (staged === undefined || paths.length > 0)
    return isAmong([...paths, ...(stdin === undefined ? [] : [stdin.path])]);
  const files = new Set(staged.changed);
  return (file) => files.has(file);
}

/** Of two texts for one file, as after a fix of stdin, the later one counts. */
function extraFiles({ stdin, instead = [] }: LintRequest): readonly SourceFile[] {
  const isReplaced = instead.some(({ path }) => path === stdin?.path);
  return stdin === undefined || isReplaced ? instead : [stdin, ...instead];
}

/** New texts of the files that have safe fixes; there may be more to fix in them. */
export function fixedFiles({ report, texts }: LintOutcome): readonly SourceFile[] {
  return applyFixes(report.findings, texts);
}

/** A text as people may see it, with the values of Secrets masked. */
export function shownText(file: SourceFile): string {
  return masked(file.text, parseFile(file));
}

function refuseUnknownRules({ config, only, off }: LintRequest): void {
  const [unknown] = unknownRules([...only, ...off, ...Object.keys(config.rules)]);
  if (unknown === undefined) return;
  const asked = [...only, ...off].includes(unknown.id);
  const where = asked ? '' : ` in ${config.file ?? 'the config'}`;
  throw new UserError(`there is no rule "${unknown.id}"${where}`, {
    hint:
      unknown.similar === undefined
        ? 'ramen-sync explain lists the rules'
        : `the rule ${unknown.similar} has a similar name`,
  });
}

/** A rule that judges edits finds nothing where there is nothing to compare with. */
function refuseIdleRules({ only, against }: LintRequest): void {
  const idle = only.find((id) => findRule(id)?.compares === true);
  if (against !== undefined || idle === undefined) return;
  throw new UserError(`rule ${idle} compares with an earlier revision`, {
    hint: `add --against and a branch, tag or commit: --against origin/main`,
  });
}

async function readBefore(
  { config, against, alone, paths }: LintRequest,
  current: RepositoryContents,
  { revisions }: LintDeps,
): Promise<RevisionContents | undefined> {
  if (against === undefined || revisions === undefined) return undefined;
  const own = alone && paths.length > 0 ? { paths } : {};
  return readRevision({ config, revision: against, current, ...own }, revisions);
}

/** What the staged deletions are measured by. There is a HEAD where anything of it can be deleted. */
async function readHead(
  { config, staged, alone }: LintRequest,
  current: RepositoryContents,
  { revisions }: LintDeps,
): Promise<RevisionContents | undefined> {
  if (staged?.deletes !== true || alone || revisions === undefined) return undefined;
  return readRevision({ config, revision: 'HEAD', current }, revisions);
}

/** A linter that judged nothing must not look like one that found nothing. */
function refuseNothing(contents: RepositoryContents, schemas: SchemaSet = shippedSchemas): void {
  if (contents.files.length === 0) {
    throw new UserError('nothing to lint: there is no YAML or JSON file', {
      hint: 'name the folder of the DR repository, or use -C',
    });
  }
  if (contents.topology.manifests.some(isDisasterRecovery(contents))) return;
  if (contents.topology.manifests.some(({ key }) => isGiven(key, schemas))) return;
  throw new UserError(
    `nothing to lint: no object that belongs to disaster recovery with Ramen; ${seenText(contents)}`,
    {
      hint: 'name the folder that holds DRClusters, DRPolicies or DRPlacementControls',
    },
  );
}

function isDisasterRecovery(contents: RepositoryContents) {
  const configs = new Set(contents.topology.ramenConfigs.map(({ manifest }) => manifest));
  return (manifest: (typeof contents.manifests)[number]): boolean => {
    const kind = kindOf(manifest.key.apiVersion, manifest.key.kind);
    if (kind === undefined || kind.role === 'referenced') return false;
    return kind.group !== '' || configs.has(manifest);
  };
}

function seenText({ manifests, files }: RepositoryContents): string {
  const counts = new Map<string, number>();
  for (const { key } of manifests) counts.set(key.kind, (counts.get(key.kind) ?? 0) + 1);
  const kinds = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const shown = kinds.slice(0, 8).map(([kind, count]) => `${count} ${kind}`);
  const more = kinds.length > 8 ? `, and ${kinds.length - 8} other kinds` : '';
  return kinds.length === 0
    ? `saw ${files.length} ${files.length === 1 ? 'file' : 'files'} without any Kubernetes object`
    : `saw ${shown.join(', ')}${more}`;
}

/** A path that names nothing which is read must not look as if it had been judged. */
function pathsWithoutFiles(paths: readonly string[], contents: RepositoryContents): readonly NotChecked[] {
  const read = [...contents.files, ...contents.skipped];
  return paths
    .filter((path) => !read.some((file) => isAmong([path])(file.path)))
    .map((path) => ({ reason: 'not-read', what: path, count: 1 }));
}

function isAmong(paths: readonly string[]): (file: string) => boolean {
  const folders = paths.map((path) =>
    path
      .split('/')
      .filter((step) => step !== '' && step !== '.')
      .join('/'),
  );
  if (folders.length === 0 || folders.includes('')) return () => true;
  return (file) => folders.some((folder) => file === folder || file.startsWith(`${folder}/`));
}

function textsOf(
  report: LintReport,
  contents: RepositoryContents,
): Pick<LintOutcome, 'texts' | 'shownTexts'> {
  const wanted = new Set(
    report.findings.flatMap(({ location, related }) => [
      location.file,
      ...(related ?? []).map((place) => place.location.file),
    ]),
  );
  const texts = new Map<string, string>();
  const shownTexts = new Map<string, string>();
  for (const [index, { path, text }] of contents.files.entries()) {
    const parsed = contents.parsed[index];
    if (!wanted.has(path) || parsed === undefined) continue;
    texts.set(path, text);
    shownTexts.set(path, masked(text, parsed));
  }
  return { texts, shownTexts };
}

function masked(text: string, { manifests, opaque, findings }: ParsedFile): string {
  const isWholeText = opaque.every(({ why }) => why === 'not-kubernetes');
  const isExact = isWholeText && !findings.some(({ rule }) => rule === 'duplicate-key');
  return maskPlainSecrets(maskSecrets(text, manifests, isExact));
}
