import { parseConfig } from '../../src/config/parse-config.ts';
import type { SourceFile } from '../../src/model/source.ts';
import { type LintOutcome, lint } from '../../src/operations/lint.ts';
import type { SkippedFile } from '../../src/ports/repository.ts';
import { renderLintText } from '../../src/report/lint-text.ts';
import type { Repository } from './repository.ts';

export interface LintOptions {
  readonly paths?: readonly string[];
  readonly skipped?: readonly SkippedFile[];
  /** What the files were: edits are judged as well. */
  readonly before?: readonly SourceFile[];
}

/** Lints a repository that stands nowhere but in memory, as the command would. */
export async function lintFiles(
  { files, config }: Pick<Repository, 'files' | 'config'>,
  { paths = [], skipped = [], before }: LintOptions = {},
): Promise<LintOutcome> {
  const isUnder = (folders: readonly string[], path: string): boolean =>
    folders.some((folder) => folder === '.' || path.startsWith(`${folder.replace(/\/$/, '')}/`));
  return await lint(
    {
      config: parseConfig(config, 'ramen-sync.yaml'),
      paths,
      alone: false,
      only: [],
      off: [],
      now: 0,
      ...(before === undefined ? {} : { against: 'before' }),
    },
    {
      files: {
        readTree: async (folders) => ({
          files: files.filter(({ path }) => isUnder(folders, path)),
          skipped: skipped.filter(({ path }) => isUnder(folders, path)),
        }),
        readFile: async (path) => files.find((file) => file.path === path)?.text,
      },
      ...(before === undefined
        ? {}
        : {
            revisions: {
              mergeBase: async () => 'before',
              filesAt: async () => ({ files: before, skipped: [] }),
            },
          }),
    },
  );
}

/** For the message of a failing test: what was said, or what one rule said, at its lines. */
export function shownFindings({ report, shownTexts }: LintOutcome, rule?: string): string {
  const findings = report.findings
    .filter((finding) => rule === undefined || finding.rule === rule)
    .slice(0, 4);
  return renderLintText(
    { ...report, findings, notChecked: [] },
    { texts: shownTexts, paint: (_, text) => text, prefix: '', quiet: true },
  );
}
