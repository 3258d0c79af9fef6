import { relative, resolve, sep } from 'node:path';
import type { StagedFiles } from '../git/staged-files.ts';
import type { Config } from '../model/config.ts';
import type { SourceFile } from '../model/source.ts';
import { type LintDeps, type LintOutcome, lint, type StagedChange } from '../operations/lint.ts';
import type { FileStore } from '../ports/repository.ts';
import type { CommandContext } from './command.ts';
import { type FlagValues, isSet, list, text } from './flags.ts';
import { kustomizeFor } from './kustomize-for.ts';
import type { LintTarget } from './lint-target.ts';
import { loadConfig } from './load-config.ts';

/** What stays the same from one look at the repository to the next. */
export interface LintSession {
  /** With the repository of the target. */
  readonly context: CommandContext;
  readonly target: LintTarget;
  readonly flags: FlagValues;
  readonly files: FileStore;
  readonly parse?: NonNullable<LintDeps['parse']>;
  /** Stands for the file of that path. */
  readonly stdin?: SourceFile;
  /** The report is about nothing but what staged deletions break. */
  readonly isAboutDeletions?: true;
}

/** One look: reads the config anew, lints, fixes what the flags ask to fix, and takes out what the baseline has. */
export async function lintPass(session: LintSession): Promise<LintOutcome> {
  const { context, flags } = session;
  const config = await loadConfig(context);
  const staged = isSet(flags, 'staged') ? await stagedOf(session) : undefined;
  const own = staged === undefined ? session : { ...session, files: { ...session.files, ...staged.store } };
  const deps = await depsOf(own, config, staged);
  const change = staged === undefined ? {} : { staged: changeOf(staged, session) };
  const judge = (instead: readonly SourceFile[]): Promise<LintOutcome> =>
    lint({ ...requestOf(session, config), ...change, instead }, deps);
  if (text(flags, 'baseline') === undefined && !isSet(flags, 'writeBaseline')) {
    return fixed(await judge([]), session, judge);
  }
  return (await import('./lint-baseline.ts')).withBaseline(session, (apply) => {
    const judgeNew = async (instead: readonly SourceFile[]) => apply(await judge(instead));
    return judgeNew([]).then((outcome) => fixed(outcome, session, judgeNew));
  });
}

function changeOf({ changed, deleted }: StagedFiles, { isAboutDeletions }: LintSession): StagedChange {
  return { changed: isAboutDeletions === true ? [] : changed, deletes: deleted.length > 0 };
}

async function stagedOf({ context, target, files }: LintSession): Promise<StagedFiles> {
  const { readStaged } = await import('../git/staged-files.ts');
  return readStaged(target.repo, files, context.env.GIT_INDEX_FILE);
}

function requestOf({ context, target, flags, stdin }: LintSession, config: Config) {
  const against = text(flags, 'against');
  return {
    config,
    paths: target.paths,
    alone: !target.isRepository,
    only: list(flags, 'only'),
    off: list(flags, 'off'),
    now: context.options.now ?? context.clock.now(),
    ...(stdin === undefined ? {} : { stdin }),
    ...(against === undefined ? {} : { against }),
  };
}

/** A baseline in the repository is no file of objects, whatever its name. */
function withoutBaseline({ context, target, flags, files }: LintSession): FileStore {
  const named = text(flags, 'baseline');
  if (named === undefined) return files;
  const path = relative(target.repo, resolve(context.cwd, named)).split(sep).join('/');
  return {
    ...files,
    readTree: async (paths) => {
      const found = await files.readTree(paths);
      return { ...found, files: found.files.filter((file) => file.path !== path) };
    },
  };
}

/** Most runs need neither Git nor kustomize nor other schemas: what asks for them is loaded then. */
async function depsOf(
  session: LintSession,
  config: Config,
  staged: StagedFiles | undefined,
): Promise<LintDeps> {
  const { context, target, flags } = session;
  const wantsCrds = list(flags, 'crds').length > 0 || isSet(flags, 'crdsFromCluster');
  const schemas = wantsCrds
    ? await (await import('./given-crds.ts')).givenCrds(context, config, flags)
    : undefined;
  const kustomize = await kustomizeFor(config, target.repo, context.env);
  const revisions =
    text(flags, 'against') === undefined && (staged?.deleted ?? []).length === 0
      ? undefined
      : (await import('../git/git-repository.ts')).gitRepository(target.repo);
  return {
    files: withoutBaseline(session),
    ...(session.parse === undefined ? {} : { parse: session.parse }),
    ...(kustomize === undefined ? {} : { kustomize }),
    ...(schemas === undefined ? {} : { schemas }),
    ...(revisions === undefined ? {} : { revisions }),
  };
}

async function fixed(
  outcome: LintOutcome,
  session: LintSession,
  judge: (instead: readonly SourceFile[]) => Promise<LintOutcome>,
): Promise<LintOutcome> {
  if (!isSet(session.flags, 'fix') && !isSet(session.flags, 'fixDryRun')) return outcome;
  return (await import('./lint-fixes.ts')).makeFixes(outcome, session, judge);
}
