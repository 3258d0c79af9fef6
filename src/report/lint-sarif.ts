import type { Finding, NotChecked, Severity } from '../model/finding.ts';
import type { LintReport } from '../model/lint-report.ts';
import type { Location } from '../model/source.ts';
import { findingIds } from './finding-ids.ts';
import { lineHashes } from './line-hash.ts';
import { speaker } from './speaker.ts';
import { type TextPlaces, textPlaces } from './text-places.ts';

/** What SARIF wants to know of a rule. */
export interface SarifRule {
  readonly id: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly page: () => { readonly why: string; readonly fix: string; readonly links: readonly string[] };
}

export interface SarifOptions {
  readonly version: string;
  readonly rules: readonly SarifRule[];
  readonly prefix: string;
  /** Texts as read: a fix is given by lines and columns there. */
  readonly texts: ReadonlyMap<string, string>;
}

const HOME = 'https://github.com/RamenDR/ramen-sync';

/** GitHub refuses a run with more results, relates no more places to one, and cuts descriptions there. Source: docs.github.com, "SARIF support for code scanning". */
const MOST_RESULTS = 25_000;
const MOST_RELATED = 100;
const MOST_CHARACTERS = 1024;

/** SARIF 2.1.0, as GitHub's code scanning reads it. */
export function renderLintSarif(report: LintReport, options: SarifOptions): string {
  const findings = worstOf(report.findings);
  const left = report.findings.length - findings.length;
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'ramen-sync',
            version: options.version,
            semanticVersion: options.version,
            informationUri: HOME,
            rules: options.rules.map(ruleJson),
          },
        },
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: [
              ...(left === 0 ? [] : [notice('warning', `${left} more findings do not fit into a SARIF run`)]),
              ...report.notChecked.map((item) => notice('note', notCheckedText(item))),
            ],
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: resultsJson(findings, options),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

/** All, or where they are too many the errors before the warnings; in the order of the report. */
function worstOf(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MOST_RESULTS) return findings;
  const errors = findings.filter(({ severity }) => severity === 'error').slice(0, MOST_RESULTS);
  const warnings = findings.filter(({ severity }) => severity !== 'error');
  const kept = new Set([...errors, ...warnings.slice(0, MOST_RESULTS - errors.length)]);
  return findings.filter((finding) => kept.has(finding));
}

function notice(level: 'note' | 'warning', text: string): unknown {
  return { level, message: { text: unlinked(text) } };
}

function notCheckedText({ reason, what, count }: NotChecked): string {
  return `not checked: ${what} (${reason}, ${count})`;
}

function ruleJson({ id, severity, summary, page }: SarifRule): unknown {
  const { why, fix, links } = page();
  const sources = links.map((link) => `- ${link}\n`).join('');
  return {
    id,
    name: pascalCase(id),
    shortDescription: { text: cut(summary) },
    fullDescription: { text: cut(why) },
    helpUri: `${HOME}/blob/main/docs/rules/${id}.md`,
    help: { text: `${why}\n\n${fix}`, markdown: `${why}\n\n${fix}\n\n${sources}`.trimEnd() },
    defaultConfiguration: { level: severity },
    properties: {
      tags: ['disaster-recovery', 'kubernetes', 'ramen'],
      precision: 'high',
      'problem.severity': severity,
    },
  };
}

/** SARIF asks for a readable name, in this case by custom: `unknown-policy` is `UnknownPolicy`. */
function pascalCase(id: string): string {
  return id
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}

function cut(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS - 1)}…`;
}

function resultsJson(findings: readonly Finding[], options: SarifOptions): readonly unknown[] {
  const ruleIndexes = new Map(options.rules.map(({ id }, index) => [id, index]));
  const ids = findingIds(findings);
  const hashes = new Map<string, ReturnType<typeof lineHashes>>();
  const places = new Map<string, TextPlaces>();
  const hashOf = ({ file, line }: Location): string | undefined =>
    remember(hashes, file, () => lineHashes(options.texts.get(file) ?? ''))(line);
  const placesIn = (file: string): TextPlaces =>
    remember(places, file, () => textPlaces(options.texts.get(file) ?? ''));
  return findings.map((finding, index) => {
    const { rule, severity, message, help, ramen, location, related, fix } = finding;
    const ruleIndex = ruleIndexes.get(rule);
    const hash = options.texts.has(location.file) ? hashOf(location) : undefined;
    const text = [
      message,
      ...(ramen === undefined ? [] : [`${speaker(ramen)}: ${ramen}`]),
      ...(help === undefined ? [] : [`Help: ${help}`]),
    ].join('\n');
    return {
      ruleId: rule,
      ...(ruleIndex === undefined ? {} : { ruleIndex }),
      level: severity,
      message: { text: unlinked(text) },
      locations: [{ physicalLocation: physical(location, options) }],
      ...(related === undefined || related.length === 0
        ? {}
        : {
            relatedLocations: related.slice(0, MOST_RELATED).map((place, id) => ({
              id,
              message: { text: unlinked(place.message) },
              physicalLocation: physical(place.location, options),
            })),
          }),
      partialFingerprints: {
        ...(hash === undefined ? {} : { primaryLocationLineHash: hash }),
        'ramenSync/v1': ids[index],
      },
      ...(fix === undefined || !fix.safe
        ? {}
        : { fixes: [fixJson(fix, unlinked(help ?? message), options, placesIn)] }),
    };
  });
}

function remember<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}

/** `[a](b)` is a link in a SARIF message; a name from a file must not become one. */
function unlinked(text: string): string {
  return text.replaceAll('](', '] (');
}

function fixJson(
  fix: NonNullable<Finding['fix']>,
  text: string,
  options: SarifOptions,
  placesIn: (file: string) => TextPlaces,
): unknown {
  const files = [...new Set(fix.edits.map(({ file }) => file))];
  return {
    description: { text },
    artifactChanges: files.map((file) => ({
      artifactLocation: { uri: uri(file, options.prefix) },
      replacements: fix.edits
        .filter((edit) => edit.file === file)
        .map((edit) => ({
          deletedRegion: region(placesIn(file).range(edit.start, edit.end)),
          insertedContent: { text: edit.text },
        })),
    })),
  };
}

function physical(location: Location, options: SarifOptions): unknown {
  return { artifactLocation: { uri: uri(location.file, options.prefix) }, region: region(location) };
}

function region({ line, column, endLine, endColumn }: Omit<Location, 'file' | 'document'>): unknown {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function uri(file: string, prefix: string): string {
  return `${prefix}${file}`
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
}
