import { newSince } from '../lint/baseline.ts';
import type { LevelRequest } from '../lint/levels.ts';
import { runLint } from '../lint/run-lint.ts';
import type { Config } from '../model/config.ts';
import { compareFindings, type Finding } from '../model/finding.ts';
import type { LintReport } from '../model/lint-report.ts';
import type { FileStore } from '../ports/repository.ts';
import type { SchemaSet } from '../schema/schema-set.ts';
import { withVanished } from '../topology/topology-change.ts';
import { type ParsedFile, parseFile } from '../yaml/parse-file.ts';
import { type RepositoryContents, readRepository } from './read-repository.ts';
import type { RevisionContents } from './read-revision.ts';

export interface DeletionRequest {
  readonly config: Config;
  readonly levels: LevelRequest;
  /** Files that the commit leaves alone, and the report too. */
  readonly isLeftAlone: (file: string) => boolean;
  readonly head: RevisionContents;
  /** Findings of these files. */
  readonly found: readonly Finding[];
  /** What would be committed. */
  readonly contents: RepositoryContents;
  readonly schemas?: SchemaSet;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * What a commit breaks in files that it leaves alone: their findings that HEAD did not have. HEAD's kustomizations cannot be
 * rendered, so that what is compared with it is not rendered either.
 */
export async function brokenByDeletions(
  request: DeletionRequest,
  files: Pick<FileStore, 'readTree'>,
): Promise<readonly Finding[]> {
  const { config, head, found } = request;
  const findingsOf = (
    contents: Pick<RepositoryContents, 'files' | 'parsed' | 'readFindings' | 'topology'>,
  ): readonly Finding[] =>
    runLint({ ...request, ...contents, reportOn: request.isLeftAlone, notChecked: [] }).findings;
  if (found.length === 0) return [];
  if (config.sources.every(({ kustomize }) => kustomize !== true)) return newSince(findingsOf(head), found);
  const parsed = new Map(request.contents.parsed.map((each) => [each.file, each]));
  const plain = await readRepository(
    { config, parse: (file) => parsed.get(file.path) ?? parseFile(file) },
    { files },
  );
  const topology = withVanished(plain.topology, head.topology);
  return newSince(findingsOf(head), findingsOf({ ...plain, topology }));
}

/** They count as if the report were about their files, which `parsed` holds with others. */
export function withBroken(
  report: LintReport,
  broken: readonly Finding[],
  parsed: readonly ParsedFile[],
): LintReport {
  if (broken.length === 0) return report;
  const { summary } = report;
  const names = new Set(broken.map(({ location }) => location.file));
  const files = parsed.filter(({ file }) => names.has(file));
  const countOf = (severity: Finding['severity']): number =>
    broken.filter((finding) => finding.severity === severity).length;
  return {
    ...report,
    summary: {
      ...summary,
      files: summary.files + files.length,
      documents: files.reduce((sum, { documents }) => sum + documents, summary.documents),
      objects: files.reduce((sum, { manifests }) => sum + manifests.length, summary.objects),
      errors: summary.errors + countOf('error'),
      warnings: summary.warnings + countOf('warning'),
      fixable: summary.fixable + broken.filter(({ fix }) => fix?.safe === true).length,
      ...(summary.elsewhere === undefined
        ? {}
        : { elsewhere: Math.max(0, summary.elsewhere - broken.length) }),
    },
    findings: [...report.findings, ...broken].sort(compareFindings),
  };
}
