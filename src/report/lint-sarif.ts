import type { Finding, Severity } from '../model/finding.ts';
import type { LintReport } from '../model/lint-report.ts';
import type { Location } from '../model/source.ts';

/** What SARIF wants to know of a rule. */
interface SarifRule {
  readonly id: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly why: string;
  readonly fix: string;
}

export interface SarifOptions {
  readonly version: string;
  readonly rules: readonly SarifRule[];
  readonly prefix: string;
  /** Texts as read: a fix is given by lines and columns there. */
  readonly texts: ReadonlyMap<string, string>;
}

const HOME = 'https://github.com/RamenDR/ramen-sync';

/** SARIF 2.1.0, as GitHub's code scanning reads it. */
export function renderLintSarif(report: LintReport, options: SarifOptions): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'ramen-sync',
            version: options.version,
            informationUri: HOME,
            rules: options.rules.map(ruleJson),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: report.findings.map((finding) => resultJson(finding, options)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function ruleJson({ id, severity, summary, why, fix }: SarifRule): unknown {
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    helpUri: `${HOME}/blob/main/docs/rules/${id}.md`,
    help: { text: fix, markdown: fix },
    defaultConfiguration: { level: severity },
  };
}

function resultJson(finding: Finding, options: SarifOptions): unknown {
  const { rule, severity, message, help, ramen, location, related, fix } = finding;
  const index = options.rules.findIndex(({ id }) => id === rule);
  const text = [
    message,
    ...(ramen === undefined ? [] : [`Ramen would say: ${ramen}`]),
    ...(help === undefined ? [] : [`Help: ${help}`]),
  ].join('\n');
  return {
    ruleId: rule,
    ...(index < 0 ? {} : { ruleIndex: index }),
    level: severity,
    message: { text },
    locations: [{ physicalLocation: physical(location, options) }],
    ...(related === undefined
      ? {}
      : {
          relatedLocations: related.map((place, id) => ({
            id,
            message: { text: place.message },
            physicalLocation: physical(place.location, options),
          })),
        }),
    partialFingerprints: { 'ramenSync/v1': fingerprint(finding) },
    ...(fix === undefined || !fix.safe ? {} : { fixes: [fixJson(fix, help ?? message, options)] }),
  };
}

/** Stays the same when lines move: rule, file, object and path, not the place. */
function fingerprint({ rule, location, object, path }: Finding): string {
  const name = object === undefined ? '' : `${object.kind}/${object.namespace ?? ''}/${object.name}`;
  return [rule, location.file, name, path ?? ''].join('|');
}

function fixJson(fix: NonNullable<Finding['fix']>, text: string, options: SarifOptions): unknown {
  const files = [...new Set(fix.edits.map(({ file }) => file))];
  return {
    description: { text },
    artifactChanges: files.map((file) => ({
      artifactLocation: { uri: uri(file, options.prefix) },
      replacements: fix.edits
        .filter((edit) => edit.file === file)
        .map((edit) => ({
          deletedRegion: regionOfOffsets(options.texts.get(file) ?? '', edit.start, edit.end),
          insertedContent: { text: edit.text },
        })),
    })),
  };
}

function physical(location: Location, options: SarifOptions): unknown {
  return {
    artifactLocation: { uri: uri(location.file, options.prefix) },
    region: {
      startLine: location.line,
      startColumn: location.column,
      endLine: location.endLine,
      endColumn: location.endColumn,
    },
  };
}

function regionOfOffsets(text: string, start: number, end: number): unknown {
  const [from, to] = [position(text, start), position(text, end)];
  return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
}

function position(text: string, offset: number): { readonly line: number; readonly column: number } {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

function uri(file: string, prefix: string): string {
  return `${prefix}${file}`.split('/').map(encodeURIComponent).join('/');
}
