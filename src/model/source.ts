/** One file as read. `path` is relative to the repository, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** A place in a file. Lines and columns count from 1, columns in UTF-16 code units; the end is exclusive. */
export interface Location {
  readonly file: string;
  /** Index of the YAML document within the file, from 0. */
  readonly document: number;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The kustomization that rendered what is meant; the place is where its text came from. */
  readonly renderedBy?: string;
}

/** Replaces the UTF-16 offsets `start` to `end` of a file as read. */
export interface TextEdit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
