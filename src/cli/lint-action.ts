import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { systemClock } from '../cluster/system-clock.ts';
import { diskFileStore } from '../files/disk-file-store.ts';
import { kustomizeOf } from '../files/kustomize.ts';
import { gitRepository } from '../git/git-repository.ts';
import { UserError } from '../model/errors.ts';
import type { LintReport } from '../model/lint-report.ts';
import type { SourceFile } from '../model/source.ts';
import { version } from '../model/version.ts';
import { fixedFiles, type LintOutcome, lint } from '../operations/lint.ts';
import type { FileStore } from '../ports/repository.ts';
import { renderLintConcise } from '../report/lint-concise.ts';
import { renderLintGithub } from '../report/lint-github.ts';
import { renderLintJson } from '../report/lint-json.ts';
import { renderLintMarkdown } from '../report/lint-markdown.ts';
import { renderLintSarif } from '../report/lint-sarif.ts';
import { renderLintText } from '../report/lint-text.ts';
import type { CommandContext } from './command.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { type FlagValues, findRepository, isSet, list, number, text } from './flags.ts';
import { givenCrds } from './given-crds.ts';
import { loadConfig } from './load-config.ts';
import { paintFor } from './paint.ts';
import { renderTextDiff } from './text-diff.ts';
import { writeOutputs } from './write-outputs.ts';

export async function runLintCommand(
  context: CommandContext,
  args: readonly string[],
  flags: FlagValues,
): Promise<ExitCode> {
  const target = findTarget(context, args);
  const here = { ...context, options: { ...context.options, repo: target.repo } };
  const config = await loadConfig(here);
  const files = diskFileStore(target.repo);
  const stdin = await readStdin(context, args, flags);
  const against = text(flags, 'against');
  const request = {
    config,
    paths: target.paths,
    alone: !target.isRepository,
    only: list(flags, 'only'),
    off: list(flags, 'off'),
    now: context.options.now ?? systemClock.now(),
    ...(stdin === undefined ? {} : { stdin }),
    ...(against === undefined ? {} : { against }),
  };
  const schemas = await givenCrds(context, config, flags);
  const deps = {
    files,
    ...(schemas === undefined ? {} : { schemas }),
    kustomize: kustomizeOf(target.repo, context.env),
    ...(against === undefined ? {} : { revisions: gitRepository(target.repo) }),
  };
  const first = await lint(request, deps);
  const outcome = await fixed(first, flags, context, files, () => lint(request, deps));
  writeOutputs(context, (format, toStdout) => render(outcome, format, toStdout, here));
  return exitOf(outcome.report, number(flags, 'maxWarnings'), context);
}

interface Target {
  readonly repo: string;
  /** There is a repository around the paths that they are judged in. */
  readonly isRepository: boolean;
  /** Relative to the repository. */
  readonly paths: readonly string[];
}

/**
 * Paths count from the working folder; with -C from the repository. Without -C the first path decides which
 * repository it is: the nearest folder upward with a config file. Where there is none, one folder is a repository of its
 * own, and other paths stand for themselves.
 */
function findTarget({ options, cwd }: CommandContext, args: readonly string[]): Target {
  const named = args.filter((arg) => arg !== '-');
  const [first] = named;
  if (first === undefined) return { repo: options.repo, isRepository: true, paths: [] };
  const base = options.isRepoGiven ? options.repo : cwd;
  const absolute = named.map((path) => resolve(base, path));
  const missing = absolute.findIndex((path) => !existsSync(path));
  if (missing >= 0) {
    throw new UserError(`there is no ${named[missing]}`, {
      hint: options.isRepoGiven
        ? `paths count from the repository ${base}`
        : 'name a file or folder that exists',
    });
  }
  const start = folderOf(resolve(base, first));
  const isOneFolder = named.length === 1 && start === resolve(base, first);
  const marked = options.isRepoGiven ? options.repo : findRepository(start);
  const repo = realpathSync(marked ?? (isOneFolder || !`${start}/`.startsWith(`${cwd}/`) ? start : cwd));
  const paths = absolute.map((path) => relative(repo, realpathSync(path)).split(sep).join('/'));
  const outside = paths.findIndex((path) => path === '..' || path.startsWith('../'));
  if (outside >= 0) {
    throw new UserError(`${named[outside]} is outside of the repository ${repo}`, {
      hint: 'lint one repository at a time',
    });
  }
  return { repo, isRepository: marked !== undefined, paths };
}

