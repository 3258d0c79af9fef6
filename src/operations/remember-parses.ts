import type { SourceFile } from '../model/source.ts';
import { type ParsedFile, parseFile } from '../yaml/parse-file.ts';

/** Parses a text again only where it differs from the file's last one. Files that are gone are forgotten by `turn`. */
export function rememberParses(): {
  readonly parse: (file: SourceFile) => ParsedFile;
  /** Ends one look at the repository: what it did not ask for is forgotten. */
  readonly turn: () => void;
} {
  type Known = ReadonlyMap<string, { readonly text: string; readonly parsed: ParsedFile }>;
  let earlier: Known = new Map();
  let latest = new Map(earlier);
  return {
    parse: (file) => {
      const known = latest.get(file.path) ?? earlier.get(file.path);
      const kept = known?.text === file.text ? known : { text: file.text, parsed: parseFile(file) };
      latest.set(file.path, kept);
      return kept.parsed;
    },
    turn: () => {
      earlier = latest;
      latest = new Map();
    },
  };
}
