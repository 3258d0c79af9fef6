import { parseConfig } from '../../src/config/parse-config.ts';
import { sha256 } from '../../src/files/sha256.ts';
import { UserError } from '../../src/model/errors.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Location, SourceFile } from '../../src/model/source.ts';
import { fixedFiles, type LintOutcome, lint } from '../../src/operations/lint.ts';
import { plain } from '../../src/report/colour.ts';
import { renderLintConcise } from '../../src/report/lint-concise.ts';
import { renderLintGithub } from '../../src/report/lint-github.ts';
import { renderLintGitlab } from '../../src/report/lint-gitlab.ts';
import { renderLintJson } from '../../src/report/lint-json.ts';
import { renderLintJunit } from '../../src/report/lint-junit.ts';
import { renderLintMarkdown } from '../../src/report/lint-markdown.ts';
import { renderLintSarif } from '../../src/report/lint-sarif.ts';
import { renderLintText } from '../../src/report/lint-text.ts';

/** One repository in memory, linted in every way; undefined where lint says that there is nothing to lint. */
export async function lintTexts(files: readonly SourceFile[]): Promise<LintOutcome | undefined> {
  try {
    return await lint(
      { config, paths: [], alone: false, only: [], off: [], now: Date.UTC(2026, 10, 21) },
      {
        files: {
          readTree: async () => ({ files, skipped: [] }),
          readFile: async (path) => files.find((file) => file.path === path)?.text,
        },
      },
    );
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

const config = parseConfig(undefined, 'ramen-sync.yaml', {});

function renderAll(outcome: LintOutcome): Readonly<Record<string, string>> {
  const { report, texts, shownTexts, rules } = outcome;
  const prefix = '';
  return {
    text: renderLintText(report, { texts: shownTexts, paint: plain, prefix, quiet: false, columns: 80 }),
    concise: renderLintConcise(report, { prefix }),
    json: renderLintJson(report),
    sarif: renderLintSarif(report, { version: '0', prefix, rules, texts }),
    github: renderLintGithub(report, { prefix }),
    markdown: renderLintMarkdown(report, { prefix }),
    gitlab: renderLintGitlab(report, { prefix, digest: sha256 }),
    junit: renderLintJunit(report, { prefix }),
  };
}

/** What is wrong with how lint took these files; nothing where it is as it must be. */
export async function complaints(
  files: readonly SourceFile[],
  checkJson: (report: unknown) => readonly string[],
): Promise<readonly string[]> {
  const outcome = await lintTexts(files);
  if (outcome === undefined) return [];
  const rendered = renderAll(outcome);
  const again = await lintTexts(files);
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  return [
    ...outcome.report.findings.flatMap((finding) => misplaced(finding, texts)),
    ...Object.entries(again === undefined ? {} : renderAll(again)).flatMap(([format, text]) =>
      text === rendered[format] ? [] : [`${format} differs in a second run`],
    ),
    ...checkJson(JSON.parse(rendered.json ?? '')),
    ...unsafeOutput(rendered),
    ...(await badFixes(outcome, files)),
  ];
}

function misplaced(finding: Finding, texts: ReadonlyMap<string, string>): readonly string[] {
  const places = [finding.location, ...(finding.related ?? []).map(({ location }) => location)];
  const name = `${finding.rule} ${finding.path ?? ''}`;
  return [
    ...places.flatMap((place) => wrongWith(place, texts.get(place.file)).map((why) => `${name}: ${why}`)),
    ...(finding.fix?.edits ?? []).flatMap(({ file, start, end }) =>
      0 <= start && start <= end && end <= (texts.get(file)?.length ?? -1)
        ? []
        : [`${name}: an edit of ${start} to ${end}`],
    ),
  ];
}

function wrongWith(place: Location, text: string | undefined): readonly string[] {
  const { file, line, column, endLine, endColumn } = place;
  if (text === undefined) return [`${file} is not there`];
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const fits = (row: number, col: number): boolean =>
    row >= 1 && row <= lines.length && col >= 1 && col <= (lines[row - 1] ?? '').length + 1;
  const range = `${line}:${column} to ${endLine}:${endColumn}`;
  if (!fits(line, column) || !fits(endLine, endColumn)) return [`${file} has no ${range}`];
  return endLine > line || (endLine === line && endColumn >= column) ? [] : [`${range} goes backwards`];
}

/** A name from a file must act on nothing that shows it. */
function unsafeOutput(rendered: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(rendered).flatMap(([format, text]) => {
    const isData = ['json', 'sarif', 'gitlab'].includes(format);
    const wrong = [...text].find((character) => isControl(character) || (!isData && isOverride(character)));
    const lines = format === 'github' ? text.split('\n') : [];
    const lone = lines.find((line) => line !== '' && !/^::(?:error|warning|notice) /.test(line));
    return [
      ...(wrong === undefined ? [] : [`${format} holds ${JSON.stringify(wrong)}`]),
      ...(lone === undefined ? [] : [`github has a line that is no command: ${lone}`]),
    ];
  });
}

function isControl(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (code < 0x20 && character !== '\n') || (code >= 0x7f && code < 0xa0);
}

/** Turns the reading order of what follows. */
function isOverride(character: string): boolean {
  return /[\u202a-\u202e\u2066-\u2069]/.test(character);
}

/** Fixes end, break no file that parsed, and never touch one that did not. */
async function badFixes(outcome: LintOutcome, files: readonly SourceFile[]): Promise<readonly string[]> {
  const brokenBefore = broken(outcome);
  let current = files;
  let latest: LintOutcome | undefined = outcome;
  for (let pass = 0; pass < 10 && latest !== undefined; pass += 1) {
    const fixed = new Map(fixedFiles(latest).map(({ path, text }) => [path, text]));
    if (fixed.size === 0) return [];
    const touched = [...fixed.keys()].find((path) => brokenBefore.has(path));
    if (touched !== undefined) return [`a fix in ${touched}, which does not parse`];
    current = current.map(({ path, text }) => ({ path, text: fixed.get(path) ?? text }));
    latest = await lintTexts(current);
    const spoilt = latest === undefined ? undefined : [...broken(latest)].find((path) => fixed.has(path));
    if (spoilt !== undefined) return [`a fix broke ${spoilt}`];
  }
  return latest === undefined ? [] : ['fixes do not end'];
}

function broken({ report }: LintOutcome): ReadonlySet<string> {
  const isSyntax = ({ rule, path }: Finding): boolean => rule === 'yaml-syntax' && path === undefined;
  return new Set(report.findings.filter(isSyntax).map(({ location }) => location.file));
}