function folderOf(path: string): string {
  return statSync(path).isDirectory() ? path : dirname(path);
}

async function readStdin(
  context: CommandContext,
  args: readonly string[],
  flags: FlagValues,
): Promise<SourceFile | undefined> {
  const path = text(flags, 'stdinFilename');
  if (args.includes('-')) return { path: path ?? 'stdin.yaml', text: await context.stdin.readAll() };
  if (path !== undefined) {
    throw new UserError('--stdin-filename needs the argument -', {
      hint: 'ramen-sync lint - --stdin-filename a.yaml',
    });
  }
  return undefined;
}

/** Edits of one place wait for the next pass; that there is one more each time does not happen. */
const MAX_PASSES = 10;

async function fixed(
  outcome: LintOutcome,
  flags: FlagValues,
  context: CommandContext,
  files: FileStore,
  again: () => Promise<LintOutcome>,
): Promise<LintOutcome> {
  if (isSet(flags, 'fixDryRun')) {
    showFixes(outcome, context);
    return outcome;
  }
  if (!isSet(flags, 'fix')) return outcome;
  const written = new Set<string>();
  let latest = outcome;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const changed = fixedFiles(latest);
    if (changed.length === 0) break;
    for (const file of changed) {
      await files.writeFile(file.path, file.text);
      written.add(file.path);
    }
    latest = await again();
  }
  if (written.size > 0 && !context.options.quiet) {
    context.stderr.write(`fixed ${[...written].sort().join(', ')}\n`);
  }
  return latest;
}

function showFixes(outcome: LintOutcome, context: CommandContext): void {
  const paint = paintFor(context.options.color.stderr);
  for (const file of fixedFiles(outcome)) {
    context.stderr.write(renderTextDiff(outcome.texts.get(file.path) ?? '', file, paint));
  }
}

function render(outcome: LintOutcome, format: string, toStdout: boolean, context: CommandContext): string {
  const { report } = outcome;
  const prefix = prefixOf(context);
  switch (format) {
    case 'json':
      return renderLintJson(report);
    case 'concise':
      return renderLintConcise(report, { prefix });
    case 'github':
      return renderLintGithub(report, { prefix });
    case 'markdown':
      return renderLintMarkdown(report, { prefix });
    case 'sarif':
      return renderLintSarif(report, { prefix, version, rules: outcome.rules, texts: outcome.texts });
    default:
      return renderLintText(report, {
        texts: outcome.shownTexts,
        paint: paintFor(toStdout && context.options.color.stdout),
        prefix,
        quiet: context.options.quiet,
        ...(toStdout && context.stdout.columns !== undefined ? { columns: context.stdout.columns } : {}),
      });
  }
}

/** People and editors look for a file from where they are; JSON stays relative to the repository. */
function prefixOf({ cwd, options }: CommandContext): string {
  const path = relative(realpathSync(cwd), realpathSync(options.repo)).split(sep).join('/');
  return path === '' ? '' : `${path}/`;
}

function exitOf({ summary }: LintReport, maxWarnings: number | undefined, context: CommandContext): ExitCode {
  if (summary.errors > 0) return exitCode.findings;
  if (maxWarnings === undefined || summary.warnings <= maxWarnings) return exitCode.done;
  context.stderr.write(`more warnings (${summary.warnings}) than --max-warnings ${maxWarnings} allows\n`);
  return exitCode.findings;
}
