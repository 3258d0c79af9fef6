import type { ObjectKey } from './object-ref.ts';
import type { Location, TextEdit } from './source.ts';

export type Severity = 'error' | 'warning';

export interface Finding {
  /** Id of the rule: named for the problem, as `unknown-s3-profile`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly object?: ObjectKey;
  /** Already formatted; inside RamenConfig text it continues after the key: `data["…"]:s3StoreProfiles[0].s3Bucket`. */
  readonly path?: string;
  readonly location: Location;
  /** A few words that stand under the caret. */
  readonly label?: string;
  readonly related?: readonly { readonly message: string; readonly location: Location }[];
  /** What Ramen or the API server would say, in its words. */
  readonly ramen?: string;
  readonly help?: string;
  readonly fix?: { readonly safe: boolean; readonly edits: readonly TextEdit[] };
}

/** Something that was not judged, and why: never silently passed. */
export interface NotChecked {
  readonly reason: string;
  readonly what: string;
  readonly count: number;
}

/** By file, then place, then rule: the same order on every run. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.location.file, b.location.file) ||
    a.location.line - b.location.line ||
    a.location.column - b.location.column ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message)
  );
}

/** Code unit order, not locale order: reports must not depend on the machine's language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
