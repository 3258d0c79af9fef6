import { diskFileStore } from '../files/disk-file-store.ts';
import { UserError } from '../model/errors.ts';
import type { LintReport } from '../model/lint-report.ts';
import type { SourceFile } from '../model/source.ts';
import type { LintOutcome } from '../operations/lint.ts';
import type { CommandContext } from './command.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { type FlagValues, isSet, number, text } from './flags.ts';
import { type LintSession, lintPass } from './lint-pass.ts';
import { writeLintReports } from './lint-reports.ts';
import { deletionsTarget, findTarget, isHookWithoutFiles } from './lint-target.ts';
import { leaveOutTurboFan } from './optimizing-compiler.ts';
import { growYoungGenerationOnce } from './young-generation.ts';

export async function runLintCommand(
  context: CommandContext,
  args: readonly string[],
  flags: FlagValues,
): Promise<ExitCode> {
  refuseContradictions(args, flags);
  const isAboutDeletions = isHookWithoutFiles(context, args, flags);
  const target = isAboutDeletions ? await deletionsTarget(context) : findTarget(context, args);
  if (target === undefined) {
    await writeLintReports(nothingJudged, context);
    return exitCode.done;
  }
  const session: LintSession = {
    context: { ...context, options: { ...context.options, repo: target.repo } },
    target,
    flags,
    files: diskFileStore(target.repo),
    ...(isAboutDeletions ? { isAboutDeletions } : {}),
  };
  if (isSet(flags, 'watch')) return (await import('./watch-lint.ts')).watchLint(session);
  leaveOutTurboFan();
  growYoungGenerationOnce(4);
  const stdin = await readStdin(context, args, flags);
  const outcome = await lintPass({ ...session, ...(stdin === undefined ? {} : { stdin }) });
  await writeLintReports(outcome, session.context);
  return exitOf(outcome.report, number(flags, 'maxWarnings'), context);
}

const nothingJudged: LintOutcome = {
  report: {
    summary: {
      files: 0,
      documents: 0,
      objects: 0,
      errors: 0,
      warnings: 0,
      suppressed: 0,
      baselined: 0,
      fixable: 0,
    },
    findings: [],
    notChecked: [],
  },
  texts: new Map(),
  shownTexts: new Map(),
  rules: [],
  isReported: () => false,
};

function refuseContradictions(args: readonly string[], flags: FlagValues): void {
  const stdin = args.includes('-');
  const has = (flag: string): boolean => isSet(flags, flag);
  if (stdin && has('fix')) {
    throw new UserError('--fix cannot write to stdin', { hint: '--fix-dry-run shows the edits' });
  }
  if (stdin && has('watch')) {
    throw new UserError('--watch cannot watch stdin', { hint: 'name files or folders' });
  }
  const writes = ['fix', 'watch'].find(has);
  if (has('staged') && (stdin || writes !== undefined)) {
    throw new UserError(`--staged does not go together with ${stdin ? 'stdin' : `--${writes}`}`, {
      hint: 'what is staged is judged, and never written',
    });
  }
  const once = [
    ['fix', '--fix'],
    ['fixDryRun', '--fix-dry-run'],
    ['writeBaseline', '--write-baseline'],
  ].find(([flag = '']) => has(flag));
  if (has('watch') && once !== undefined) {
    throw new UserError(`--watch and ${once[1]} do not go together`, { hint: `run ${once[1]} by itself` });
  }
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

function exitOf({ summary }: LintReport, maxWarnings: number | undefined, context: CommandContext): ExitCode {
  if (summary.errors > 0) return exitCode.findings;
  if (maxWarnings === undefined || summary.warnings <= maxWarnings) return exitCode.done;
  context.stderr.write(`more warnings (${summary.warnings}) than --max-warnings ${maxWarnings} allows\n`);
  return exitCode.findings;
}
