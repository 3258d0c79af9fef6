import type { Finding, NotChecked } from './finding.ts';

export interface LintSummary {
  readonly files: number;
  /** YAML documents; an empty one does not count. */
  readonly documents: number;
  /** A `List` counts as the objects in it. */
  readonly objects: number;
  readonly errors: number;
  readonly warnings: number;
  readonly suppressed: number;
  readonly baselined: number;
  /** Findings with a safe fix. */
  readonly fixable: number;
  /** Findings in files that the report is not about; absent where nobody counted. */
  readonly elsewhere?: number;
}

/** What `lint` found, sorted by place, and what it could not judge. */
export interface LintReport {
  readonly summary: LintSummary;
  readonly findings: readonly Finding[];
  readonly notChecked: readonly NotChecked[];
}
